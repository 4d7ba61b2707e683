//go:build !cohook_static

package cohook

// #cgo pkg-config: cohook
import "C"
