# cython: language_level=3, boundscheck=False, wraparound=False, binding=False, emit_code_comments=False
# cython: embedsignature=True, embedsignature.format=clinic
"""ZCL frames, compiled: header, dispatch by cluster, direction, command and manufacturer, `decode` and `encode`.

The rule: what this module can't do (an unknown command, a frame that is wrong, strict decoding) it leaves to
zclcodec/frame.py, which decides everything and words every error.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.object cimport PyObject, PyTypeObject
from cpython.pycapsule cimport PyCapsule_New
from libc.stdint cimport int64_t, uint8_t, uint64_t

from zclcodec._values cimport is_analog, typed_read, typed_write
from zwcodec.runtime.core cimport Registry, codec_of, read_message, write_message
from zwcodec.runtime.wire cimport (
    Buffer, Codec, Cursor, Hooks, drop_buffer, get_little, get_slot, init_buffer, new_object, put_data, set_object,
)

cdef extern from "Python.h":
    PyObject *PyObject_CallMethod(PyObject *o, const char *name, const char *form)
    PyObject *Py_None
    void PyErr_Clear()
    void Py_DECREF(PyObject *o)
    void Py_INCREF(PyObject *o)

cdef enum:
    GENERAL = 0x10000
    HEADER_SLOT = 0
    COMMAND_SLOT = 1
    CLUSTER_SLOT = 2


def _resolve(key):
    from zclcodec.frame import resolve

    return resolve(key)


cdef Registry registry = Registry(_resolve)
cdef const Codec *frame_codec = NULL
cdef const Codec *header_codec = NULL
cdef object slow = None


def start(type frame, type header):
    """Tell which classes a frame is made of; zclcodec.frame does so when it is imported."""
    global frame_codec, header_codec, slow
    from zclcodec import frame as module

    frame_codec = codec_of(<PyTypeObject *>frame)
    header_codec = codec_of(<PyTypeObject *>header)
    slow = module


cdef PyObject *nested_read(Cursor *c, Py_ssize_t length) noexcept:
    return NULL


cdef int nested_write(Buffer *b, PyObject *message) noexcept:
    return -1


cdef Hooks HOOKS
HOOKS.nested_read = nested_read
HOOKS.nested_write = nested_write
HOOKS.typed_read = typed_read
HOOKS.typed_write = typed_write
HOOKS.is_analog = is_analog


def hooks():
    """For PROTOCOL: what layout functions call."""
    return PyCapsule_New(<void *>&HOOKS, "zwcodec.hooks", NULL)


def forget():
    """Drop what was resolved (an overlay was loaded)."""
    registry.forget()


cdef PyObject *read_frame(const uint8_t *p, Py_ssize_t n, int64_t cluster, PyObject *number) except? NULL:
    """A new Frame, or NULL: the interpreter decides."""
    cdef Cursor c
    cdef const Codec *k
    cdef PyObject *frame
    cdef PyObject *part
    cdef uint64_t key, manufacturer = 0
    cdef Py_ssize_t at = 1
    if n < 3 or header_codec == NULL or frame_codec == NULL:
        return NULL
    if p[0] & 4:
        if n < 5:
            return NULL
        manufacturer = get_little(p + 1, 2)
        at = 3
    key = (p[0] >> 3 & 1) << 8 | p[at + 1]
    if p[0] & 3 == 0:
        key |= <uint64_t>GENERAL << 16
    elif p[0] & 3 == 1 and cluster >= 0:
        key |= manufacturer << 40 | <uint64_t>cluster << 16
    else:
        return NULL
    k = registry.find(key)
    if k == NULL:
        return NULL
    frame = new_object(frame_codec)
    if frame == NULL:
        return NULL
    c.start = c.p = p
    c.end = p + n
    c.version = 1
    c.depth = c.bad = 0
    c.context = NULL
    c.hooks = &HOOKS
    part = new_object(header_codec)
    if part == NULL:
        Py_DECREF(frame)
        return NULL
    set_object(&c, frame, frame_codec, HEADER_SLOT, part)
    if header_codec.shape[0].decode(&c, part, header_codec, NULL) < 0:
        Py_DECREF(frame)
        return NULL
    part = read_message(k, &c, k.high)
    if part == NULL:
        Py_DECREF(frame)
        return NULL
    set_object(&c, frame, frame_codec, COMMAND_SLOT, part)
    Py_INCREF(number)
    set_object(&c, frame, frame_codec, CLUSTER_SLOT, number)
    return frame


def decode(data, *, cluster=None, strict=False, lenient=False, model=None):
    """Turn a ZCL frame, frame control byte first, into header and command.

    cluster: the cluster id of the message that carried the frame; without it only general commands are understood.
    strict: leftover bytes, reserved bits, unknown enum values and values out of range are errors.
    lenient: a bad record at the end of a list loses none of those before it; see `Frame.undecoded` and `Frame.error`.
    model: what the device calls itself, for overlays that are for certain models.
    Raises DecodeError where the bytes are no such frame; its `path`, `offset` and `hint` say where and why.
    """
    cdef bytes raw
    cdef PyObject *found = NULL
    cdef int64_t number = -1
    if type(data) is bytes:
        raw = data
    else:
        raw = bytes(memoryview(data))
    if isinstance(cluster, int) and 0 <= cluster <= 0xFFFF:
        number = cluster
    if not strict and (number >= 0 or cluster is None) and (model is None or model not in slow.models):
        found = read_frame(
            <const uint8_t *>PyBytes_AS_STRING(raw),
            PyBytes_GET_SIZE(raw),
            number,
            <PyObject *>cluster,
        )
        if found != NULL:
            result = <object>found
            Py_DECREF(found)
            return result
    return slow.interpreted(raw, cluster, strict, None, lenient=lenient, model=model)


def encode(frame):
    """The bytes of a frame. Raises EncodeError where they could not say what the object says."""
    cdef Buffer b
    cdef PyObject *header
    cdef PyObject *command
    cdef PyObject *o = <PyObject *>frame
    if frame_codec != NULL and codec_of(o.ob_type) == frame_codec:
        header = get_slot(o, frame_codec, HEADER_SLOT)
        command = get_slot(o, frame_codec, COMMAND_SLOT)
        if header != NULL and command != NULL and codec_of(header.ob_type) == header_codec:
            init_buffer(&b, &HOOKS)
            b.version = 1
            try:
                if header_codec.shape[0].encode(&b, header, header_codec, NULL) == 0 and not b.bad:
                    if write_message(&b, command) == 0:
                        return b.data[:b.n]
            finally:
                drop_buffer(&b)
    PyErr_Clear()
    return slow.written(frame)
