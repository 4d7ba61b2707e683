//go:build cohook_static

package cohook

// The archive comes first, and leaves nothing to be found in the shared library, which is then not needed.

// #cgo pkg-config: --static cohook
// #cgo LDFLAGS: -Wl,-Bstatic -lcohook -Wl,-Bdynamic -Wl,--as-needed
import "C"
