package cohook

// #include <stdlib.h>
// #include <string.h>
// #include "shim.h"
import "C"

import (
	"strings"
	"unsafe"
)

// arena holds the C memory of one call. The library copies what it is given before it returns.
type arena struct {
	blocks []unsafe.Pointer
	err    error // the first text that cannot be passed on
}

func (a *arena) free() {
	for _, block := range a.blocks {
		C.free(block)
	}
}

func (a *arena) allocate(size C.size_t) unsafe.Pointer {
	block := C.calloc(1, size) // the Go runtime ends the process where C memory is short
	a.blocks = append(a.blocks, block)
	return block
}

// text is a C string. A zero byte would cut it short: there is a byte instead that the library refuses in any text.
func (a *arena) text(value, field string) *C.char {
	if strings.IndexByte(value, 0) >= 0 {
		if a.err == nil {
			a.err = invalid(field, "a text must not hold a zero byte")
		}
		value = strings.ReplaceAll(value, "\x00", "\x01")
	}
	made := C.CString(value)
	a.blocks = append(a.blocks, unsafe.Pointer(made))
	return made
}

// optional is NULL for an empty text.
func (a *arena) optional(value, field string) *C.char {
	if value == "" {
		return nil
	}
	return a.text(value, field)
}

// octets are bytes with their number; anything may be in them.
func (a *arena) octets(value string) (*C.char, C.size_t) {
	if value == "" {
		return nil, 0
	}
	made := C.CString(value)
	a.blocks = append(a.blocks, unsafe.Pointer(made))
	return made, C.size_t(len(value))
}

// texts is an array of C strings; NULL where there are none.
func (a *arena) texts(values []string, field string) (**C.char, C.size_t) {
	if len(values) == 0 {
		return nil, 0
	}
	array := (**C.char)(a.allocate(C.size_t(len(values)) * C.size_t(unsafe.Sizeof((*C.char)(nil)))))
	for at, value := range values {
		unsafe.Slice(array, len(values))[at] = a.text(value, field)
	}
	return array, C.size_t(len(values))
}

func (a *arena) headers(lines []Header) (*C.cohook_header, C.size_t) {
	if len(lines) == 0 {
		return nil, 0
	}
	array := (*C.cohook_header)(a.allocate(C.size_t(len(lines)) * C.sizeof_cohook_header))
	for at, line := range lines {
		into := &unsafe.Slice(array, len(lines))[at]
		into.name, into.name_size = a.octets(line.Name)
		into.value, into.value_size = a.octets(line.Value)
	}
	return array, C.size_t(len(lines))
}

func (a *arena) secrets(secrets []Secret) (*C.cohook_secret, C.size_t) {
	if len(secrets) == 0 {
		return nil, 0
	}
	array := (*C.cohook_secret)(a.allocate(C.size_t(len(secrets)) * C.sizeof_cohook_secret))
	for at, secret := range secrets {
		unsafe.Slice(array, len(secrets))[at] = a.secret(secret)
	}
	return array, C.size_t(len(secrets))
}

func (a *arena) secret(secret Secret) C.cohook_secret {
	value, size := a.octets(secret.value)
	return C.cohook_secret{value: value, value_size: size, dialect: C.int32_t(secret.dialect)}
}

// takeDocument copies a document, and frees the library's.
func takeDocument(document *C.cohook_document) []byte {
	defer C.cohook_document_free(document)
	return viewDocument(document)
}

func viewDocument(document *C.cohook_document) []byte {
	return copied(unsafe.Pointer(C.cohook_document_text(document)), C.cohook_document_size(document))
}

// copied is for sizes beyond what C.GoBytes takes, too.
func copied(from unsafe.Pointer, size C.size_t) []byte {
	made := make([]byte, int(size))
	if size > 0 {
		copy(made, unsafe.Slice((*byte)(from), int(size)))
	}
	return made
}

// viewHeaders copies a list of the library's.
func viewHeaders(from *C.cohook_headers) []Header {
	made := make([]Header, int(C.cohook_headers_count(from)))
	for at := range made {
		line := C.cohook_headers_at(from, C.size_t(at))
		made[at] = Header{C.GoStringN(line.name, C.int(line.name_size)), C.GoStringN(line.value, C.int(line.value_size))}
	}
	return made
}

// flat is many texts in one piece of Go memory that holds no pointers, and may so be lent to C: each text ends with a zero
// byte that its length does not count.
type flat struct {
	text    []byte
	lengths []uint32
}

func (f *flat) reset() { f.text, f.lengths = f.text[:0], f.lengths[:0] }

func (f *flat) add(value string) {
	f.text = append(append(f.text, value...), 0)
	f.lengths = append(f.lengths, uint32(len(value)))
}

func (f *flat) addBytes(value []byte) {
	f.text = append(append(f.text, value...), 0)
	f.lengths = append(f.lengths, uint32(len(value)))
}

func (f *flat) addCount(count int) { f.lengths = append(f.lengths, uint32(count)) }
