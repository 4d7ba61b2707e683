//go:build cohook_static

package cohook

// #cgo pkg-config: --static cohook
import "C"
