/* The inlines under every generated layout function: a cursor, a buffer, and an object's slots.
 *
 * The rule: nothing here raises. A reader that runs out of bytes returns NULL or sets `bad`, a writer that meets a
 * value it can't take sets `bad`; the layout function then returns -1 and the interpreter words the error. Objects are
 * trees of immutable values, so slots are written without a barrier and types need no garbage collection.
 */
#ifndef ZWCODEC_WIRE_H
#define ZWCODEC_WIRE_H

#include <Python.h>
#include <stdint.h>
#include <string.h>

#define MAX_NESTING 8

typedef struct Cursor Cursor;
typedef struct Buffer Buffer;
typedef struct Codec Codec;
typedef struct Hooks Hooks;

typedef int (*decode_fn)(Cursor *c, PyObject *o, const Codec *k, const int64_t *up);
typedef int (*encode_fn)(Buffer *b, PyObject *o, const Codec *k, const int64_t *up);

/* How a protocol reads and writes what layouts don't know. */
struct Hooks {
    PyObject *(*nested_read)(Cursor *c, Py_ssize_t length);
    int (*nested_write)(Buffer *b, PyObject *message);
    PyObject *(*typed_read)(Cursor *c, int64_t type, int depth);
    int (*typed_write)(Buffer *b, int64_t type, PyObject *value, int depth);
    int (*is_analog)(int64_t type);
};

struct Cursor {
    const uint8_t *p, *end, *start;
    int version, depth, bad;
    PyObject *context; /* borrowed: the caller's version map, or NULL */
    const Hooks *hooks;
};

struct Buffer {
    uint8_t *data;
    Py_ssize_t n, cap, start;
    int version, depth, bad;
    const Hooks *hooks;
    uint8_t local[256];
};

/* What values an integer slot turns into: members by value, NULL where a plain int does. */
typedef struct {
    PyObject **small; /* by value, `n` of them */
    Py_ssize_t n;
    PyObject *dict; /* larger values, or NULL */
} Table;

typedef struct {
    int low, high;
    decode_fn decode;
    encode_fn encode;
} Shape;

struct Codec {
    PyTypeObject *type;
    Py_ssize_t slots, size, version_offset, trailing_offset;
    Py_ssize_t *offset;
    Table *table;
    const Codec **record;
    Shape *shape;
    Py_ssize_t shapes;
    struct Pool *pool;
    const Hooks *hooks;
    uint8_t prefix[4];
    int prefix_length, low, high;
};

typedef struct {
    const char *name;
    decode_fn decode;
    encode_fn encode;
} LayoutEntry;

static PyObject *small_ints[257];

static int init_wire(void)
{
    for (long i = 0; i < 257; i++)
        if (small_ints[i] == NULL && (small_ints[i] = PyLong_FromLong(i)) == NULL)
            return -1;
    return 0;
}

/* ---- objects ---- */

/* Freed objects wait here by size, so that a decode loop allocates nothing. The core owns the pools (pools.h). */
#define POOL_DEPTH 64
typedef struct Pool {
    PyObject *free[POOL_DEPTH];
    int n;
} Pool;

static inline PyObject *new_object(const Codec *k)
{
    PyObject *o;
    if (k->pool != NULL && k->pool->n)
        o = k->pool->free[--k->pool->n];
    else if ((o = (PyObject *)PyObject_Malloc(k->size)) == NULL)
        return NULL;
    memset((char *)o + sizeof(PyObject), 0, k->size - sizeof(PyObject));
    return PyObject_Init(o, k->type);
}

static inline PyObject **slot_at(PyObject *o, const Codec *k, int slot)
{
    return (PyObject **)((char *)o + k->offset[slot]);
}

static inline PyObject *get_slot(PyObject *o, const Codec *k, int slot)
{
    return *slot_at(o, k, slot);
}

static inline int is_filled(PyObject *o, const Codec *k, int slot)
{
    PyObject *v = get_slot(o, k, slot);
    return v != NULL && v != Py_None;
}

/* Absent slots read as None. */
static inline void fill_none(PyObject *o, const Codec *k)
{
    for (Py_ssize_t i = 0; i < k->slots; i++) {
        PyObject **slot = slot_at(o, k, (int)i);
        if (*slot == NULL) {
            Py_INCREF(Py_None);
            *slot = Py_None;
        }
    }
}

static inline void set_object(Cursor *c, PyObject *o, const Codec *k, int slot, PyObject *v)
{
    if (v == NULL)
        c->bad = 1;
    *slot_at(o, k, slot) = v;
}

static inline PyObject *value_of(const Table *t, uint64_t v)
{
    PyObject *r;
    if (v < (uint64_t)t->n && (r = t->small[v]) != NULL) {
        Py_INCREF(r);
        return r;
    }
    if (t->dict != NULL) {
        PyObject *key = PyLong_FromUnsignedLongLong(v);
        if (key == NULL)
            return NULL;
        r = PyDict_GetItem(t->dict, key);
        if (r != NULL) {
            Py_INCREF(r);
            Py_DECREF(key);
            return r;
        }
        return key;
    }
    if (v <= 256) {
        r = small_ints[v];
        Py_INCREF(r);
        return r;
    }
    return PyLong_FromUnsignedLongLong(v);
}

static inline void set_uint(Cursor *c, PyObject *o, const Codec *k, int slot, uint64_t v)
{
    set_object(c, o, k, slot, value_of(&k->table[slot], v));
}

static inline void set_int(Cursor *c, PyObject *o, const Codec *k, int slot, int64_t v)
{
    if (v >= 0)
        set_uint(c, o, k, slot, (uint64_t)v);
    else {
        PyObject *key = PyLong_FromLongLong(v);
        PyObject *dict = k->table[slot].dict, *r;
        if (key != NULL && dict != NULL && (r = PyDict_GetItem(dict, key)) != NULL) {
            Py_INCREF(r);
            Py_DECREF(key);
            key = r;
        }
        set_object(c, o, k, slot, key);
    }
}

static inline void set_bool(PyObject *o, const Codec *k, int slot, uint64_t v)
{
    PyObject *r = v ? Py_True : Py_False;
    Py_INCREF(r);
    *slot_at(o, k, slot) = r;
}

/* A byte that should be 0 or 1. */
static inline void set_bool_byte(Cursor *c, PyObject *o, const Codec *k, int slot, uint64_t v)
{
    if (v <= 1)
        set_bool(o, k, slot, v);
    else
        set_uint(c, o, k, slot, v);
}

/* ---- reading ---- */

static inline Py_ssize_t left(const Cursor *c)
{
    return c->end - c->p;
}

static inline const uint8_t *take(Cursor *c, int64_t n)
{
    const uint8_t *p = c->p;
    if (n < 0 || n > c->end - p)
        return NULL;
    c->p = p + n;
    return p;
}

static inline uint64_t get_big(const uint8_t *p, int width)
{
    uint64_t v = 0;
    for (int i = 0; i < width; i++)
        v = v << 8 | p[i];
    return v;
}

static inline uint64_t get_little(const uint8_t *p, int width)
{
    uint64_t v = 0;
    for (int i = width - 1; i >= 0; i--)
        v = v << 8 | p[i];
    return v;
}

static inline int64_t sign_extend(uint64_t v, int bits)
{
    uint64_t sign = 1ULL << (bits - 1);
    return bits >= 64 ? (int64_t)v : (int64_t)((v ^ sign) - sign);
}

static inline int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q;
    if (b == 0)
        return 0;
    q = a / b;
    return (a % b != 0 && (a < 0) != (b < 0)) ? q - 1 : q;
}

static inline int64_t floor_mod(int64_t a, int64_t b)
{
    return b == 0 ? 0 : a - floor_div(a, b) * b;
}

static inline int64_t ceil_div(int64_t a, int64_t b)
{
    return -floor_div(-a, b);
}

static inline int64_t shift_left(int64_t a, int64_t b)
{
    return b >= 0 && b < 64 ? (int64_t)((uint64_t)a << b) : 0;
}

static inline int64_t shift_right(int64_t a, int64_t b)
{
    return b >= 0 && b < 64 ? a >> b : 0;
}

static inline int64_t popcount(int64_t a)
{
    return __builtin_popcountll((unsigned long long)a);
}

static inline PyObject *get_text(const uint8_t *p, Py_ssize_t n, const char *charset)
{
    if (charset[0] == 'a')
        return PyUnicode_DecodeASCII((const char *)p, n, "surrogateescape");
    if (charset[0] == 'l')
        return PyUnicode_DecodeLatin1((const char *)p, n, NULL);
    return PyUnicode_DecodeUTF8((const char *)p, n, "surrogateescape");
}

static inline PyObject *get_data(const uint8_t *p, Py_ssize_t n, const char *charset)
{
    return charset[0] ? get_text(p, n, charset) : PyBytes_FromStringAndSize((const char *)p, n);
}

/* IEEE 754; 3.11 made the packers public. A NaN whose payload a Python float can't keep is refused: the interpreter keeps it. */
static inline PyObject *get_float(const uint8_t *p, int width, int little)
{
    double v = width == 2 ? PyFloat_Unpack2((const char *)p, little)
             : width == 4 ? PyFloat_Unpack4((const char *)p, little)
                          : PyFloat_Unpack8((const char *)p, little);
    return v != v ? NULL : PyFloat_FromDouble(v);
}

static inline PyObject *read_record(Cursor *c, const Codec *k, const int64_t *up)
{
    PyObject *o = new_object(k);
    if (o != NULL && k->shape[0].decode(c, o, k, up) < 0) {
        Py_DECREF(o);
        return NULL;
    }
    return o;
}

/* A tuple of immutable values needs no collector. */
static inline PyObject *finished(PyObject *tuple)
{
    if (tuple != NULL && PyObject_GC_IsTracked(tuple))
        PyObject_GC_UnTrack(tuple);
    return tuple;
}

/* A list whose length shows only at its end. */
typedef struct {
    PyObject *items;
    int bad;
} Growing;

static inline void grow(Growing *g, PyObject *item)
{
    if (item == NULL || g->items == NULL || PyList_Append(g->items, item) < 0)
        g->bad = 1;
    Py_XDECREF(item);
}

static inline PyObject *grown(Growing *g)
{
    PyObject *tuple = NULL;
    if (!g->bad && g->items != NULL)
        tuple = finished(PyList_AsTuple(g->items));
    Py_CLEAR(g->items);
    return tuple;
}

static inline int at_marker(const Cursor *c, const char *marker, Py_ssize_t n)
{
    return c->end - c->p >= n && memcmp(c->p, marker, n) == 0;
}

/* CRC-16/AUG-CCITT: polynomial 0x1021, initial value 0x1D0F. */
static inline uint16_t crc16_aug_ccitt(const uint8_t *p, Py_ssize_t n)
{
    uint16_t crc = 0x1D0F;
    while (n-- > 0) {
        crc ^= (uint16_t)(*p++ << 8);
        for (int i = 0; i < 8; i++)
            crc = crc & 0x8000 ? (uint16_t)(crc << 1 ^ 0x1021) : (uint16_t)(crc << 1);
    }
    return crc;
}

/* ---- writing ---- */

static inline uint8_t *room(Buffer *b, Py_ssize_t n)
{
    uint8_t *p;
    if (b->n + n > b->cap) {
        Py_ssize_t cap = (b->n + n) * 2;
        uint8_t *data = b->data == b->local ? (uint8_t *)PyMem_Malloc(cap) : (uint8_t *)PyMem_Realloc(b->data, cap);
        if (data == NULL) {
            b->bad = 1;
            return NULL;
        }
        if (b->data == b->local)
            memcpy(data, b->local, b->n);
        b->data = data;
        b->cap = cap;
    }
    p = b->data + b->n;
    b->n += n;
    return p;
}

static inline void init_buffer(Buffer *b, const Hooks *hooks)
{
    b->data = b->local;
    b->n = b->start = 0;
    b->cap = sizeof b->local;
    b->version = b->depth = b->bad = 0;
    b->hooks = hooks;
}

static inline void drop_buffer(Buffer *b)
{
    if (b->data != b->local)
        PyMem_Free(b->data);
}

static inline void put_big(uint8_t *p, int width, uint64_t v)
{
    for (int i = width - 1; i >= 0; i--, v >>= 8)
        p[i] = (uint8_t)v;
}

static inline void put_little(uint8_t *p, int width, uint64_t v)
{
    for (int i = 0; i < width; i++, v >>= 8)
        p[i] = (uint8_t)v;
}

/* Any Python int (bools and enum members are ints) into 64 bits; `bad` where it is none or too large. */
static inline uint64_t long_value(Buffer *b, PyObject *v, int *negative)
{
    *negative = 0;
    if (v == NULL || !PyLong_Check(v)) {
        b->bad = 1;
        return 0;
    }
#if PY_VERSION_HEX < 0x030C0000
    if ((size_t)Py_SIZE(v) <= 1)
        return Py_SIZE(v) ? ((PyLongObject *)v)->ob_digit[0] : 0;
#else
    if (PyUnstable_Long_IsCompact((PyLongObject *)v)) {
        Py_ssize_t small = PyUnstable_Long_CompactValue((PyLongObject *)v);
        *negative = small < 0;
        return (uint64_t)(int64_t)small;
    }
#endif
    {
        int overflow;
        long long value = PyLong_AsLongLongAndOverflow(v, &overflow);
        if (overflow > 0) {
            unsigned long long large = PyLong_AsUnsignedLongLong(v);
            if (large == (unsigned long long)-1 && PyErr_Occurred()) {
                PyErr_Clear();
                b->bad = 1;
            }
            return large;
        }
        if (overflow < 0)
            b->bad = 1;
        *negative = value < 0;
        return (uint64_t)value;
    }
}

/* An unsigned integer of `bits` bits. None in a reserved slot is 0; `bad` decides for the others, so the caller says. */
static inline uint64_t uint_of(Buffer *b, PyObject *v, int bits)
{
    int negative;
    uint64_t value = long_value(b, v, &negative);
    if (negative || (bits < 64 && value >> bits))
        b->bad = 1;
    return value;
}

static inline uint64_t int_of(Buffer *b, PyObject *v, int bits)
{
    int negative;
    uint64_t value = long_value(b, v, &negative);
    uint64_t magnitude = negative ? ~value : value;
    if (magnitude >> (bits - 1))
        b->bad = 1;
    return bits < 64 ? value & ((1ULL << bits) - 1) : value;
}

/* A slot's integer for an expression: absent counts 0. */
static inline int64_t register_of(PyObject *v)
{
    if (v == NULL || v == Py_None || !PyLong_Check(v))
        return 0;
    {
        int overflow;
        long long value = PyLong_AsLongLongAndOverflow(v, &overflow);
        return overflow ? 0 : value;
    }
}

static inline int64_t count_of(PyObject *v)
{
    return v != NULL && PyTuple_Check(v) ? PyTuple_GET_SIZE(v) : 0;
}

static inline int64_t length_of(PyObject *v)
{
    if (v == NULL)
        return 0;
    return PyTuple_Check(v) ? PyTuple_GET_SIZE(v) : PyBytes_Check(v) ? PyBytes_GET_SIZE(v)
         : PyUnicode_Check(v) ? PyUnicode_GET_LENGTH(v) : 0;
}

static inline int64_t text_size(Buffer *b, PyObject *v, const char *charset)
{
    PyObject *data;
    Py_ssize_t n;
    if (v == NULL || !PyUnicode_Check(v))
        return 0;
    if (charset[0] != 'u' || PyUnicode_IS_ASCII(v))
        return PyUnicode_GET_LENGTH(v);
    data = PyUnicode_AsEncodedString(v, "utf-8", "surrogateescape");
    if (data == NULL) {
        PyErr_Clear();
        b->bad = 1;
        return 0;
    }
    n = PyBytes_GET_SIZE(data);
    Py_DECREF(data);
    return n;
}

static inline int64_t size_of(Buffer *b, PyObject *v, const char *charset)
{
    if (charset[0])
        return text_size(b, v, charset);
    return v != NULL && PyBytes_Check(v) ? PyBytes_GET_SIZE(v) : 0;
}

/* The number that a derived length must be; of a split number of `whole` bits: its bits `at` and up. */
static inline uint64_t derive(Buffer *b, int64_t size, int64_t factor, int64_t offset, int at, int bits, int whole)
{
    int64_t value;
    if (size == 0 && offset > 0)
        return 0;
    value = size - offset;
    if (value < 0 || value % factor)
        b->bad = 1;
    value /= factor;
    if (whole) {
        if (whole < 63 && value >> whole)
            b->bad = 1;
        return (uint64_t)(value >> at) & ((1ULL << bits) - 1);
    }
    if (bits < 63 && value >> bits)
        b->bad = 1;
    return (uint64_t)value;
}

/* A split number must be covered by its parts. */
static inline void check_split(Buffer *b, PyObject *v, uint64_t mask)
{
    if (uint_of(b, v, 64) & ~mask)
        b->bad = 1;
}

/* Data of exactly `n` bytes (n < 0: of any size). */
static inline void put_data(Buffer *b, PyObject *v, const char *charset, int64_t n)
{
    PyObject *data = NULL;
    const char *p = NULL;
    Py_ssize_t size = 0;
    uint8_t *to;
    if (v == NULL) {
        b->bad = 1;
        return;
    }
    if (!charset[0]) {
        if (!PyBytes_Check(v)) {
            b->bad = 1;
            return;
        }
        p = PyBytes_AS_STRING(v);
        size = PyBytes_GET_SIZE(v);
    } else if (!PyUnicode_Check(v)) {
        b->bad = 1;
        return;
    } else if (PyUnicode_IS_ASCII(v)) {
        p = (const char *)PyUnicode_1BYTE_DATA(v);
        size = PyUnicode_GET_LENGTH(v);
    } else {
        const char *encoding = charset[0] == 'a' ? "ascii" : charset[0] == 'l' ? "latin-1" : "utf-8";
        data = PyUnicode_AsEncodedString(v, encoding, charset[0] == 'l' ? "strict" : "surrogateescape");
        if (data == NULL) {
            PyErr_Clear();
            b->bad = 1;
            return;
        }
        p = PyBytes_AS_STRING(data);
        size = PyBytes_GET_SIZE(data);
    }
    if (n >= 0 && size != n)
        b->bad = 1;
    else if ((to = room(b, size)) != NULL)
        memcpy(to, p, size);
    Py_XDECREF(data);
}

static inline void put_prefixed(Buffer *b, PyObject *v, int width, int little, const char *charset)
{
    Py_ssize_t at = b->n, size;
    uint64_t limit = (1ULL << (8 * width)) - 1, n;
    if (room(b, width) == NULL)
        return;
    if (v == Py_None)
        n = limit;
    else {
        put_data(b, v, charset, -1);
        size = b->n - at - width;
        if ((uint64_t)size >= limit)
            b->bad = 1;
        n = (uint64_t)size;
    }
    if (little)
        put_little(b->data + at, width, n);
    else
        put_big(b->data + at, width, n);
}

static inline void put_float(Buffer *b, uint8_t *p, PyObject *v, int width, int little)
{
    double d, back;
    if (v == NULL || !PyFloat_CheckExact(v)) {
        b->bad = 1;
        return;
    }
    d = PyFloat_AS_DOUBLE(v);
    if ((width == 2 ? PyFloat_Pack2(d, (char *)p, little)
         : width == 4 ? PyFloat_Pack4(d, (char *)p, little)
                      : PyFloat_Pack8(d, (char *)p, little)) < 0) {
        PyErr_Clear();
        b->bad = 1;
        return;
    }
    back = width == 2 ? PyFloat_Unpack2((char *)p, little)
         : width == 4 ? PyFloat_Unpack4((char *)p, little)
                      : PyFloat_Unpack8((char *)p, little);
    if (back != d)
        b->bad = 1;
}

static inline void put_raw(Buffer *b, uint8_t *p, PyObject *v, Py_ssize_t n)
{
    if (v == NULL || !PyBytes_Check(v) || PyBytes_GET_SIZE(v) != n)
        b->bad = 1;
    else
        memcpy(p, PyBytes_AS_STRING(v), n);
}

static inline void put_record(Buffer *b, PyObject *o, const Codec *k, const int64_t *up)
{
    if (o == NULL || Py_TYPE(o) != k->type || k->shape[0].encode(b, o, k, up) < 0)
        b->bad = 1;
}

#endif
