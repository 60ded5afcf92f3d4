# cython: language_level=3, boundscheck=False, wraparound=False, binding=False, cdivision=True, emit_code_comments=False
"""Typed values of the ZCL, compiled: the same as values.py.

The rule: a value that is read comes from here whatever its type is; NULL says that the bytes are wrong and the
interpreter (values.py) says why. Common types are written here. Collections, dates and times, and whatever is no plain
int, float, str or bytes, are written by values.py. The table of types is filled at import from the generated registry.
"""

from cpython.object cimport PyObject
from libc.stdint cimport int64_t, uint8_t, uint64_t

from zwcodec.runtime.wire cimport (
    Buffer, Cursor, drop_buffer, finished, get_data, get_float, get_little, init_buffer, init_wire, int_of, left,
    put_little, put_prefixed, room, sign_extend, small_ints, take, uint_of,
)

from zclcodec import data_types, values
from zwcodec.runtime.values import NotANumber

cdef extern from "Python.h":
    PyObject *Py_None
    PyObject *Py_True
    PyObject *Py_False
    PyObject *PyLong_FromLongLong(long long v)
    PyObject *PyLong_FromUnsignedLongLong(unsigned long long v)
    PyObject *PyBytes_FromStringAndSize(const char *data, Py_ssize_t size)
    PyObject *PyByteArray_FromStringAndSize(const char *data, Py_ssize_t size)
    char *PyBytes_AS_STRING(PyObject *data)
    char *PyByteArray_AS_STRING(PyObject *data)
    Py_ssize_t PyByteArray_GET_SIZE(PyObject *data)
    PyObject *PyTuple_New(Py_ssize_t n)
    PyObject *PyTuple_Pack(Py_ssize_t n, ...)
    void PyTuple_SET_ITEM(PyObject *tuple, Py_ssize_t i, PyObject *item)
    PyObject *PyObject_CallFunctionObjArgs(PyObject *function, ...)
    PyObject *PyObject_CallFunction(PyObject *function, const char *form, ...)
    bint PyFloat_CheckExact(PyObject *o)
    double PyFloat_AS_DOUBLE(PyObject *o)
    int PyFloat_Pack2(double v, char *p, int little)
    int PyFloat_Pack4(double v, char *p, int little)
    int PyFloat_Pack8(double v, char *p, int little)
    PyObject *PyErr_Occurred()
    void PyErr_Clear()
    void Py_INCREF_raw "Py_INCREF" (PyObject *o)
    void Py_DECREF_raw "Py_DECREF" (PyObject *o)

cdef extern from "string.h":
    void *memcpy(void *to, const void *source, size_t n)

cdef enum Form:
    NOT_ASSIGNED, NOTHING, UNSIGNED, SIGNED, BOOL, FLOAT, OCTETS, TEXT, RAW, PARTS, SEQUENCE, STRUCTURE

cdef struct Row:
    Form form
    int width  # bytes of a fixed size, or of the length or count in front
    int least  # the fewest bytes of a value
    int analog
    bint has_invalid
    uint64_t invalid  # the bits that say "no value"
    PyObject *make  # what makes a value of the bare one, or NULL

cdef Row table[256]
cdef int max_depth = values.MAX_TYPE_DEPTH
cdef uint64_t unknown_type = values.UNKNOWN_TYPE
cdef PyObject *not_a_number = <PyObject *>NotANumber
cdef PyObject *slow_write = <PyObject *>values.typed_write
_KEPT = []  # what the table points to


def _fill():
    """The table of types, from the rows of data_types.py."""
    cdef Row *row
    forms = {
        "none": NOTHING, "bool": BOOL, "float": FLOAT, "raw": RAW, "parts": PARTS, "sequence": SEQUENCE,
        "structure": STRUCTURE,
    }
    for type_id, item in data_types.DATA_TYPES.items():
        row = &table[<int>type_id]
        if item.form == "integer":
            row.form = SIGNED if item.signed else UNSIGNED
        elif item.form == "string":
            row.form = TEXT if item.text else OCTETS
        else:
            row.form = forms[item.form]
        row.least = item.least
        row.width = data_types.COUNT_SIZE if item.form in ("sequence", "structure") else item.least
        row.analog = item.analog
        row.has_invalid = item.invalid is not None
        if item.invalid is not None:
            bits = int(8 * row.width)  # a Python int: the shift is wider than C's
            row.invalid = item.invalid & ((1 << bits) - 1)
        if item.cls is not None:
            make = item.cls.from_raw if item.form == "parts" else item.cls
            _KEPT.append(make)
            row.make = <PyObject *>make


if init_wire() < 0:
    raise MemoryError
_KEPT += (NotANumber, values.typed_write)
_fill()


cdef inline PyObject *new_reference(PyObject *o) noexcept:
    Py_INCREF_raw(o)
    return o


cdef inline PyObject *checked(PyObject *o) noexcept:
    """A result, or NULL and no exception."""
    if o == NULL:
        PyErr_Clear()
    return o


cdef PyObject *made(const Row *row, PyObject *bare) noexcept:
    """`row.make(bare)`, taking over the reference."""
    cdef PyObject *result = NULL
    if bare != NULL:
        result = PyObject_CallFunctionObjArgs(row.make, bare, NULL)
        Py_DECREF_raw(bare)
    return checked(result)


cdef inline uint64_t get_uint(const uint8_t *p, int width) noexcept:
    if width == 1:
        return p[0]
    if width == 2:
        return p[0] | <uint64_t>p[1] << 8
    if width == 4:
        return p[0] | <uint64_t>p[1] << 8 | <uint64_t>p[2] << 16 | <uint64_t>p[3] << 24
    return get_little(p, width)


cdef inline PyObject *new_uint(uint64_t v) noexcept:
    return new_reference(small_ints[v]) if v <= 256 else checked(PyLong_FromUnsignedLongLong(v))


cdef PyObject *read_float(const Row *row, const uint8_t *p) noexcept:
    cdef PyObject *found
    cdef PyObject *raw
    cdef uint64_t bits = get_little(p, row.width)
    cdef int i
    if bits == row.invalid:
        return new_reference(Py_None)
    found = get_float(p, row.width, 1)
    if found != NULL or PyErr_Occurred() != NULL:
        return checked(found)
    raw = PyBytes_FromStringAndSize(NULL, row.width)  # big-endian
    if raw == NULL:
        return checked(NULL)
    for i in range(row.width):
        PyBytes_AS_STRING(raw)[i] = <char>p[row.width - 1 - i]
    found = PyObject_CallFunctionObjArgs(not_a_number, raw, NULL)
    Py_DECREF_raw(raw)
    return checked(found)


cdef PyObject *read_sequence(Cursor *c, const Row *row, int depth) noexcept:
    cdef const uint8_t *p = take(c, 3)
    cdef uint64_t element, count
    cdef PyObject *items
    cdef PyObject *item
    cdef PyObject *found
    cdef Py_ssize_t i
    if p == NULL:
        return NULL
    element = p[0]
    count = get_uint(p + 1, 2)
    if count == row.invalid:
        if element == unknown_type:
            return new_reference(Py_None)
        return checked(PyObject_CallFunctionObjArgs(row.make, small_ints[element], Py_None, NULL))
    if table[element].form == NOT_ASSIGNED or count and table[element].least == 0:
        return NULL
    if <Py_ssize_t>count * table[element].least > left(c):
        return NULL
    items = PyTuple_New(<Py_ssize_t>count)
    if items == NULL:
        return checked(NULL)
    for i in range(<Py_ssize_t>count):
        item = typed_read(c, element, depth + 1)
        if item == NULL:
            Py_DECREF_raw(items)
            return NULL
        PyTuple_SET_ITEM(items, i, item)
    found = PyObject_CallFunctionObjArgs(row.make, small_ints[element], finished(items), NULL)
    Py_DECREF_raw(items)
    return checked(found)


cdef PyObject *read_structure(Cursor *c, const Row *row, int depth) noexcept:
    cdef const uint8_t *p = take(c, 2)
    cdef uint64_t count
    cdef PyObject *items
    cdef PyObject *item
    cdef PyObject *pair
    cdef Py_ssize_t i
    if p == NULL:
        return NULL
    count = get_uint(p, 2)
    if count == row.invalid:
        return new_reference(Py_None)
    if <Py_ssize_t>count > left(c):
        return NULL
    items = PyTuple_New(<Py_ssize_t>count)
    if items == NULL:
        return checked(NULL)
    for i in range(<Py_ssize_t>count):
        p = take(c, 1)
        item = NULL if p == NULL else typed_read(c, p[0], depth + 1)
        if item == NULL:
            Py_DECREF_raw(items)
            return NULL
        pair = PyTuple_Pack(2, small_ints[p[0]], item)
        Py_DECREF_raw(item)
        if pair == NULL:
            Py_DECREF_raw(items)
            return checked(NULL)
        PyTuple_SET_ITEM(items, i, pair)
    return made(row, items)


cdef PyObject *typed_read(Cursor *c, int64_t type, int depth) noexcept:
    """The value at the cursor, a new reference. NULL: the bytes are wrong."""
    cdef const Row *row
    cdef const uint8_t *p
    cdef uint64_t v
    if type < 0 or type > 0xFF or depth > max_depth:
        return NULL
    row = &table[type]
    if row.form == NOT_ASSIGNED:
        return NULL
    if row.form == SEQUENCE:
        return read_sequence(c, row, depth)
    if row.form == STRUCTURE:
        return read_structure(c, row, depth)
    p = take(c, row.width)
    if p == NULL:
        return NULL
    if row.form == UNSIGNED:
        v = get_uint(p, row.width)
        if row.has_invalid and v == row.invalid:
            return new_reference(Py_None)
        return new_uint(v) if row.make == NULL else made(row, PyLong_FromUnsignedLongLong(v))
    if row.form == SIGNED:
        v = get_uint(p, row.width)
        if row.has_invalid and v == row.invalid:
            return new_reference(Py_None)
        if v <= 127:
            return new_reference(small_ints[v])
        return checked(PyLong_FromLongLong(sign_extend(v, 8 * row.width)))
    if row.form == TEXT or row.form == OCTETS:
        v = get_uint(p, row.width)
        if v == row.invalid:
            return new_reference(Py_None)
        p = take(c, <int64_t>v)
        return NULL if p == NULL else checked(get_data(p, <Py_ssize_t>v, "utf-8" if row.form == TEXT else ""))
    if row.form == BOOL:
        v = p[0]
        if row.has_invalid and v == row.invalid:
            return new_reference(Py_None)
        return new_reference(small_ints[v] if v > 1 else Py_True if v else Py_False)
    if row.form == FLOAT:
        return read_float(row, p)
    if row.form == RAW:
        return checked(PyBytes_FromStringAndSize(<const char *>p, row.width))
    if row.form == PARTS:
        if get_uint(p, row.width) == row.invalid:
            return new_reference(Py_None)
        return made(row, PyBytes_FromStringAndSize(<const char *>p, row.width))
    return new_reference(Py_None)  # NOTHING


cdef int write_slowly(Buffer *b, int64_t type, PyObject *value, int depth) noexcept:
    """Through values.typed_write."""
    cdef PyObject *out = PyByteArray_FromStringAndSize(NULL, 0)
    cdef PyObject *found = NULL
    cdef uint8_t *q = NULL
    cdef Py_ssize_t n
    if out != NULL:
        found = PyObject_CallFunction(slow_write, "OLOi", out, <long long>type, value, depth)
    if found == NULL:
        PyErr_Clear()
        b.bad = 1
    else:
        n = PyByteArray_GET_SIZE(out)
        q = room(b, n)
        if q != NULL:
            memcpy(q, PyByteArray_AS_STRING(out), n)
        Py_DECREF_raw(found)
    if out != NULL:
        Py_DECREF_raw(out)
    return -b.bad


cdef int write_float(Buffer *b, const Row *row, double v) noexcept:
    cdef char *q = <char *>room(b, row.width)
    cdef int status
    if q == NULL:
        return -1
    if v != v:
        put_little(<uint8_t *>q, row.width, row.invalid)
        return -b.bad
    if row.width == 2:
        status = PyFloat_Pack2(v, q, 1)
    elif row.width == 4:
        status = PyFloat_Pack4(v, q, 1)
    else:
        status = PyFloat_Pack8(v, q, 1)
    if status < 0:
        PyErr_Clear()
        b.bad = 1
    return -b.bad


cdef int typed_write(Buffer *b, int64_t type, PyObject *value, int depth) noexcept:
    """Append the value. -1: it can't be sent."""
    cdef const Row *row
    cdef uint8_t *q
    cdef uint64_t v
    if type < 0 or type > 0xFF or value == NULL or depth > max_depth:
        return -1
    row = &table[type]
    if row.form == UNSIGNED or row.form == SIGNED or row.form == BOOL:
        if value == Py_None:
            if not row.has_invalid:
                return -1
            v = row.invalid
        elif row.form == SIGNED:
            v = int_of(b, value, 8 * row.width)
        else:
            v = uint_of(b, value, 8 * row.width)
        q = room(b, row.width)
        if q == NULL:
            return -1
        put_little(q, row.width, v)
        return -b.bad
    if (row.form == TEXT or row.form == OCTETS) and not b.bad:
        put_prefixed(b, value, row.width, 1, "utf-8" if row.form == TEXT else "")
        return -b.bad
    if row.form == FLOAT and PyFloat_CheckExact(value):
        return write_float(b, row, PyFloat_AS_DOUBLE(value))
    if row.form == NOTHING:
        return 0 if value == Py_None else -1
    if row.form == NOT_ASSIGNED:
        return -1
    return write_slowly(b, type, value, depth)


cdef int is_analog(int64_t type) noexcept:
    """-1: no such type."""
    if type < 0 or type > 0xFF or table[type].form == NOT_ASSIGNED:
        return -1
    return table[type].analog


def read(bytes data, int64_t type_id, int depth=0):
    """For tests: `typed_read` over all of `data`; the value and where it ends, or None."""
    cdef Cursor c
    cdef PyObject *found
    c.start = c.p = <const uint8_t *><const char *>data
    c.end = c.p + len(data)
    c.version = c.depth = c.bad = 0
    c.context = NULL
    c.hooks = NULL
    found = typed_read(&c, type_id, depth)
    if found == NULL:
        return None
    value = <object>found
    Py_DECREF_raw(found)
    return value, c.p - c.start


def write(int64_t type_id, value, int depth=0):
    """For tests: what `typed_write` appends, or None."""
    cdef Buffer b
    init_buffer(&b, NULL)
    done = None
    if typed_write(&b, type_id, <PyObject *>value, depth) == 0:
        done = (<const char *>b.data)[:b.n]
    drop_buffer(&b)
    return done


def analog(int64_t type_id):
    """For tests: `is_analog`."""
    return is_analog(type_id)
