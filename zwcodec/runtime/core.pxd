# What the compiled parts of the packages share. The rule: this file is the contract, core.pyx the body.

from cpython.object cimport PyObject, PyTypeObject
from libc.stdint cimport int64_t, uint64_t

from zwcodec.runtime.wire cimport Buffer, Codec, Cursor

cdef class Registry:
    """Commands by key: a C hash table in front of a Python function that finds (and imports) the class."""
    cdef uint64_t *keys
    cdef const Codec **codecs
    cdef Py_ssize_t capacity, used
    cdef object resolve
    cdef const Codec *find(self, uint64_t key) noexcept
    cdef const Codec *miss(self, uint64_t key) except? NULL
    cdef int insert(self, uint64_t key, const Codec *codec) except -1

cdef const Codec *codec_of(PyTypeObject *type) noexcept
cdef PyObject *read_message(const Codec *k, Cursor *c, int version) noexcept
cdef int write_message(Buffer *b, PyObject *o) noexcept
