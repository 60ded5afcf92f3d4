/* Pools of freed objects, by size, and the tp_dealloc that fills them.
 *
 * The rule: only core.c includes this file, so that there is one set of pools; the layout modules reach them through
 * Codec.pool.
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

/* tp_dealloc of every bound type: all words behind the object header are slots. */
static void drop_object(PyObject *o)
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

#endif
