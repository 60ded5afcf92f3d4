# The C inlines of wire.h, read.h, write.h and lists.h as Cython sees them. The rule: declarations only; the headers say what they do.

from cpython.object cimport PyObject, PyTypeObject
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint64_t

cdef extern from "lists.h":
    int MAX_NESTING
    ctypedef int (*decode_fn)(Cursor *c, PyObject *o, const Codec *k, const int64_t *up) noexcept
    ctypedef int (*encode_fn)(Buffer *b, PyObject *o, const Codec *k, const int64_t *up) noexcept

    ctypedef struct Hooks:
        PyObject *(*nested_read)(Cursor *c, Py_ssize_t length) noexcept
        int (*nested_write)(Buffer *b, PyObject *message) noexcept
        PyObject *(*typed_read)(Cursor *c, int64_t type, int depth) noexcept
        int (*typed_write)(Buffer *b, int64_t type, PyObject *value, int depth) noexcept
        int (*is_analog)(int64_t type) noexcept

    ctypedef struct Cursor:
        const uint8_t *p
        const uint8_t *end
        const uint8_t *start
        int version, depth, bad
        PyObject *context
        const Hooks *hooks

    ctypedef struct Buffer:
        uint8_t *data
        Py_ssize_t n, cap, start
        int version, depth, bad, ended
        const Hooks *hooks

    ctypedef struct Table:
        PyObject **small
        Py_ssize_t n
        PyObject *dict

    ctypedef struct Shape:
        int low, high
        decode_fn decode
        encode_fn encode

    ctypedef struct Pool:
        int n

    ctypedef struct Codec:
        PyTypeObject *type
        Py_ssize_t slots, size, version_offset, trailing_offset
        Py_ssize_t *offset
        Table *table
        const Codec **record
        Shape *shape
        Py_ssize_t shapes
        Pool *pool
        const Hooks *hooks
        uint8_t prefix[4]
        int prefix_length, low, high

    ctypedef struct LayoutEntry:
        const char *name
        decode_fn decode
        encode_fn encode

    int init_wire()
    PyObject *small_ints[257]
    PyObject *new_object(const Codec *k)
    PyObject *get_slot(PyObject *o, const Codec *k, int slot)
    int is_filled(PyObject *o, const Codec *k, int slot)
    void fill_none(PyObject *o, const Codec *k)
    void set_object(Cursor *c, PyObject *o, const Codec *k, int slot, PyObject *v)
    PyObject *value_of(const Table *t, uint64_t v)
    void set_uint(Cursor *c, PyObject *o, const Codec *k, int slot, uint64_t v)
    void set_int(Cursor *c, PyObject *o, const Codec *k, int slot, int64_t v)
    void set_bool(PyObject *o, const Codec *k, int slot, uint64_t v)
    void set_bool_byte(Cursor *c, PyObject *o, const Codec *k, int slot, uint64_t v)
    Py_ssize_t left(const Cursor *c)
    const uint8_t *take(Cursor *c, int64_t n)
    uint64_t get_big(const uint8_t *p, int width)
    uint64_t get_little(const uint8_t *p, int width)
    int64_t sign_extend(uint64_t v, int bits)
    int64_t floor_div(int64_t a, int64_t b)
    int64_t floor_mod(int64_t a, int64_t b)
    int64_t ceil_div(int64_t a, int64_t b)
    int64_t shift_left(int64_t a, int64_t b)
    int64_t shift_right(int64_t a, int64_t b)
    int64_t popcount(int64_t a)
    PyObject *get_data(const uint8_t *p, Py_ssize_t n, const char *charset)
    PyObject *get_float(const uint8_t *p, int width, int little)
    PyObject *finished(PyObject *tuple)
    uint8_t *room(Buffer *b, Py_ssize_t n)
    void init_buffer(Buffer *b, const Hooks *hooks)
    void drop_buffer(Buffer *b)
    void put_big(uint8_t *p, int width, uint64_t v)
    void put_little(uint8_t *p, int width, uint64_t v)
    uint64_t uint_of(Buffer *b, PyObject *v, int bits)
    uint64_t int_of(Buffer *b, PyObject *v, int bits)
    int64_t register_of(PyObject *v)
    int64_t count_of(PyObject *v)
    int64_t length_of(PyObject *v)
    int64_t size_of(Buffer *b, PyObject *v, const char *charset)
    uint64_t derive(Buffer *b, int64_t size, int64_t factor, int64_t offset, int at, int bits, int whole)
    void check_split(Buffer *b, PyObject *v, uint64_t mask)
    void put_data(Buffer *b, PyObject *v, const char *charset, int64_t n)
    void put_prefixed(Buffer *b, PyObject *v, int width, int little, const char *charset)
    void put_float(Buffer *b, uint8_t *p, PyObject *v, int width, int little)
    void put_raw(Buffer *b, uint8_t *p, PyObject *v, Py_ssize_t n)
    uint16_t crc16_aug_ccitt(const uint8_t *p, Py_ssize_t n)

    ctypedef struct Element:
        int width, is_signed, little, threshold
        const Table *table
        const Codec *record
        const int64_t *up

    PyObject *read_count(Cursor *c, const Element *e, int64_t n)
    PyObject *read_until(Cursor *c, const Element *e, const uint8_t *end, const char *marker, Py_ssize_t marker_size)
    PyObject *read_length(Cursor *c, const Element *e, int64_t n)
    PyObject *read_while(Cursor *c, const Element *e, int more)
    PyObject *read_columns(Cursor *c, const Codec *k, int64_t count, const int *columns, int n, int size)
    int read_ext(Cursor *c, PyObject *o, const Codec *k, int slot, int threshold, int64_t *out)
    int read_sized(Cursor *c, PyObject *o, const Codec *k, int slot, int64_t n, unsigned sizes, int is_signed, int little)
    int read_data(Cursor *c, PyObject *o, const Codec *k, int slot, int64_t n, const char *charset)
    int read_prefixed(Cursor *c, PyObject *o, const Codec *k, int slot, int width, int little, const char *charset, int tail)
    int read_checksum(Cursor *c, PyObject *o, const Codec *k, int slot, int verify)
    void put_count(Buffer *b, PyObject *v, const Element *e, int64_t n)
    void put_length(Buffer *b, PyObject *v, const Element *e, int64_t n)
    void put_list(Buffer *b, PyObject *v, const Element *e)
    void put_until_marker(Buffer *b, PyObject *v, const Element *e, const char *marker, Py_ssize_t n)
    void put_while(Buffer *b, PyObject *v, const Element *e, int more)
    void put_columns(Buffer *b, PyObject *v, const Codec *k, int64_t count, const int *columns, int n, int size)
    int64_t put_ext(Buffer *b, PyObject *v, int threshold)
    void put_sized(Buffer *b, PyObject *v, int64_t n, unsigned sizes, int is_signed, int little)
    void put_checksum(Buffer *b, PyObject *v, int verify)
    void patch(Buffer *b, Py_ssize_t at, int width, int little, int shift, uint64_t value)
    void of_ints(Element *e, int width, int is_signed, int little, int threshold, const Table *table)
    void of_records(Element *e, const Codec *record, const int64_t *up)

    # Macros that return -1 from the function they stand in.
    void TAKE(const uint8_t *p, Cursor *c, int64_t n)
    void ROOM(uint8_t *q, Buffer *b, Py_ssize_t n)
    void CHECK(int call)
    void REFUSE(bint condition)
    void STORE(PyObject *o, const Codec *k, int slot, PyObject *value)
