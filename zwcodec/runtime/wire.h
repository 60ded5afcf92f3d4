/* The types under every generated layout function (cursor, buffer, codec) and the inlines on an object's slots.
 *
 * The rule, here and in read.h, write.h and lists.h: nothing raises. A reader that runs out of bytes returns NULL or sets `bad`, a writer that meets a
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
    int ended; /* a tail of the message or record written last is not there: nothing may stand behind it */
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

#endif
