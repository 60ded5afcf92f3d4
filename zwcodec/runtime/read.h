/* Reading: bytes off a cursor into values.
 *
 * The rule of wire.h: nothing raises. A reader that runs out of bytes returns NULL; a value that can't be made is NULL too,
 * and sets `bad` when it is stored.
 */
#ifndef ZWCODEC_READ_H
#define ZWCODEC_READ_H

#include "wire.h"

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

#endif
