/* Pools of freed objects, by size, and the tp_dealloc that fills them.
 *
 * The rule: only core.c includes this file, so that there is one set of pools; the layout modules reach them through
 * Codec.pool. CPython's own guard against deep recursion (the trashcan) needs the GC header that our objects don't have,
 * so objects that are too deep wait in a list of ours until the outermost one is done.
 */
#ifndef ZWCODEC_POOLS_H
#define ZWCODEC_POOLS_H

#include "wire.h"

#define POOL_SIZES 48
static Pool pools[POOL_SIZES];

static Pool *pool_of(Py_ssize_t size)
{
    return size >> 3 < POOL_SIZES ? &pools[size >> 3] : NULL;
}

#define MAX_DROP_DEPTH 64
static int drop_depth;
static PyObject *dropped_later; /* linked through the words that held their reference counts */

/* All words behind the object header are slots. */
static void drop_now(PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    Py_ssize_t size = type->tp_basicsize;
    Pool *pool = pool_of(size);
    PyObject **slot = (PyObject **)((char *)o + sizeof(PyObject));
    PyObject **end = (PyObject **)((char *)o + size);
    for (; slot < end; slot++)
        Py_XDECREF(*slot);
    if (pool != NULL && pool->n < POOL_DEPTH)
        pool->free[pool->n++] = o;
    else
        PyObject_Free(o);
    Py_DECREF(type);
}

/* tp_dealloc of every bound type. */
static void drop_object(PyObject *o)
{
    if (drop_depth >= MAX_DROP_DEPTH) {
        memcpy((void *)&o->ob_refcnt, &dropped_later, sizeof dropped_later);
        dropped_later = o;
        return;
    }
    drop_depth++;
    drop_now(o);
    while (drop_depth == 1 && dropped_later != NULL) {
        o = dropped_later;
        memcpy(&dropped_later, (void *)&o->ob_refcnt, sizeof dropped_later);
        drop_now(o);
    }
    drop_depth--;
}

#endif
