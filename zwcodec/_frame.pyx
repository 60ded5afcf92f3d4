# cython: language_level=3, boundscheck=False, wraparound=False, binding=False, emit_code_comments=False
# cython: embedsignature=True, embedsignature.format=clinic
"""Z-Wave frames, compiled: class and command bytes to a codec, nested frames, `decode`.

The rule: what this module can't do (an unknown command, a frame that is wrong, strict decoding) it leaves to
zwcodec/frame.py, which decides everything and words every error.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.object cimport PyObject
from cpython.pycapsule cimport PyCapsule_New
from libc.stdint cimport int64_t, uint8_t, uint64_t

from zwcodec.runtime.core cimport Registry, codec_of, read_message, write_message
from zwcodec.runtime.wire cimport Buffer, Codec, Cursor, Hooks, MAX_NESTING, put_data, register_of, take

cdef extern from "Python.h":
    PyObject *PyDict_GetItem(PyObject *dict, PyObject *key)
    PyObject *PyObject_CallMethod(PyObject *o, const char *name, const char *form)
    void PyErr_Clear()
    void Py_DECREF(PyObject *o)

cdef enum:
    TWO_BYTES = 0xF1  # a class byte from here on is the first of two
    NO_COMMAND = 1 << 24  # key of a class without command byte


def _resolve(key):
    from zwcodec.frame import resolve

    return resolve(key)


cdef Registry registry = Registry(_resolve)


cdef int wanted_version(PyObject *versions, uint64_t cc, const Codec *k) noexcept:
    """The version that the caller asked for, as near as the command has it. -1: the interpreter decides."""
    cdef object number = cc
    cdef PyObject *wanted = PyDict_GetItem(versions, <PyObject *>number)
    cdef int64_t version
    if wanted == NULL:
        return k.high
    if not isinstance(<object>wanted, int):
        return -1
    version = register_of(wanted)
    if version == 0 and <object>wanted != 0:  # wider than 64 bits
        return -1
    return k.high if version == 0 or version > k.high else k.low if version < k.low else <int>version


cdef PyObject *read_frame(const uint8_t *p, const uint8_t *end, PyObject *versions, int depth) noexcept:
    """A new object, or NULL: the interpreter decides."""
    cdef Py_ssize_t n = end - p, size = 1
    cdef uint64_t cc, key
    cdef const Codec *k
    cdef Cursor c
    cdef int version
    if n < 1:
        return NULL
    cc = p[0]
    if cc >= TWO_BYTES:
        if n < 2:
            return NULL
        cc = cc << 8 | p[1]
        size = 2
    key = cc << 8 | (NO_COMMAND if n == size else p[size])
    k = registry.find(key)
    if k == NULL:
        return NULL
    version = k.high
    if versions != NULL:
        version = wanted_version(versions, cc, k)
        if version < 0:
            return NULL
    if k.prefix_length > n:
        return NULL
    c.start = p
    c.p = p + k.prefix_length
    c.end = end
    c.depth = depth
    c.bad = 0
    c.context = versions
    c.hooks = &HOOKS
    return read_message(k, &c, version)


cdef PyObject *nested_read(Cursor *c, Py_ssize_t length) noexcept:
    cdef const uint8_t *p = take(c, length)
    if p == NULL or c.depth + 1 >= MAX_NESTING:
        return NULL
    return read_frame(p, p + length, c.context, c.depth + 1)


cdef int nested_write(Buffer *b, PyObject *message) noexcept:
    cdef PyObject *data
    cdef int depth = b.depth
    if message == NULL or depth + 1 >= MAX_NESTING:
        return -1
    if codec_of(message.ob_type) != NULL:
        b.depth = depth + 1
        if write_message(b, message) < 0:
            return -1
        b.depth = depth
        return 0
    data = PyObject_CallMethod(message, "to_bytes", NULL)
    if data == NULL:
        PyErr_Clear()
        return -1
    put_data(b, data, "", -1)
    Py_DECREF(data)
    return -b.bad


cdef Hooks HOOKS
HOOKS.nested_read = nested_read
HOOKS.nested_write = nested_write
HOOKS.typed_read = NULL
HOOKS.typed_write = NULL
HOOKS.is_analog = NULL


def hooks():
    """For PROTOCOL: what layout functions call."""
    return PyCapsule_New(<void *>&HOOKS, "zwcodec.hooks", NULL)


def forget():
    """Drop what was resolved (an overlay was loaded)."""
    registry.forget()


def decode(data, *, versions=None, strict=False):
    """Turn a frame, command class byte first, into a command.

    versions: command class id -> version to read it with; the highest known one where it says nothing.
    strict: leftover bytes, reserved bits, unknown enum values and values out of range are errors.
    Raises DecodeError where the bytes are no such command; its `path`, `offset` and `hint` say where and why.
    """
    cdef bytes raw
    cdef const uint8_t *p
    cdef PyObject *found
    if type(data) is bytes:
        raw = data
    else:
        raw = bytes(memoryview(data))
    if not strict and (versions is None or type(versions) is dict):
        p = <const uint8_t *>PyBytes_AS_STRING(raw)
        found = read_frame(p, p + PyBytes_GET_SIZE(raw), NULL if versions is None else <PyObject *>versions, 0)
        if found != NULL:
            result = <object>found
            Py_DECREF(found)
            return result
    from zwcodec.frame import interpreted

    return interpreted(raw, versions, strict)
