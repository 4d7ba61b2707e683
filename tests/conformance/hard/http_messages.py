"""RFC 9421. The signature bases are written out line by line, as the examples of the RFC are."""

import hashlib
from base64 import b64decode

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa, utils

from one_header import BODY
from vectors import (CURVE, CURVE_PUBLIC, CURVE_SEED, IDENTITY_POINT, NOW, add, b64, mac, seed, sign, with_greater_s)

HMAC_KEY = seed("rfc9421 hmac")
P256 = ec.derive_private_key(int.from_bytes(seed("p256"), "big"), ec.SECP256R1())


def p256_raw(message):
    der = P256.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    r, s = utils.decode_dss_signature(der)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def public_pem(key):
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def public_der(key):
    return b64(key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo))


def digest(body, name="sha-256"):
    return f"{name}=:{b64(hashlib.new(name.replace('-', ''), body).digest())}:"


REQUEST = {"method": "POST", "authority": "example.com", "path": "/hook", "query": "?a=1"}
TARGET = "https://example.com/hook?a=1"
BY_HMAC = ("hmac-sha256", b64(HMAC_KEY), lambda m: mac(HMAC_KEY, m))
BY_CURVE = ("ed25519", b64(CURVE_PUBLIC), CURVE.sign)
BY_P256 = ("ecdsa-p256-sha256", public_pem(P256.public_key()), p256_raw)
CREATED = f";created={NOW}"
USUAL = [('"@method"', "POST"), ('"@target-uri"', TARGET), ('"content-digest"', digest(BODY))]


def base(lines, params):
    inner = "(" + " ".join(identifier for identifier, _ in lines) + ")"
    text = "".join(f"{identifier}: {value}\n" for identifier, value in lines)
    return text + f'"@signature-params": {inner}{params}', inner


def http(name, expect, lines=USUAL, params=CREATED, by=BY_HMAC, headers=(("Content-Digest", digest(BODY)),), body=BODY,
         also=(), required=("content-digest",), request=REQUEST, spelled=None, signature=None, extra_input="",
         extra_signature="", **more):
    """`lines` are the lines of the signature base; `spelled` what Signature-Input holds, if it is spelled otherwise."""
    text, inner = base(lines, params)
    value = signature or b64(by[2](text.encode()))
    sent = [*map(list, headers), ["Signature-Input", more.pop("before_input", "") + f"sig={spelled or inner + params}" + extra_input],
            ["Signature", more.pop("before_signature", "") + f"sig=:{value}:" + extra_signature]]
    sent = more.pop("change", lambda h: h)(sent)
    add("hard-rfc9421-" + name, "rfc9421", expect, sent, body, more.pop("secret", by[1]), more.pop("tolerance", 300), also,
        alg=by[0], request=request, required_components=list(required), **more)


def plain(value="1", **more):
    """One covered field of our own beside the digest."""
    return {"lines": [('"x-app"', value), USUAL[2]], **more}


def fields(*lines):
    return (("Content-Digest", digest(BODY)), *(("X-App", line) for line in lines))


def http_keys_and_algorithms():
    demanded = {"required": ("@method", "@target-uri", "content-digest")}
    http("hmac", "ok", **demanded)
    http("ed25519", "ok", by=BY_CURVE, **demanded)
    http("ecdsa-pem", "ok", by=BY_P256, **demanded)
    http("ecdsa-der", "ok", by=(BY_P256[0], public_der(P256.public_key()), p256_raw))
    point = serialization.PublicFormat.UncompressedPoint
    compressed = serialization.PublicFormat.CompressedPoint
    encoding = serialization.Encoding.X962
    http("ecdsa-point", "ok", by=(BY_P256[0], b64(P256.public_key().public_bytes(encoding, point)), p256_raw))
    http("ecdsa-compressed-point", "ok", by=(BY_P256[0], b64(P256.public_key().public_bytes(encoding, compressed)), p256_raw))
    http("ed25519-pem", "ok", by=("ed25519", public_pem(CURVE.public_key()), CURVE.sign))
    http("ed25519-der", "ok", by=("ed25519", public_der(CURVE.public_key()), CURVE.sign))
    http("second-key", "ok", secret=b64(seed("another")), extra_secrets=[BY_HMAC[1]])
    http("wrong-key", "signature-mismatch", secret=b64(seed("another")))
    http("alg-agrees", "ok", params=CREATED + ';alg="hmac-sha256"')
    http("alg-of-another-key", "no-supported-signature", params=CREATED + ';alg="ed25519"', also=["signature-mismatch"])
    http("alg-unknown", "no-supported-signature", params=CREATED + ';alg="none"', also=["signature-mismatch"])
    http("alg-as-token", "malformed-header", params=CREATED + ";alg=hmac-sha256", also=["no-supported-signature"])
    http("hmac-with-the-public-key", "malformed-signature", by=("ed25519", BY_CURVE[1], lambda m: mac(CURVE_PUBLIC, m)),
         also=["signature-mismatch", "no-supported-signature"])
    http("hmac-with-the-public-key-and-alg", "no-supported-signature", params=CREATED + ';alg="hmac-sha256"',
         by=("ed25519", BY_CURVE[1], lambda m: mac(CURVE_PUBLIC, m)), also=["signature-mismatch", "malformed-signature"])
    http("hmac-truncated", "malformed-signature", by=(*BY_HMAC[:2], lambda m: mac(HMAC_KEY, m)[:16]),
         also=["signature-mismatch"])
    http("hmac-empty", "malformed-signature", by=(*BY_HMAC[:2], lambda m: b""), also=["signature-mismatch"])
    http("ed25519-s-not-reduced", "signature-mismatch", by=(*BY_CURVE[:2], lambda m: with_greater_s(CURVE.sign(m))))
    http("ecdsa-in-der", "malformed-signature", by=(*BY_P256[:2], lambda m: P256.sign(
        m, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))), also=["signature-mismatch"])
    http("ecdsa-zeros", "signature-mismatch", by=(*BY_P256[:2], lambda m: bytes(64)), also=["malformed-signature"])
    http("ecdsa-swapped-halves", "signature-mismatch", by=(*BY_P256[:2], lambda m: p256_raw(m)[32:] + p256_raw(m)[:32]))
    p384 = ec.derive_private_key(7, ec.SECP384R1())
    bad = {"hmac-empty": ("hmac-sha256", ""), "hmac-not-base64": ("hmac-sha256", "not base64!"),
           "hmac-is-pem": ("hmac-sha256", BY_P256[1]), "hmac-unpadded": ("hmac-sha256", BY_HMAC[1].rstrip("=")),
           "ed25519-identity": ("ed25519", b64(IDENTITY_POINT)), "ed25519-zero": ("ed25519", b64(bytes(32))),
           "ed25519-31-bytes": ("ed25519", b64(CURVE_PUBLIC[:31])), "ed25519-is-p256": ("ed25519", BY_P256[1]),
           "ecdsa-is-ed25519": ("ecdsa-p256-sha256", public_pem(CURVE.public_key())),
           "ecdsa-is-p384": ("ecdsa-p256-sha256", public_pem(p384.public_key())),
           "ecdsa-off-curve": ("ecdsa-p256-sha256", b64(bytes([4]) + bytes(63) + bytes([1]))),
           "ecdsa-broken-pem": ("ecdsa-p256-sha256", BY_P256[1].replace("M", "N", 1)),
           "ecdsa-der-with-tail": ("ecdsa-p256-sha256", b64(b64decode(public_der(P256.public_key())) + b"\0"))}
    for name, (algorithm, secret) in bad.items():
        http("secret-" + name, "malformed-secret", by=(algorithm, secret, BY_HMAC[2]))
    numbers = rsa.RSAPublicNumbers(65537, (1 << 2047) | 1)
    http("secret-ecdsa-is-rsa", "malformed-secret", by=("ecdsa-p256-sha256", public_pem(numbers.public_key()), BY_HMAC[2]))


def http_time():
    http("created-at-the-edge", "ok", params=f";created={NOW - 300}")
    http("created-too-old", "timestamp-too-old", params=f";created={NOW - 301}")
    http("created-too-new", "timestamp-too-new", params=f";created={NOW + 301}")
    http("created-old-without-window", "ok", params=";created=1", tolerance=None)
    http("created-missing", "insufficient-coverage", params=';keyid="k"',
         also=["malformed-timestamp", "missing-field", "malformed-header"])
    http("created-missing-without-window", "ok", params="", tolerance=None)
    http("created-negative", "malformed-timestamp", params=";created=-1", also=["timestamp-too-old", "malformed-header"])
    http("created-decimal", "malformed-timestamp", params=f";created={NOW}.0", also=["malformed-header"])
    http("created-text", "malformed-timestamp", params=f';created="{NOW}"', also=["malformed-header"])
    http("created-without-value", "malformed-timestamp", params=";created", also=["malformed-header"])
    http("created-15-digits", "timestamp-too-new", params=";created=999999999999999")
    http("created-16-digits", "malformed-header", params=";created=9999999999999999", also=["malformed-timestamp"])
    http("created-twice", "malformed-header", params=f";created=1;created={NOW}", also=["malformed-timestamp"])
    http("expires-ahead", "ok", params=CREATED + f";expires={NOW + 10}")
    http("expires-now", "ok", params=CREATED + f";expires={NOW}")
    http("expired", "timestamp-too-old", params=CREATED + f";expires={NOW - 1}")
    http("expires-text", "malformed-timestamp", params=CREATED + ';expires="never"', also=["malformed-header"])
    http("only-expires", "insufficient-coverage", params=f";expires={NOW + 10}",
         also=["malformed-timestamp", "missing-field", "malformed-header"])


def http_coverage():
    both = f"{digest(BODY)}, {digest(BODY, 'sha-512')}"

    def digested(name, expect, value, body=BODY, **more):
        http("digest-" + name, expect, [('"content-digest"', value)], headers=(("Content-Digest", value),), body=body, **more)
    digested("sha512", "ok", digest(BODY, "sha-512"))
    digested("both", "ok", both)
    digested("stale", "content-digest-mismatch", digest(b"other"))
    digested("one-of-two-wrong", "content-digest-mismatch", f"{digest(BODY)}, {digest(b'x', 'sha-512')}")
    digested("md5-alone", "content-digest-mismatch", f"md5=:{b64(hashlib.md5(BODY).digest())}:")
    digested("md5-beside", "ok", f"md5=:{b64(hashlib.md5(BODY).digest())}:, {digest(BODY)}")
    digested("truncated", "content-digest-mismatch", f"sha-256=:{b64(hashlib.sha256(BODY).digest()[:16])}:")
    digested("hex", "content-digest-mismatch", f'sha-256="{hashlib.sha256(BODY).hexdigest()}"', also=["malformed-header"])
    digested("not-structured", "malformed-header", "SHA-256=" + b64(hashlib.sha256(BODY).digest()),
             also=["content-digest-mismatch"])
    digested("of-an-empty-body", "ok", digest(b""), b"")
    http("digest-body-swapped", "content-digest-mismatch", body=b'{"event":"y"}')
    http("digest-body-and-digest-swapped", "signature-mismatch", body=b"{}", headers=(("Content-Digest", digest(b"{}")),))
    http("digest-line-added", "signature-mismatch", headers=(("Content-Digest", digest(BODY)), ("Content-Digest", digest(b""))))
    http("digest-not-covered", "insufficient-coverage", USUAL[:2])
    http("nothing-covered", "insufficient-coverage", [])
    http("nothing-covered-nothing-demanded", "ok", [], required=())
    http("method-not-covered", "insufficient-coverage", USUAL[1:], required=("content-digest", "@method"))
    http("digest-by-key", "insufficient-coverage",
         [('"content-digest";key="sha-256"', digest(BODY)[8:])], also=["ok"])
    http("digest-by-key-demanded", "ok", [('"content-digest";key="sha-256"', digest(BODY)[8:])],
         required=('"content-digest";key="sha-256"',))
    http("digest-by-key-other-member-swapped", "ok", [('"content-digest";key="sha-256"', digest(BODY)[8:])],
         required=('"content-digest";key="sha-256"',),
         headers=(("Content-Digest", f"{digest(BODY)}, {digest(b'x', 'sha-512')}"),))
    http("digest-by-key-body-swapped", "content-digest-mismatch", [('"content-digest";key="sha-256"', digest(BODY)[8:])],
         body=b"{}", required=())
    http("digest-sf", "ok", [('"content-digest";sf', both)], headers=(("Content-Digest", both.replace(", ", " ,\t")),))
    http("digest-bs", "ok", [('"content-digest";bs', f":{b64(digest(BODY).encode())}:")])
    http("covered-field-missing", "missing-header", [('"x-app"', "1"), USUAL[2]], also=["signature-mismatch"])
    http("component-twice", "malformed-header", [*USUAL, USUAL[0]])
    http("component-unknown", "malformed-header", [*USUAL, ('"@client"', "x")])
    http("component-of-responses", "malformed-header", [*USUAL, ('"@status"', "200")])
    http("component-of-the-signature", "malformed-header", [*USUAL, ('"@signature-params"', "x")])
    http("component-in-capitals", "malformed-header", [*USUAL, ('"Content-Type"', "x")],
         headers=(("Content-Digest", digest(BODY)), ("Content-Type", "x")), also=["signature-mismatch"])
    http("component-as-token", "malformed-header", [*USUAL, ("date", "x")], also=["malformed-signature"])
    http("component-of-the-request-of-a-response", "malformed-header", [*USUAL, ('"x-app";req', "1")], headers=fields("1"))
    http("component-of-trailers", "malformed-header", [*USUAL, ('"x-app";tr', "1")], headers=fields("1"))
    http("component-with-unknown-parameter", "malformed-header", [*USUAL, ('"x-app";zz', "1")], headers=fields("1"))
    http("component-method-with-parameter", "malformed-header", [('"@method";sf', "POST"), USUAL[2]])
    http("sf-of-an-unstructured-field", "malformed-header", [*USUAL, ('"x-app";sf', "1")], headers=fields("1"))
    http("parameter-unknown", "ok", params=CREATED + ";zz=1")
    http("every-parameter", "ok",
         params=CREATED + f';expires={NOW + 9};nonce="n\\"1\\\\";alg="hmac-sha256";keyid="k 1";tag="t"')
    http("tag-demanded", "ok", params=CREATED + ';tag="app"', required_tag="app")
    http("tag-missing", "no-supported-signature", required_tag="app", also=["insufficient-coverage"])
    http("tag-of-another", "no-supported-signature", params=CREATED + ';tag="other"', required_tag="app")


def http_fields_and_derived():
    http("field-lines-joined", "ok", headers=fields("1", " 2 ", "\t3"), **plain("1, 2, 3"))
    http("field-lines-in-another-order", "signature-mismatch", headers=fields("2", "1"), **plain("1, 2"))
    http("field-folded", "ok", headers=fields("a \r\n  b\r\n\tc"), **plain("a b c"))
    http("field-empty", "ok", headers=fields("  "), **plain(""))
    http("field-inner-blanks-kept", "ok", headers=fields("a  b"), **plain("a  b"))
    http("field-with-line-end", "malformed-header", headers=fields("a\nb"), **plain("a\nb"), also=["signature-mismatch"])
    http("field-forging-a-line", "malformed-header", headers=fields('1\n"@method": POST'),
         lines=[('"x-app"', '1\n"@method": POST'), USUAL[2]], also=["signature-mismatch"])
    http("field-not-ascii", "malformed-header", headers=fields("blåbær"), **plain("blåbær"), also=["signature-mismatch", "ok"])
    http("field-bs-not-ascii", "ok", headers=fields("blåbær"),
         lines=[('"x-app";bs', f":{b64('blåbær'.encode())}:"), USUAL[2]])
    http("field-bs-two-lines", "ok", headers=fields("1, 2", "3"),
         lines=[('"x-app";bs', f":{b64(b'1, 2')}:, :{b64(b'3')}:"), USUAL[2]])
    http("field-bs-other-split", "signature-mismatch", headers=fields("1", "2, 3"),
         lines=[('"x-app";bs', f":{b64(b'1, 2')}:, :{b64(b'3')}:"), USUAL[2]])
    http("field-key", "ok", headers=fields('a=1, b=(x  "y");z, c'), lines=[('"x-app";key="b"', '(x "y");z'), USUAL[2]])
    http("field-key-flag", "ok", headers=fields("a=1, c;x=2"), lines=[('"x-app";key="c"', "?1;x=2"), USUAL[2]])
    http("field-key-missing", "missing-header", headers=fields("a=1"), lines=[('"x-app";key="b"', "1"), USUAL[2]],
         also=["signature-mismatch"])
    http("field-priority-sf", "ok", headers=(("Content-Digest", digest(BODY)), ("Priority", "u=1,   i")),
         lines=[('"priority";sf', "u=1, i"), USUAL[2]])

    def derived(name, identifier, value, request, expect="ok", **more):
        http("derived-" + name, expect, [(identifier, value), USUAL[2]], request={**REQUEST, **request}, **more)
    derived("authority-in-capitals", '"@authority"', "example.com", {"authority": "EXAMPLE.Com"})
    derived("authority-default-port", '"@authority"', "example.com", {"authority": "example.com:443"})
    derived("authority-other-port", '"@authority"', "example.com:8443", {"authority": "example.com:8443"})
    derived("authority-port-of-http", '"@authority"', "example.com", {"authority": "example.com:80", "scheme": "http"})
    derived("authority-port-80-of-https", '"@authority"', "example.com:80", {"authority": "example.com:80"})
    derived("authority-of-another-host", '"@authority"', "example.com", {"authority": "example.org"}, "signature-mismatch")
    derived("authority-ipv6", '"@authority"', "[2001:db8::a]:8443", {"authority": "[2001:DB8::A]:8443"})
    derived("scheme", '"@scheme"', "https", {})
    derived("scheme-downgraded", '"@scheme"', "https", {"scheme": "http"}, "signature-mismatch")
    derived("path-empty", '"@path"', "/", {"path": "", "query": ""})
    derived("path-with-escapes", '"@path"', "/a%20b/%c3%a5", {"path": "/a%20b/%c3%a5"})
    derived("path-with-other-escapes", '"@path"', "/a%20b/%c3%a5", {"path": "/a%20b/%C3%A5"}, "signature-mismatch",
            also=["ok"])
    derived("path-without-query", '"@path"', "/hook", {"query": "?x=1"})
    derived("query", '"@query"', "?a=1&b=%20", {"query": "?a=1&b=%20"})
    derived("query-absent", '"@query"', "?", {"query": ""})
    derived("query-empty", '"@query"', "?", {"query": "?"})
    derived("query-reordered", '"@query"', "?a=1&b=2", {"query": "?b=2&a=1"}, "signature-mismatch")
    derived("request-target", '"@request-target"', "/hook?a=1", {})
    derived("request-target-without-query", '"@request-target"', "/hook", {"query": ""})
    derived("method-in-small-letters", '"@method"', "POST", {"method": "post"}, "signature-mismatch")
    derived("method-other", '"@method"', "POST", {"method": "PUT"}, "signature-mismatch")
    derived("method-own", '"@method"', "PATCH", {"method": "PATCH"})
    published = "?var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something"
    for name, identifier, value in (
            ("var", '"@query-param";name="var"', "this%20is%20a%20big%0Amultiline%20value"),
            ("plus", '"@query-param";name="bar"', "with%20plus%20whitespace"),
            ("name", '"@query-param";name="fa%C3%A7ade%22%3A%20"', "something")):
        derived("query-param-" + name, identifier, value, {"query": published})
    derived("query-param-empty", '"@query-param";name="a"', "", {"query": "?a="})
    derived("query-param-tilde", '"@query-param";name="a"', "%7E%21*-._", {"query": "?a=~!*-._"})
    derived("query-param-small-escapes", '"@query-param";name="a"', "%C3%A5", {"query": "?a=%c3%a5"})
    derived("query-param-missing", '"@query-param";name="b"', "1", {}, "signature-mismatch",
            also=["missing-field", "missing-header", "malformed-header"])
    derived("query-param-twice", '"@query-param";name="a"', "1", {"query": "?a=1&a=1"}, "signature-mismatch",
            also=["malformed-header"])
    derived("query-param-without-name", '"@query-param"', "1", {}, "malformed-header")
    derived("query-param-not-utf8", '"@query-param";name="a"', "%EF%BF%BD", {"query": "?a=%ff"}, "signature-mismatch",
            also=["ok"])


def http_labels():
    stranger = ("proxy=(\"@status\");created=1;zz, ", "proxy=:AAAA:, ")
    http("labels-stranger-first", "ok", before_input=stranger[0], before_signature=stranger[1])
    http("labels-stranger-last", "ok", extra_input=", " + stranger[0][:-2], extra_signature=", " + stranger[1][:-2])
    wrong = ('other=("@method" "@target-uri" "content-digest");created=%d, ' % NOW, f"other=:{b64(bytes(32))}:, ")
    http("labels-wrong-first", "ok", before_input=wrong[0], before_signature=wrong[1])
    http("labels-in-two-lines", "ok", change=lambda h: [["Signature-Input", wrong[0][:-2]], ["Signature", wrong[1][:-2]], *h])
    http("label-repeated", "malformed-header", before_input="sig=();created=1, ", also=["duplicate-header"])
    http("label-repeated-in-two-lines", "duplicate-header", change=lambda h: [["Signature-Input", "sig=()"], *h],
         also=["malformed-header"])
    http("label-of-signature-repeated", "malformed-signature", before_signature=f"sig=:{b64(bytes(32))}:, ",
         also=["duplicate-header", "malformed-header"])
    http("label-without-signature", "malformed-header", change=lambda h: [*h[:-1], ["Signature", "other=:AAAA:"]],
         also=["missing-header", "malformed-signature", "no-supported-signature"])
    http("labels-nine-wrong-before", "signature-mismatch",
         before_input="".join(wrong[0].replace("other", f"o{i}") for i in range(9)),
         before_signature="".join(wrong[1].replace("other", f"o{i}") for i in range(9)))
    http("input-missing", "missing-header", change=lambda h: [line for line in h if line[0] != "Signature-Input"])
    http("signature-missing", "missing-header", change=lambda h: h[:-1])
    http("signature-blank", "missing-header", change=lambda h: [*h[:-1], ["Signature", " "]], also=["malformed-signature"])
    http("signature-as-text", "malformed-signature", change=lambda h: [*h[:-1], ["Signature", 'sig="AAAA"']],
         also=["malformed-header"])
    http("signature-bad-base64", "malformed-signature", change=lambda h: [*h[:-1], ["Signature", "sig=:AA*A:"]],
         also=["malformed-header"])
    http("signature-not-closed", "malformed-signature", change=lambda h: [*h[:-1], ["Signature", "sig=:AAAA"]],
         also=["malformed-header"])
    http("signature-unused-bits", "malformed-signature", change=lambda h: [*h[:-1], ["Signature", "sig=:TWF=:"]],
         also=["malformed-header"])
    http("signature-trailing-comma", "malformed-signature", extra_signature=",", also=["malformed-header"])
    http("input-trailing-comma", "malformed-header", extra_input=",")
    http("input-not-a-list", "malformed-header", spelled='"@method"')
    http("input-not-closed", "malformed-header", spelled='("@method"')
    http("input-without-blank", "malformed-header", spelled='("@method""content-digest")' + CREATED)
    http("input-label-in-capitals", "malformed-header", before_input="SIG=(), ")
    http("input-spelled-loosely", "ok", spelled='(  "@method"   "@target-uri" "content-digest"  );  created=%d' % NOW)
    http("input-number-with-zeros", "ok", spelled='("@method" "@target-uri" "content-digest");created=0%d' % NOW)
    http("parameters-in-another-order", "signature-mismatch", params=CREATED + ';keyid="k"',
         spelled='("@method" "@target-uri" "content-digest");keyid="k"' + CREATED)
    http("signature-of-another-label", "signature-mismatch", before_input=wrong[0], before_signature="",
         change=lambda h: [*h[:-1], ["Signature", h[-1][1] + f", other=:{b64(bytes(32))}:"]], secret=b64(seed("another")))


def http_signing():
    headers = [["Content-Digest", digest(BODY)]]

    def signs(name, by, secret, config, lines, params, digest_line=headers, expect="ok", **more):
        text, inner = base(lines, params)
        label = config.get("label", "sig1")
        made = [*digest_line, ["Signature-Input", f"{label}={inner}{params}"],
                ["Signature", f"{label}=:{b64(by[2](text.encode()))}:"]]
        sign("hard-rfc9421-sign-" + name, "rfc9421", secret, made if expect == "ok" else [], BODY, expect, alg=by[0],
             config=config, request=REQUEST, **more)
    signs("hmac", BY_HMAC, BY_HMAC[1], {}, USUAL, CREATED)
    signs("ed25519-seed", BY_CURVE, b64(CURVE_SEED), {}, USUAL, CREATED)
    private = CURVE.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    signs("ed25519-pem", BY_CURVE, private.decode(), {}, USUAL, CREATED)
    everything = {"label": "w", "key_ids": ["k1"], "tag": "app", "lifetime": 60, "digest": "sha-512",
                  "components": ["content-digest", '"@query-param";name="a"', "x-app", '"x-app";bs']}
    signs("everything", BY_HMAC, BY_HMAC[1], everything,
          [('"content-digest"', digest(BODY, "sha-512")), ('"@query-param";name="a"', "1"), ('"x-app"', "v"),
           ('"x-app";bs', f":{b64(b'v')}:")],
          f';created={NOW};expires={NOW + 60};keyid="k1";nonce="n.1";tag="app"',
          [["Content-Digest", digest(BODY, "sha-512")]], headers=[["X-App", "v"]], identity="n.1")
    signs("field-missing", BY_HMAC, BY_HMAC[1], {"components": ["x-app"]}, [], "", expect="missing-header")
    signs("public-key", BY_CURVE, BY_P256[1], {}, [], "", expect="malformed-secret")


def http_messages():
    http_keys_and_algorithms()
    http_time()
    http_coverage()
    http_fields_and_derived()
    http_labels()
    http_signing()
