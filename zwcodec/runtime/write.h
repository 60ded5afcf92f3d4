/* Writing: an object's values into a buffer.
 *
 * The rule of wire.h: nothing raises. A value that doesn't fit sets `bad`, and what was written then is never used.
 */
#ifndef ZWCODEC_WRITE_H
#define ZWCODEC_WRITE_H

#include "read.h"

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
    b->version = b->depth = b->bad = b->ended = 0;
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
    b->ended = 0;
    if (o == NULL || Py_TYPE(o) != k->type || k->shape[0].encode(b, o, k, up) < 0)
        b->bad = 1;
}

#endif
