/* Lists, prefixed data, sized integers and regions: the operations that loop, as inlines over wire.h.
 *
 * The rule of wire.h holds: nothing raises. Readers return NULL or -1, writers set `bad`. A count is checked against the
 * bytes that are left before anything is allocated.
 */
#ifndef ZWCODEC_LISTS_H
#define ZWCODEC_LISTS_H

#include "write.h"

/* How a list's elements look: integers of a width, extended integers, or records. */
typedef struct {
    int width, is_signed, little; /* width 0: a record */
    int threshold;                /* extended integer where >= 0 */
    const Table *table;
    const Codec *record;
    const int64_t *up;
} Element;

static inline PyObject *read_element(Cursor *c, const Element *e)
{
    const uint8_t *p;
    uint64_t v;
    if (e->width == 0)
        return read_record(c, e->record, e->up);
    if ((p = take(c, e->width)) == NULL)
        return NULL;
    v = e->little ? get_little(p, e->width) : get_big(p, e->width);
    if (e->threshold >= 0 && (int64_t)v >= e->threshold) {
        if ((p = take(c, 1)) == NULL)
            return NULL;
        v = v << 8 | *p;
    }
    if (e->is_signed && sign_extend(v, 8 * e->width) < 0)
        return PyLong_FromLongLong(sign_extend(v, 8 * e->width));
    return value_of(e->table, v);
}

static inline PyObject *read_count(Cursor *c, const Element *e, int64_t n)
{
    PyObject *tuple;
    if (n < 0 || n > left(c)) /* every element takes a byte at least */
        return NULL;
    if ((tuple = PyTuple_New((Py_ssize_t)n)) == NULL)
        return NULL;
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *item = read_element(c, e);
        if (item == NULL) {
            Py_DECREF(tuple);
            return NULL;
        }
        PyTuple_SET_ITEM(tuple, i, item);
    }
    return finished(tuple);
}

/* Until `end`, or until the marker; all of the region where `marker_size` is 0. */
static inline PyObject *read_until(Cursor *c, const Element *e, const uint8_t *end, const char *marker, Py_ssize_t marker_size)
{
    Growing g = {NULL, 0};
    if (end < c->p)
        return NULL;
    if (marker_size == 0 && e->width && e->threshold < 0) {
        if ((end - c->p) % e->width)
            return NULL;
        return read_count(c, e, (end - c->p) / e->width);
    }
    g.items = PyList_New(0);
    while (!g.bad && c->p < end && !(marker_size && at_marker(c, marker, marker_size))) {
        const uint8_t *before = c->p;
        grow(&g, read_element(c, e));
        if (c->p == before || c->p > end)
            g.bad = 1;
    }
    return grown(&g);
}

static inline PyObject *read_length(Cursor *c, const Element *e, int64_t n)
{
    const uint8_t *end = c->end;
    PyObject *tuple;
    if (n < 0 || n > left(c))
        return NULL;
    c->end = c->p + n;
    tuple = read_until(c, e, c->end, "", 0);
    c->end = end;
    return tuple;
}

static inline PyObject *read_while(Cursor *c, const Element *e, int more)
{
    Growing g = {PyList_New(0), 0};
    for (;;) {
        const uint8_t *before = c->p;
        PyObject *item = read_element(c, e);
        int again = item != NULL && get_slot(item, e->record, more) == Py_True && c->p != before;
        grow(&g, item);
        if (!again || g.bad)
            break;
    }
    return grown(&g);
}

/* `count` records stored column by column; `columns` holds (offset, width) pairs of the record's loads. */
static inline PyObject *read_columns(Cursor *c, const Codec *k, int64_t count, const int *columns, int n, int size)
{
    uint8_t row[256];
    PyObject *tuple;
    const uint8_t *p;
    if (count < 0 || size <= 0 || size > (int)sizeof row || count > left(c) || (p = take(c, count * size)) == NULL)
        return NULL;
    if ((tuple = PyTuple_New((Py_ssize_t)count)) == NULL)
        return NULL;
    for (Py_ssize_t i = 0; i < count; i++) {
        Cursor sub = *c;
        PyObject *item;
        for (int j = 0; j < n; j++)
            memcpy(row + columns[2 * j], p + count * columns[2 * j] + i * columns[2 * j + 1], columns[2 * j + 1]);
        sub.p = row;
        sub.end = row + size;
        item = read_record(&sub, k, NULL);
        c->bad |= sub.bad;
        if (item == NULL) {
            Py_DECREF(tuple);
            return NULL;
        }
        PyTuple_SET_ITEM(tuple, i, item);
    }
    return finished(tuple);
}

static inline int read_ext(Cursor *c, PyObject *o, const Codec *k, int slot, int threshold, int64_t *out)
{
    const uint8_t *p = take(c, 1);
    uint64_t v;
    if (p == NULL)
        return -1;
    v = *p;
    if ((int64_t)v >= threshold) {
        if ((p = take(c, 1)) == NULL)
            return -1;
        v = v << 8 | *p;
    }
    *out = (int64_t)v;
    set_uint(c, o, k, slot, v);
    return 0;
}

static inline int read_sized(Cursor *c, PyObject *o, const Codec *k, int slot, int64_t n, unsigned sizes, int is_signed, int little)
{
    const uint8_t *p;
    uint64_t v;
    if (n < 0 || n > 8 || !(sizes >> n & 1) || (p = take(c, n)) == NULL)
        return -1;
    if (n == 0)
        return 0;
    v = little ? get_little(p, (int)n) : get_big(p, (int)n);
    if (is_signed)
        set_int(c, o, k, slot, sign_extend(v, 8 * (int)n));
    else
        set_uint(c, o, k, slot, v);
    return 0;
}

static inline int read_data(Cursor *c, PyObject *o, const Codec *k, int slot, int64_t n, const char *charset)
{
    const uint8_t *p = take(c, n);
    if (p == NULL)
        return -1;
    set_object(c, o, k, slot, get_data(p, (Py_ssize_t)n, charset));
    return 0;
}

/* The marker of an invalid string reads as None; where that would read as "absent" (in a tail), its bytes stay behind. */
static inline int read_prefixed(Cursor *c, PyObject *o, const Codec *k, int slot, int width, int little, const char *charset, int tail)
{
    const uint8_t *p = take(c, width);
    uint64_t n;
    if (p == NULL)
        return -1;
    n = little ? get_little(p, width) : get_big(p, width);
    if (n == (1ULL << (8 * width)) - 1) {
        if (tail)
            c->end = c->p = p;
        return 0;
    }
    return read_data(c, o, k, slot, (int64_t)n, charset);
}

static inline int read_checksum(Cursor *c, PyObject *o, const Codec *k, int slot, int verify)
{
    uint16_t sum = crc16_aug_ccitt(c->start, c->p - c->start);
    const uint8_t *p = take(c, 2);
    if (p == NULL || (verify && get_big(p, 2) != sum))
        return -1;
    set_uint(c, o, k, slot, get_big(p, 2));
    return 0;
}

/* ---- writing ---- */

static inline void put_element(Buffer *b, PyObject *v, const Element *e)
{
    uint8_t *p;
    uint64_t value;
    int width = e->width;
    if (width == 0) {
        put_record(b, v, e->record, e->up);
        return;
    }
    if (e->threshold >= 0) {
        value = uint_of(b, v, 16);
        width = value > 0xFF ? 2 : 1;
        if ((int64_t)(width == 2 ? value >> 8 : value) >= e->threshold ? width == 1 : width == 2)
            b->bad = 1;
    } else
        value = e->is_signed ? int_of(b, v, 8 * width) : uint_of(b, v, 8 * width);
    if ((p = room(b, width)) == NULL)
        return;
    if (e->little)
        put_little(p, width, value);
    else
        put_big(p, width, value);
}

static inline void put_list(Buffer *b, PyObject *v, const Element *e)
{
    if (v == NULL || !PyTuple_Check(v)) {
        b->bad = 1;
        return;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(v) && !b->bad; i++) {
        if (i && e->width == 0 && b->ended)
            b->bad = 1;
        put_element(b, PyTuple_GET_ITEM(v, i), e);
    }
}

static inline void put_count(Buffer *b, PyObject *v, const Element *e, int64_t n)
{
    if (count_of(v) != n)
        b->bad = 1;
    put_list(b, v, e);
}

static inline void put_length(Buffer *b, PyObject *v, const Element *e, int64_t n)
{
    Py_ssize_t before = b->n;
    put_list(b, v, e);
    if (b->n - before != n)
        b->bad = 1;
}

/* No element may look like the marker, or the list would end there when it is read. */
static inline void put_until_marker(Buffer *b, PyObject *v, const Element *e, const char *marker, Py_ssize_t n)
{
    if (v == NULL || !PyTuple_Check(v)) {
        b->bad = 1;
        return;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(v) && !b->bad; i++) {
        Py_ssize_t before = b->n;
        if (i && e->width == 0 && b->ended)
            b->bad = 1;
        put_element(b, PyTuple_GET_ITEM(v, i), e);
        if (b->n - before >= n && memcmp(b->data + before, marker, n) == 0)
            b->bad = 1;
    }
}

/* All elements but the last say that another follows. */
static inline void put_while(Buffer *b, PyObject *v, const Element *e, int more)
{
    Py_ssize_t n = count_of(v);
    if (n == 0)
        b->bad = 1;
    for (Py_ssize_t i = 0; i < n && !b->bad; i++) {
        PyObject *item = PyTuple_GET_ITEM(v, i);
        if (Py_TYPE(item) != e->record->type || (i && b->ended) || (get_slot(item, e->record, more) == Py_True) != (i + 1 < n))
            b->bad = 1;
        else
            put_element(b, item, e);
    }
}

static inline void put_columns(Buffer *b, PyObject *v, const Codec *k, int64_t count, const int *columns, int n, int size)
{
    Py_ssize_t start = b->n;
    if (count_of(v) != count || size <= 0) {
        b->bad = 1;
        return;
    }
    if (room(b, (Py_ssize_t)count * size) == NULL)
        return;
    for (Py_ssize_t i = 0; i < count && !b->bad; i++) {
        Buffer row;
        init_buffer(&row, b->hooks);
        row.version = b->version;
        put_record(&row, PyTuple_GET_ITEM(v, i), k, NULL);
        if (row.bad || row.n != size)
            b->bad = 1;
        else
            for (int j = 0; j < n; j++)
                memcpy(b->data + start + count * columns[2 * j] + i * columns[2 * j + 1], row.data + columns[2 * j],
                       columns[2 * j + 1]);
        drop_buffer(&row);
    }
}

static inline int64_t put_ext(Buffer *b, PyObject *v, int threshold)
{
    Element e = {1, 0, 0, threshold, NULL, NULL, NULL};
    put_element(b, v, &e);
    return register_of(v);
}

static inline void put_sized(Buffer *b, PyObject *v, int64_t n, unsigned sizes, int is_signed, int little)
{
    uint8_t *p;
    uint64_t value;
    if (n < 0 || n > 8 || !(sizes >> n & 1) || (n == 0 && v != Py_None)) {
        b->bad = 1;
        return;
    }
    if (n == 0)
        return;
    value = is_signed ? int_of(b, v, 8 * (int)n) : uint_of(b, v, 8 * (int)n);
    if ((p = room(b, (Py_ssize_t)n)) == NULL)
        return;
    if (little)
        put_little(p, (int)n, value);
    else
        put_big(p, (int)n, value);
}

/* Computed where the object has none; a stored one that is wrong is left to the interpreter. */
static inline void put_checksum(Buffer *b, PyObject *v, int verify)
{
    uint16_t sum = crc16_aug_ccitt(b->data + b->start, b->n - b->start);
    uint64_t value = v == Py_None ? sum : uint_of(b, v, 16);
    uint8_t *p;
    if (verify && value != sum)
        b->bad = 1;
    if ((p = room(b, 2)) != NULL)
        put_big(p, 2, value);
}

static inline void patch(Buffer *b, Py_ssize_t at, int width, int little, int shift, uint64_t value)
{
    uint8_t *p = b->data + at;
    uint64_t whole = little ? get_little(p, width) : get_big(p, width);
    whole |= value << shift;
    if (little)
        put_little(p, width, whole);
    else
        put_big(p, width, whole);
}

/* ---- what layout functions say ----
 *
 * Statements that leave the layout function with -1. They are macros because the function itself must return.
 */
#define TAKE(p, c, n) do { if (((p) = take((c), (n))) == NULL) return -1; } while (0)
#define ROOM(q, b, n) do { if (((q) = room((b), (n))) == NULL) return -1; } while (0)
#define CHECK(call) do { if ((call) < 0) return -1; } while (0)
#define REFUSE(condition) do { if (condition) return -1; } while (0)
#define STORE(o, k, slot, value) \
    do { \
        PyObject *stored_ = (value); \
        if (stored_ == NULL) \
            return -1; \
        *slot_at((o), (k), (slot)) = stored_; \
    } while (0)

static inline void of_ints(Element *e, int width, int is_signed, int little, int threshold, const Table *table)
{
    e->width = width;
    e->is_signed = is_signed;
    e->little = little;
    e->threshold = threshold;
    e->table = table;
}

static inline void of_records(Element *e, const Codec *record, const int64_t *up)
{
    e->width = 0;
    e->record = record;
    e->up = up;
}

#endif
