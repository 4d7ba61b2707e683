package cohook

// #include "shim.h"
import "C"

// Header is one header line, as received or to be sent, or an attribute of the Members envelope.
type Header struct{ Name, Value string }

// Secret is a key. It does not print itself.
type Secret struct {
	value   string
	dialect int32
}

// SchemeSecret is a key as the scheme's documentation writes it: whsec_ and base64, plain text, hex.
func SchemeSecret(text string) Secret { return Secret{text, C.COHOOK_SECRET_OF_SCHEME} }

// RawSecret is the bytes of the key themselves.
func RawSecret(key []byte) Secret { return Secret{string(key), C.COHOOK_SECRET_RAW} }

// EndpointSecret is a signingKey of an endpoint: whsec_ and base64, any other is plain text.
func EndpointSecret(signingKey string) Secret { return Secret{signingKey, C.COHOOK_SECRET_ENDPOINT} }

// String hides the key.
func (s Secret) String() string { return "cohook.Secret(…)" }

// GoString hides the key.
func (s Secret) GoString() string { return s.String() }

// GenericLayout says how generic-hmac signs: one header with one HMAC, perhaps a timestamp and an id beside it.
type GenericLayout struct {
	Header          string // holds the signature; required
	Prefix          string // what stands before it, such as sha256=
	Encoding        string // hex (default) or base64
	Hash            string // sha1, sha256 (default), sha384, sha512
	SignedBytes     string // default {body}; with {id}, {ts}, {url} where they are signed
	TimestampHeader string // required if and only if {ts} is signed
	IDHeader        string // required if {id} is signed
}

func (l *GenericLayout) in(a *arena) *C.cohook_generic_layout {
	if l == nil {
		return nil
	}
	made := (*C.cohook_generic_layout)(a.allocate(C.sizeof_cohook_generic_layout))
	made.size = C.sizeof_cohook_generic_layout
	made.header = a.optional(l.Header, "generic.header")
	made.prefix = a.optional(l.Prefix, "generic.prefix")
	made.encoding = a.optional(l.Encoding, "generic.encoding")
	made.hash = a.optional(l.Hash, "generic.hash")
	made.signed_bytes = a.optional(l.SignedBytes, "generic.signedBytes")
	made.timestamp_header = a.optional(l.TimestampHeader, "generic.timestampHeader")
	made.id_header = a.optional(l.IDHeader, "generic.idHeader")
	return made
}

// HTTPDemands is what a receiver demands of an RFC 9421 signature: the sender chooses what it signs, the receiver must know
// what it needs.
type HTTPDemands struct {
	Algorithm string // required: hmac-sha256, ed25519 or ecdsa-p256-sha256
	// Components must be covered: content-digest, @method, "@query-param";name="id". nil: content-digest alone; empty but not
	// nil: nothing is demanded.
	Components []string
	Tag        string // only a signature with this tag is looked at; empty: any
}

func (d *HTTPDemands) in(a *arena) *C.cohook_http_demands {
	if d == nil {
		return nil
	}
	made := (*C.cohook_http_demands)(a.allocate(C.sizeof_cohook_http_demands))
	made.size = C.sizeof_cohook_http_demands
	made.algorithm = a.optional(d.Algorithm, "httpMessage.algorithm")
	made.components, made.component_count = a.demanded(d.Components, "httpMessage.components")
	made.tag = a.optional(d.Tag, "httpMessage.tag")
	return made
}

// demanded tells a list that is not given (NULL) from an empty one.
func (a *arena) demanded(values []string, field string) (**C.char, C.size_t) {
	if values != nil && len(values) == 0 {
		return (**C.char)(a.allocate(1)), 0
	}
	return a.texts(values, field)
}

// HTTPLayout is what an RFC 9421 signature is made of.
type HTTPLayout struct {
	Algorithm       string   // required: hmac-sha256, ed25519 or ecdsa-p256-sha256
	Components      []string // covered, in this order; nil: @method, @target-uri, content-digest
	Digest          string   // sha-256 (default) or sha-512: of Content-Digest
	Label           string   // empty: sig1
	KeyIDs          []string // keyid of each key, in their order
	Tag             string   // empty: none
	LifetimeSeconds int64    // expires this long after created; 0: none
}

func (l *HTTPLayout) in(a *arena) *C.cohook_http_layout {
	if l == nil {
		return nil
	}
	made := (*C.cohook_http_layout)(a.allocate(C.sizeof_cohook_http_layout))
	made.size = C.sizeof_cohook_http_layout
	made.algorithm = a.optional(l.Algorithm, "httpMessage.algorithm")
	made.components, made.component_count = a.demanded(l.Components, "httpMessage.components")
	made.digest = a.optional(l.Digest, "httpMessage.digest")
	made.label = a.optional(l.Label, "httpMessage.label")
	made.key_ids, made.key_id_count = a.texts(l.KeyIDs, "httpMessage.keyIds")
	made.tag = a.optional(l.Tag, "httpMessage.tag")
	made.lifetime_seconds = C.int64_t(l.LifetimeSeconds)
	return made
}
