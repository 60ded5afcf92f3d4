# Typed values for the compiled frames. The rule: the signatures are those of Hooks in wire.pxd.

from cpython.object cimport PyObject
from libc.stdint cimport int64_t

from zwcodec.runtime.wire cimport Buffer, Cursor

cdef PyObject *typed_read(Cursor *c, int64_t type, int depth) noexcept
cdef int typed_write(Buffer *b, int64_t type, PyObject *value, int depth) noexcept
cdef int is_analog(int64_t type) noexcept
