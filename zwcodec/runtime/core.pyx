# cython: language_level=3, boundscheck=False, wraparound=False, binding=False, emit_code_comments=False
"""The compiled core: binding classes to layout functions, allocating objects, finding codecs.

The rule: a class is bound once, when it is created, and verified while it is bound: every word behind the object
header must be a slot of ours. Then its instances lose the GC flag (they are immutable trees), are allocated here and
filled through slot offsets. A class that fails the check is left to the interpreter.
"""

cimport cython
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from cpython.object cimport PyObject, PyTypeObject
from cpython.pycapsule cimport PyCapsule_GetPointer
from cpython.ref cimport Py_INCREF
from libc.stdint cimport int64_t, uint64_t, uint8_t
from libc.string cimport memcpy, strcmp

from zwcodec.runtime.wire cimport (
    Buffer, Codec, Cursor, Hooks, LayoutEntry, Pool, Shape, Table, drop_buffer, fill_none, init_buffer, init_wire, new_object, put_data, register_of, room, small_ints,
)

cdef extern from *:
    """
    #include "pools.h"
    #include "structmember.h"

    /* The offset of a slot, or -1 if the object is not the member descriptor of a slot of this type. */
    static Py_ssize_t slot_offset(PyTypeObject *type, PyObject *descriptor)
    {
        PyMemberDef *member;
        if (!Py_IS_TYPE(descriptor, &PyMemberDescr_Type))
            return -1;
        member = ((PyMemberDescrObject *)descriptor)->d_member;
        if (!PyType_IsSubtype(type, PyDescr_TYPE(descriptor)) || member->type != T_OBJECT_EX)
            return -1;
        return member->offset;
    }

    #define basicsize(type) ((type)->tp_basicsize)

    static int take_off_gc(PyTypeObject *type)
    {
    #ifdef Py_GIL_DISABLED
        return -1;
    #else
        if (type->tp_dictoffset || type->tp_weaklistoffset || type->tp_itemsize || type->tp_finalize || type->tp_del)
            return -1;
        type->tp_flags &= ~(unsigned long)(Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE);
        type->tp_traverse = NULL;
        type->tp_clear = NULL;
        type->tp_dealloc = drop_object;
        type->tp_free = PyObject_Free;
        PyType_Modified(type);
        return 0;
    #endif
    }
    """
    Py_ssize_t slot_offset(PyTypeObject *type, object descriptor)
    int take_off_gc(PyTypeObject *type)
    Pool *pool_of(Py_ssize_t size)
    Py_ssize_t OBJECT_HEADER "(Py_ssize_t)sizeof(PyObject)"
    Py_ssize_t basicsize(PyTypeObject *type)

cdef extern from "Python.h":
    PyObject *PyTuple_GET_ITEM(PyObject *tuple, Py_ssize_t i)
    PyObject *PyDict_GetItem(PyObject *dict, PyObject *key)
    PyObject *Py_None
    PyObject *PyBytes_FromStringAndSize(const char *data, Py_ssize_t size)
    Py_ssize_t PyBytes_GET_SIZE(PyObject *data)
    void PyErr_Clear()
    void Py_DECREF(PyObject *o)
    void Py_INCREF_raw "Py_INCREF" (PyObject *o)

if init_wire() < 0:
    raise MemoryError

# Bound types: an open-addressing table from type to codec. Types that are bound live for ever.
cdef PyTypeObject **bound_types = NULL
cdef const Codec **bound_codecs = NULL
cdef Py_ssize_t bound_capacity = 0, bound_count = 0

cdef PyObject *EMPTY = PyBytes_FromStringAndSize(NULL, 0)


cdef inline Py_ssize_t _spot(PyTypeObject *type, Py_ssize_t capacity) noexcept:
    return <Py_ssize_t>((<uint64_t>type >> 4) * 0x9E3779B97F4A7C15ULL >> 20) & (capacity - 1)


cdef const Codec *codec_of(PyTypeObject *type) noexcept:
    cdef Py_ssize_t i
    if bound_capacity == 0:
        return NULL
    i = _spot(type, bound_capacity)
    while bound_types[i] != NULL:
        if bound_types[i] == type:
            return bound_codecs[i]
        i = (i + 1) & (bound_capacity - 1)
    return NULL


cdef int _remember(PyTypeObject *type, const Codec *codec) except -1:
    global bound_types, bound_codecs, bound_capacity, bound_count
    cdef PyTypeObject **old_types = bound_types
    cdef const Codec **old_codecs = bound_codecs
    cdef Py_ssize_t i, old = bound_capacity
    if 2 * bound_count >= bound_capacity:
        bound_capacity = 1024 if old == 0 else 2 * old
        bound_types = <PyTypeObject **>PyMem_Calloc(bound_capacity, sizeof(PyTypeObject *))
        bound_codecs = <const Codec **>PyMem_Calloc(bound_capacity, sizeof(const Codec *))
        if bound_types == NULL or bound_codecs == NULL:
            raise MemoryError
        bound_count = 0
        for i in range(old):
            if old_types[i] != NULL:
                _put(old_types[i], old_codecs[i])
        PyMem_Free(old_types)
        PyMem_Free(<void *>old_codecs)
    _put(type, codec)
    return 0


cdef void _put(PyTypeObject *type, const Codec *codec) noexcept:
    global bound_count
    cdef Py_ssize_t i = _spot(type, bound_capacity)
    while bound_types[i] != NULL:
        i = (i + 1) & (bound_capacity - 1)
    bound_types[i] = type
    bound_codecs[i] = codec
    bound_count += 1


cdef const LayoutEntry *_find_layout(object capsule, bytes name) except NULL:
    """Binary search in the sorted table of a generated module."""
    cdef const LayoutEntry *entries = <const LayoutEntry *>PyCapsule_GetPointer(capsule[0], "zwcodec.layouts")
    cdef Py_ssize_t low = 0, high = capsule[1], middle
    cdef int order
    while low < high:
        middle = (low + high) // 2
        order = strcmp(entries[middle].name, name)
        if order == 0:
            return &entries[middle]
        if order < 0:
            low = middle + 1
        else:
            high = middle
    raise LookupError(f"no layout {name.decode()}")


cdef int _fill_table(Table *table, dict values) except -1:
    """Members by value: small ones in an array, the others in a dict. The class keeps both alive."""
    cdef Py_ssize_t n = 0
    cdef dict rest = {}
    for value in values:
        if 0 <= value < 1024:
            n = max(n, <Py_ssize_t>value + 1)
        else:
            rest[value] = values[value]
    if n:
        table.small = <PyObject **>PyMem_Calloc(n, sizeof(PyObject *))
        if table.small == NULL:
            raise MemoryError
        table.n = n
        for value, member in values.items():
            if 0 <= value < 1024:
                Py_INCREF(member)
                table.small[<Py_ssize_t>value] = <PyObject *>member
    if rest:
        Py_INCREF(rest)
        table.dict = <PyObject *>rest
    return 0


def bind(type cls, codec):
    """Bind a class to the layout functions of its protocol. False: it is left to the interpreter.

    `codec` is what runtime/codec.py collected about the class; the protocol offers `layouts` (the generated module's
    table) and `hooks`, or None where it was not compiled.
    """
    cdef PyTypeObject *raw = <PyTypeObject *>cls
    cdef Py_ssize_t i, n = len(codec.slots), words
    cdef Codec *k
    cdef const LayoutEntry *entry
    cdef bint is_message = codec.is_message
    protocol = cls.__protocol__
    layouts = getattr(protocol, "layouts", None)
    names = list(codec.slots)
    tables = codec.tables
    records = [None if record is None else record.cls for record in codec.records]
    prefix = codec.wire.prefix
    if layouts is None or len(prefix) > 3 or codec.wire.high > 255:
        return False
    for record in records:
        if record is not None and codec_of(<PyTypeObject *>record) == NULL:
            return False
    words = (basicsize(raw) - OBJECT_HEADER) // sizeof(PyObject *)
    if words != n + (2 if is_message else 0):
        return False
    offsets = [slot_offset(raw, getattr(cls, name)) for name in names]
    extra = [slot_offset(raw, getattr(cls, name)) for name in ("version", "trailing")] if is_message else []
    if sorted(offsets + extra) != list(range(OBJECT_HEADER, basicsize(raw), sizeof(PyObject *))):
        return False
    if take_off_gc(raw) < 0:
        return False
    k = <Codec *>PyMem_Calloc(1, sizeof(Codec))
    if k == NULL:
        raise MemoryError
    k.offset = <Py_ssize_t *>PyMem_Calloc(n + 1, sizeof(Py_ssize_t))
    k.table = <Table *>PyMem_Calloc(n + 1, sizeof(Table))
    k.record = <const Codec **>PyMem_Calloc(n + 1, sizeof(Codec *))
    k.shape = <Shape *>PyMem_Calloc(len(codec.wire.layouts) + 1, sizeof(Shape))
    if k.offset == NULL or k.table == NULL or k.record == NULL or k.shape == NULL:
        raise MemoryError
    k.type = raw
    k.slots = n
    k.size = basicsize(raw)
    k.pool = pool_of(k.size)
    k.low = codec.wire.low
    k.high = codec.wire.high
    k.hooks = <const Hooks *>PyCapsule_GetPointer(protocol.hooks, "zwcodec.hooks")
    k.version_offset = extra[0] if is_message else -1
    k.trailing_offset = extra[1] if is_message else -1
    k.prefix_length = len(prefix)
    memcpy(k.prefix, <const char *>prefix, len(prefix))
    for i in range(n):
        k.offset[i] = offsets[i]
        if tables[i] is not None:
            _fill_table(&k.table[i], tables[i])
        if records[i] is not None:
            k.record[i] = codec_of(<PyTypeObject *>records[i])
    for low_version, high_version, name in codec.wire.layouts:
        entry = _find_layout(layouts, name.encode())
        k.shape[k.shapes].low = low_version
        k.shape[k.shapes].high = high_version
        k.shape[k.shapes].decode = entry.decode
        k.shape[k.shapes].encode = entry.encode
        k.shapes += 1
    Py_INCREF(cls)
    _remember(raw, k)
    return True


cdef inline const Shape *_shape(const Codec *k, int version) noexcept:
    cdef Py_ssize_t i
    for i in range(k.shapes):
        if version <= k.shape[i].high:
            return &k.shape[i]
    return &k.shape[k.shapes - 1]


cdef PyObject *read_message(const Codec *k, Cursor *c, int version) noexcept:
    """Read one message from behind its prefix to the end. NULL: the interpreter must say why."""
    cdef const uint8_t *end = c.end
    cdef PyObject *o
    cdef PyObject *rest
    c.version = version
    o = new_object(k)
    if o == NULL:
        PyErr_Clear()
        return NULL
    if _shape(k, version).decode(c, o, k, NULL) < 0 or c.bad:
        Py_DECREF(o)
        PyErr_Clear()
        return NULL
    if k.shapes > 1:  # slots of the other shapes
        fill_none(o, k)
    rest = EMPTY
    if c.p != end:
        rest = PyBytes_FromStringAndSize(<const char *>c.p, end - c.p)
        if rest == NULL:
            Py_DECREF(o)
            PyErr_Clear()
            return NULL
    else:
        Py_INCREF_raw(EMPTY)
    (<PyObject **>(<char *>o + k.trailing_offset))[0] = rest
    Py_INCREF_raw(small_ints[version])
    (<PyObject **>(<char *>o + k.version_offset))[0] = small_ints[version]
    return o


cdef int write_message(Buffer *b, PyObject *o) noexcept:
    """Write a message's prefix, body and trailing bytes. -1: the interpreter must say why."""
    cdef const Codec *k = codec_of((<PyObject *>o).ob_type)
    cdef Py_ssize_t start = b.start
    cdef int version = b.version, ended = b.ended
    cdef uint8_t *p
    cdef PyObject *rest
    if k == NULL or k.version_offset < 0 or k.hooks != b.hooks:  # hooks: a message of another protocol
        return -1
    b.start = b.n
    b.ended = 0
    b.version = <int>register_of((<PyObject **>(<char *>o + k.version_offset))[0])
    p = room(b, k.prefix_length)
    if p == NULL or b.version < k.low or b.version > k.high:
        return -1
    memcpy(p, k.prefix, k.prefix_length)
    if _shape(k, b.version).encode(b, o, k, NULL) < 0 or b.bad:
        PyErr_Clear()
        return -1
    rest = (<PyObject **>(<char *>o + k.trailing_offset))[0]
    if rest == NULL:
        return -1
    if rest != EMPTY:
        put_data(b, rest, "", -1)
    b.start = start
    b.version = version
    b.ended = ended
    return 0 if not b.bad else -1


@cython.binding(True)  # so that it is a method where it stands in a class
def to_bytes(message):
    """The frame of a message. EncodeError where it would not say what the object says."""
    cdef Buffer b
    cdef const Codec *k = codec_of((<PyObject *>message).ob_type)
    if k != NULL and k.version_offset >= 0:
        init_buffer(&b, k.hooks)
        try:
            if write_message(&b, <PyObject *>message) == 0:
                return b.data[:b.n]
        finally:
            drop_buffer(&b)
    return _interpreted(message)


def _interpreted(message):
    """The slow road: it words the error, or writes what the layout functions leave to it."""
    from zwcodec.runtime.message import Message
    from zwcodec.runtime.context import Context
    from zwcodec.runtime.interpret_encode import write

    if not isinstance(message, Message):
        raise TypeError(f"a message is needed, not {type(message).__name__}")
    if message.__protocol__ is None:  # a message without layouts, which brings its own
        return message.to_bytes()
    out = bytearray()
    write(message, Context(message.__protocol__), out)
    return bytes(out)


cdef class Registry:
    def __init__(self, resolve):
        """`resolve(key)` gives the class of a key, or None; it is asked once for a key that has one."""
        self.resolve = resolve
        self.capacity = 256
        self.keys = <uint64_t *>PyMem_Calloc(self.capacity, sizeof(uint64_t))
        self.codecs = <const Codec **>PyMem_Calloc(self.capacity, sizeof(const Codec *))
        if self.keys == NULL or self.codecs == NULL:
            raise MemoryError

    def __dealloc__(self):
        PyMem_Free(self.keys)
        PyMem_Free(<void *>self.codecs)

    cdef const Codec *find(self, uint64_t key) noexcept:
        """The codec of a key. NULL: there is none, or none that is bound."""
        cdef Py_ssize_t i = <Py_ssize_t>(key * 0x9E3779B97F4A7C15ULL >> 40) & (self.capacity - 1)
        while self.codecs[i] != NULL:
            if self.keys[i] == key:
                return self.codecs[i]
            i = (i + 1) & (self.capacity - 1)
        return self.miss(key)

    cdef const Codec *miss(self, uint64_t key) except? NULL:
        cdef const Codec *codec
        found = self.resolve(key)
        if found is None:
            return NULL
        codec = codec_of(<PyTypeObject *>found)
        if codec != NULL:
            self.insert(key, codec)
        return codec

    cdef int insert(self, uint64_t key, const Codec *codec) except -1:
        cdef uint64_t *keys = self.keys
        cdef const Codec **codecs = self.codecs
        cdef Py_ssize_t i, old = self.capacity
        if 2 * self.used >= old:
            self.capacity = 2 * old
            self.used = 0
            self.keys = <uint64_t *>PyMem_Calloc(self.capacity, sizeof(uint64_t))
            self.codecs = <const Codec **>PyMem_Calloc(self.capacity, sizeof(const Codec *))
            if self.keys == NULL or self.codecs == NULL:
                raise MemoryError
            for i in range(old):
                if codecs[i] != NULL:
                    self.insert(keys[i], codecs[i])
            PyMem_Free(keys)
            PyMem_Free(<void *>codecs)
        i = <Py_ssize_t>(key * 0x9E3779B97F4A7C15ULL >> 40) & (self.capacity - 1)
        while self.codecs[i] != NULL:
            i = (i + 1) & (self.capacity - 1)
        self.keys[i] = key
        self.codecs[i] = codec
        self.used += 1
        return 0

    def forget(self):
        """Empty the table: what was resolved is asked for again (after an overlay was loaded)."""
        cdef Py_ssize_t i
        for i in range(self.capacity):
            self.codecs[i] = NULL
        self.used = 0
