"""Twilio: forms, and other bodies by the digest in the URL."""

import hashlib

from vectors import add, b64, mac, sign

TOKEN = "12345"
FORM = ["Content-Type", "application/x-www-form-urlencoded"]
JSON = ["Content-Type", "application/json"]
URL = "https://example.com/hook?foo=1&bar=2"


def twilio(name, expect, body, signed, url=URL, headers=(FORM,), also=(), **more):
    value = more.pop("signature", None) or b64(mac(TOKEN.encode(), signed.encode(), "sha1"))
    add("hard-twilio-" + name, "twilio", expect, [["X-Twilio-Signature", value], *headers], body,
        more.pop("secret", TOKEN), None, also, url=url, **more)


def twilio_vectors():
    twilio("repeated-values", "ok", b"A=2&B=&A=1&A=2", URL + "A1A2B")
    twilio("capitals-sort-first", "ok", b"a=1&B=2", URL + "B2a1")
    twilio("plus-and-percent", "ok", b"From=%2B47+1&To=%2B47%201", URL + "From+47 1To+47 1")
    twilio("not-ascii", "ok", "Name=Bl%C3%A5b%C3%A6r".encode(), URL + "NameBlåbær")
    twilio("broken-percent", "ok", b"a=100%&b=%zz", URL + "a100%b%zz")
    twilio("no-equals-sign", "ok", b"flag&a=1", URL + "a1flag")
    twilio("equals-in-value", "ok", b"a=b=c", URL + "ab=c")
    twilio("empty-form", "ok", b"", URL)
    twilio("no-content-type", "ok", b"a=1", URL + "a1", headers=())
    twilio("content-type-with-charset", "ok", b"a=1", URL + "a1",
           headers=(["content-type", "Application/X-WWW-Form-Urlencoded ; charset=UTF-8"],))
    twilio("content-type-twice", "duplicate-header", b"a=1", URL + "a1", headers=(FORM, JSON))
    twilio("parameter-added", "signature-mismatch", b"a=1&b=2", URL + "a1")
    twilio("parameter-removed", "signature-mismatch", b"a=1", URL + "a1b2")
    twilio("parameter-value-swapped", "signature-mismatch", b"a=2&b=1", URL + "a1b2")
    plain = "https://example.com/hook"
    ported = "https://example.com:443/hook"
    twilio("signed-with-default-port", "ok", b"a=1", ported + "a1", plain)
    twilio("signed-without-default-port", "ok", b"a=1", plain + "a1", ported)
    twilio("signed-without-other-port", "ok", b"a=1", plain + "a1", "https://example.com:8443/hook")
    twilio("signed-with-other-port", "ok", b"a=1", "https://example.com:8443/hooka1", "https://example.com:8443/hook")
    twilio("another-port", "signature-mismatch", b"a=1", "https://example.com:8443/hooka1", "https://example.com:9443/hook")
    twilio("http-default-port", "ok", b"a=1", "http://example.com:80/hooka1", "http://example.com/hook")
    twilio("wrong-default-port", "signature-mismatch", b"a=1", "http://example.com:443/hooka1", "http://example.com/hook")
    twilio("basic-auth-and-port", "ok", b"a=1", "https://u:p@example.com:443/hooka1", "https://u:p@example.com/hook")
    twilio("ipv6", "ok", b"a=1", "https://[2001:db8::1]:443/hooka1", "https://[2001:db8::1]/hook")
    twilio("host-alone", "ok", b"a=1", "https://example.com:443a1", "https://example.com")
    twilio("url-other-case", "signature-mismatch", b"a=1", plain.replace("h", "H", 1) + "a1", plain)
    twilio("url-slash", "signature-mismatch", b"a=1", plain + "/a1", plain)
    overridden = plain + "#rc=2&rp=all"
    twilio("fragment", "ok", b"a=1", overridden + "a1", overridden)
    twilio("fragment-and-default-port", "ok", b"a=1", ported + "#rc=2&rp=alla1", overridden)
    twilio("fragment-after-the-host", "ok", b"a=1", "https://example.com:443#/?a1", "https://example.com#/?")
    twilio("fragment-not-signed", "signature-mismatch", b"a=1", plain + "a1", overridden)
    twilio("fragment-changed", "signature-mismatch", b"a=1", overridden + "a1", plain + "#rc=3&rp=all")
    twilio("scheme-downgraded", "signature-mismatch", b"a=1", plain + "a1", plain.replace("https", "http"))
    body = b'{"a": 1}'
    with_digest = f"{URL}&bodySHA256={hashlib.sha256(body).hexdigest()}"
    twilio("json", "ok", body, with_digest, with_digest, (JSON,))
    twilio("json-without-type", "ok", body, with_digest, with_digest, ())
    twilio("json-tampered", "content-digest-mismatch", b'{"a": 2}', with_digest, with_digest, (JSON,), ["signature-mismatch"])
    twilio("json-emptied", "content-digest-mismatch", b"", with_digest, with_digest, (JSON,), ["signature-mismatch"])
    twilio("json-turned-into-empty-form", "content-digest-mismatch", b"", with_digest, with_digest, (FORM,),
           ["signature-mismatch"])
    twilio("json-turned-into-form-of-nothing", "content-digest-mismatch", b"&&&", with_digest, with_digest, (FORM,),
           ["signature-mismatch"])
    twilio("json-without-digest", "insufficient-coverage", body, URL, URL, (JSON,),
           ["signature-mismatch", "content-digest-mismatch"])
    twilio("json-empty-body", "ok", b"", URL, URL, (JSON,))
    upper = f"{URL}&bodySHA256={hashlib.sha256(body).hexdigest().upper()}"
    twilio("json-digest-in-capitals", "content-digest-mismatch", body, upper, upper, (JSON,), ["ok"])
    short = f"{URL}&bodySHA256=0a"
    twilio("json-digest-short", "content-digest-mismatch", body, short, short, (JSON,))
    twice = with_digest + "&bodySHA256=" + "0" * 64
    twilio("json-digest-twice", "content-digest-mismatch", body, twice, twice, (JSON,), ["ok"])
    in_fragment = URL + "#" + with_digest.partition("&bar=2&")[2]
    twilio("json-digest-in-fragment", "insufficient-coverage", body, in_fragment, in_fragment, (JSON,),
           ["signature-mismatch", "content-digest-mismatch"])
    twilio("sha256-instead", "malformed-signature", b"a=1", "", also=["signature-mismatch"],
           signature=b64(mac(TOKEN.encode(), (URL + "a1").encode())))
    twilio("hex-instead", "malformed-signature", b"a=1", "", also=["signature-mismatch"],
           signature=mac(TOKEN.encode(), (URL + "a1").encode(), "sha1").hex())
    twilio("unpadded", "malformed-signature", b"a=1", "", also=["signature-mismatch"],
           signature=b64(mac(TOKEN.encode(), (URL + "a1").encode(), "sha1")).rstrip("="))
    twilio("second-token", "ok", b"a=1", URL + "a1", secret="another", extra_secrets=[TOKEN])
    twilio("empty-token", "malformed-secret", b"a=1", URL + "a1", secret="")
    twilio("no-url", "missing-field", b"a=1", "a1", "", also=["malformed-header", "signature-mismatch"])
    add("hard-twilio-missing", "twilio", "missing-header", [FORM], b"a=1", TOKEN, None, url=URL)
    value = b64(mac(TOKEN.encode(), (URL + "a1").encode(), "sha1"))
    add("hard-twilio-twice", "twilio", "duplicate-header", [["X-Twilio-Signature", value]] * 2 + [FORM], b"a=1", TOKEN, None,
        url=URL)
    sign("hard-twilio-sign-form", "twilio", TOKEN,
         [["X-Twilio-Signature", b64(mac(TOKEN.encode(), (URL + "A1A2B").encode(), "sha1"))]], b"A=2&B=&A=1", url=URL)
    sign("hard-twilio-sign-fragment", "twilio", TOKEN,
         [["X-Twilio-Signature", b64(mac(TOKEN.encode(), (overridden + "a1").encode(), "sha1"))]], b"a=1", url=overridden)
    sign("hard-twilio-sign-json", "twilio", TOKEN,
         [["X-Twilio-Signature", b64(mac(TOKEN.encode(), with_digest.encode(), "sha1"))]], body, url=with_digest,
         headers=[JSON])
    sign("hard-twilio-sign-json-without-digest", "twilio", TOKEN, [], body, "insufficient-coverage", url=URL, headers=[JSON])
