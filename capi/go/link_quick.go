//go:build go1.24

package cohook

// These keep nothing of what they are lent, and never call into Go: said where the toolchain knows how, it makes a call cheaper.

// #cgo noescape cohook_go_verify
// #cgo nocallback cohook_go_verify
// #cgo noescape cohook_go_sign
// #cgo nocallback cohook_go_sign
// #cgo noescape cohook_go_guard
// #cgo nocallback cohook_go_guard
// #include "shim.h"
import "C"
