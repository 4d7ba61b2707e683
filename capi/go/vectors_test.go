package cohook_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"cohook"
)

// vector is one of the conformance file, of which the format says more.
type vector struct {
	Name, Scheme, Op, Expect string
	Secret                   string
	SecretBase64             *string  `json:"secret_base64"`
	ExtraSecrets             []string `json:"extra_secrets"`
	Headers                  [][2]string
	BodyBase64               string `json:"body_base64"`
	BodyGenerator            *struct {
		Prefix string `json:"prefix_base64"`
		Suffix string `json:"suffix_base64"`
		Repeat string
		Count  int
	} `json:"body_generator"`
	Now            int64
	Tolerance      *int64
	AlsoAcceptable []string `json:"also_acceptable"`
	Decoded        *string  `json:"decoded_base64"`
	URL, Method    string
	Request        *struct {
		Method, Scheme, Authority, Path, Query, URL string
		TargetURI                                   string `json:"target_uri"`
	}
	Alg                string
	RequiredComponents []string `json:"required_components"`
	RequiredTag        string   `json:"required_tag"`
	Config             *struct {
		Header, Prefix, Encoding, Hash, Template string
		TimestampHeader                          string `json:"timestamp_header"`
		IDHeader                                 string `json:"id_header"`
		Components                               []string
		KeyIDs                                   []string `json:"key_ids"`
		Label, Digest, Tag                       string
		Lifetime                                 int64
	}
	Input struct {
		ID, MessageID, PublishTime, Subscription string
		Timestamp                                int64
		ExtraSecrets                             []string `json:"extra_secrets"`
	}
	ExpectHeaders [][2]string    `json:"expect_headers"`
	ExpectFields  map[string]any `json:"expect_fields"`
}

func decode(text string) []byte {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return raw
}

func (v *vector) body() []byte {
	if g := v.BodyGenerator; g != nil {
		return []byte(string(decode(g.Prefix)) + strings.Repeat(g.Repeat, g.Count) + string(decode(g.Suffix)))
	}
	return decode(v.BodyBase64)
}

func (v *vector) secrets() []cohook.Secret {
	made := []cohook.Secret{cohook.SchemeSecret(v.Secret)}
	if v.SecretBase64 != nil {
		made[0] = cohook.RawSecret(decode(*v.SecretBase64))
	}
	for _, one := range append(v.ExtraSecrets, v.Input.ExtraSecrets...) {
		made = append(made, cohook.SchemeSecret(one))
	}
	return made
}

func lines(pairs [][2]string) []cohook.Header {
	var made []cohook.Header
	for _, pair := range pairs {
		made = append(made, cohook.Header{Name: pair[0], Value: pair[1]})
	}
	return made
}

func (v *vector) url() string {
	r := v.Request
	switch {
	case r == nil:
		return v.URL
	case r.TargetURI != "" || r.URL != "":
		return r.TargetURI + r.URL
	case r.Authority == "":
		return v.URL
	}
	scheme := "https"
	if r.Scheme != "" {
		scheme = r.Scheme
	}
	return scheme + "://" + r.Authority + r.Path + r.Query
}

func (v *vector) method() string {
	for _, method := range []string{v.Method, "POST"} {
		if v.Request != nil && v.Request.Method != "" {
			return v.Request.Method
		}
		if method != "" {
			return method
		}
	}
	return ""
}

func (v *vector) generic() *cohook.GenericLayout {
	if v.Scheme != "generic-hmac" || v.Config == nil {
		return nil
	}
	c := v.Config
	return &cohook.GenericLayout{Header: c.Header, Prefix: c.Prefix, Encoding: c.Encoding, Hash: c.Hash,
		SignedBytes: c.Template, TimestampHeader: c.TimestampHeader, IDHeader: c.IDHeader}
}

func (v *vector) algorithm() string {
	if v.Alg == "" {
		return "hmac-sha256"
	}
	return v.Alg
}

// demands: a vector that names no component demands none, while the library's default demands the digest.
func (v *vector) demands() *cohook.HTTPDemands {
	if v.Scheme != "rfc9421" {
		return nil
	}
	made := &cohook.HTTPDemands{Algorithm: v.algorithm(), Components: v.RequiredComponents, Tag: v.RequiredTag}
	if made.Components == nil {
		made.Components = []string{}
	}
	return made
}

func (v *vector) verify() error {
	options := cohook.VerifierOptions{URL: v.url(), Generic: v.generic(), HTTPMessage: v.demands(),
		Tolerance: cohook.NoWindow}
	if v.Tolerance != nil {
		options.Tolerance, options.ThisSecond = time.Duration(*v.Tolerance)*time.Second, *v.Tolerance == 0
	}
	verifier, err := cohook.NewVerifier(v.Scheme, v.secrets(), options)
	if err != nil {
		return err
	}
	defer verifier.Close()
	proved, err := verifier.Verify(&cohook.Request{Headers: lines(v.Headers), Body: v.body(), Method: v.method(),
		Now: time.Unix(v.Now, 0)})
	if err == nil && v.Decoded != nil && string(proved.Payload()) != string(decode(*v.Decoded)) {
		return errors.New("output-mismatch")
	}
	return err
}

func (v *vector) sign() error {
	if v.Scheme == "members-envelope" {
		return v.signEnvelope()
	}
	options := cohook.SignerOptions{URL: v.url(), Generic: v.generic()}
	if v.Scheme == "rfc9421" {
		options.HTTPMessage = &cohook.HTTPLayout{Algorithm: v.algorithm()}
		if c := v.Config; c != nil {
			options.HTTPMessage = &cohook.HTTPLayout{Algorithm: v.algorithm(), Components: c.Components, Digest: c.Digest,
				Label: c.Label, KeyIDs: c.KeyIDs, Tag: c.Tag, LifetimeSeconds: c.Lifetime}
		}
	}
	signer, err := cohook.NewSigner(v.Scheme, v.secrets(), options)
	if err != nil {
		return err
	}
	defer signer.Close()
	made, err := signer.Sign(&cohook.Unsigned{ID: v.Input.ID, Timestamp: time.Unix(v.Input.Timestamp, 0), Body: v.body(),
		Headers: lines(v.Headers), Method: v.method()})
	if err != nil {
		return err
	}
	wanted := lines(v.ExpectHeaders)
	for at, line := range made {
		if len(made) != len(wanted) || line != wanted[at] {
			return errors.New("output-mismatch")
		}
	}
	return nil
}

func (v *vector) signEnvelope() error {
	published, err := time.Parse(time.RFC3339Nano, v.Input.PublishTime)
	if err != nil {
		return errors.New("malformed-timestamp")
	}
	id, err := strconv.ParseUint(v.Input.MessageID, 10, 64)
	if err != nil {
		return errors.New("malformed-envelope")
	}
	envelope := cohook.Envelope{Data: v.body(), MessageID: id, Subscription: v.Input.Subscription, PublishTime: published}
	secrets := v.secrets()
	if envelope.Key = secrets[0]; len(secrets) > 1 {
		envelope.PreviousKey = &secrets[1]
	}
	body, err := envelope.Compose()
	if err != nil {
		return err
	}
	for path, value := range v.ExpectFields {
		var found any
		if err := json.Unmarshal(body, &found); err != nil {
			return err
		}
		for _, part := range strings.Split(strings.Trim(path, "/"), "/") {
			found = found.(map[string]any)[part]
		}
		if found != value {
			return errors.New("output-mismatch")
		}
	}
	return nil
}

func (v *vector) outcome(kinds map[string]string) string {
	run := v.verify
	if v.Op == "sign" {
		run = v.sign
	}
	err := run()
	var verdict cohook.Verdict
	var failed *cohook.Error
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &verdict):
		return verdict.String()
	case errors.As(err, &failed) && strings.HasPrefix(failed.Field, "secret"):
		return "malformed-secret"
	}
	for kind := range kinds {
		if kind != "ok" && strings.Contains(err.Error(), kind) {
			return kind
		}
	}
	return err.Error()
}

func TestEveryVectorComesToWhatItExpects(t *testing.T) {
	path := os.Getenv("TESTED_VECTORS")
	if path == "" {
		path = "../../tests/conformance/signatures.json"
	}
	text, err := os.ReadFile(path)
	must(t, err)
	var file struct {
		Kinds   map[string]string `json:"error_kinds"`
		Vectors []*vector
	}
	must(t, json.Unmarshal(text, &file))
	if len(file.Vectors) < 100 {
		t.Fatalf("%d vectors are too few", len(file.Vectors))
	}
	for _, one := range file.Vectors {
		one := one
		t.Run(one.Name, func(t *testing.T) {
			got := one.outcome(file.Kinds)
			for _, acceptable := range append(one.AlsoAcceptable, one.Expect) {
				if got == acceptable {
					return
				}
			}
			t.Errorf("got %s, wanted %s", got, one.Expect)
		})
	}
}
