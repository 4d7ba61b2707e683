"""The schemes of one header, or one and a time, and the Members envelope."""

from base64 import urlsafe_b64encode

from vectors import (CURVE, CURVE_PUBLIC, CURVE_SEED, IDENTITY_POINT, IDENTITY_SIGNATURE, NOW, add, b64, mac, sign,
                     with_greater_s)

BODY = b'{"event":"x","n":1}'
KEY = "blåbær-key"
RAW = KEY.encode()


def one_header():
    hexed, based = mac(RAW, BODY).hex(), b64(mac(RAW, BODY))
    github = "X-Hub-Signature-256"
    add("hard-github-capitals-in-hex", "github", "malformed-signature", [[github, "sha256=" + hexed.upper()]], BODY, KEY,
        None, ["signature-mismatch"])
    add("hard-github-prefix-in-capitals", "github", "malformed-signature", [[github, "SHA256=" + hexed]], BODY, KEY, None,
        ["signature-mismatch", "no-supported-signature"])
    add("hard-github-sha1-in-the-sha256-header", "github", "no-supported-signature",
        [[github, "sha1=" + mac(RAW, BODY, "sha1").hex()]], BODY, KEY, None, ["signature-mismatch", "malformed-signature"])
    add("hard-github-twice", "github", "duplicate-header", [[github, "sha256=" + hexed]] * 2, BODY, KEY, None)
    add("hard-github-joined", "github", "malformed-signature", [[github, f"sha256={hexed}, sha256={hexed}"]], BODY, KEY,
        None, ["signature-mismatch"])
    add("hard-github-empty-body", "github", "ok", [[github, "sha256=" + mac(RAW, b"").hex()]], b"", KEY, None)
    add("hard-github-tolerance-means-nothing", "github", "ok", [[github, "sha256=" + hexed]], BODY, KEY, 0)
    add("hard-github-key-of-zero-padding", "github", "signature-mismatch",
        [[github, "sha256=" + mac(b"", BODY).hex()]], BODY, KEY, None)
    add("hard-shopify-url-alphabet", "shopify", "malformed-signature",
        [["X-Shopify-Hmac-Sha256", urlsafe_b64encode(bytes([251] * 32)).decode()]], BODY, KEY, None, ["signature-mismatch"])
    add("hard-shopify-name-in-small-letters", "shopify", "ok", [["x-shopify-hmac-sha256", based]], BODY, KEY, None)
    url = "https://example.com:8443/hook/?b=%C3%A5&a"
    square = [["x-square-hmacsha256-signature", b64(mac(RAW, url.encode() + BODY))]]
    add("hard-square-url-byte-for-byte", "square", "ok", square, BODY, KEY, None, url=url)
    add("hard-square-slash-lost", "square", "signature-mismatch", square, BODY, KEY, None, url=url.replace("/?", "?"))
    add("hard-square-boundary-moved", "square", "signature-mismatch", square, BODY[1:], KEY, None, url=url)

    for scheme, names in (("slack", ("X-Slack-Signature", "X-Slack-Request-Timestamp")),
                          ("zoom", ("x-zm-signature", "x-zm-request-timestamp"))):
        def timed(name, expect, time=str(NOW), prefix="v0=", body=BODY, also=(), signed=None, scheme=scheme, names=names):
            value = prefix + mac(RAW, f"v0:{signed or time}:".encode() + body).hex()
            add(f"hard-{scheme}-{name}", scheme, expect, [[names[0], value], [names[1], time]], body, KEY, 300, also)
        timed("ok-empty-body", "ok", body=b"")
        timed("version-1", "no-supported-signature", prefix="v1=", also=["malformed-signature", "signature-mismatch"])
        timed("no-prefix", "malformed-signature", prefix="", also=["signature-mismatch"])
        timed("leading-zero", "malformed-timestamp", time=f"0{NOW}", signed=str(NOW))
        timed("too-new", "timestamp-too-new", time=str(NOW + 301))
        timed("boundary-moved", "malformed-timestamp", time=f"{NOW}:1", body=BODY)

    discord = ["X-Signature-Ed25519", "X-Signature-Timestamp"]
    public = CURVE_PUBLIC.hex()
    signature = CURVE.sign(str(NOW).encode() + BODY).hex()

    def discordant(name, expect, value=signature, time=str(NOW), body=BODY, secret=public, also=()):
        add("hard-discord-" + name, "discord", expect, [[discord[0], value], [discord[1], time]], body, secret, 300, also)
    discordant("ok", "ok")
    discordant("boundary-moved", "timestamp-too-old", time=str(NOW)[:-1], body=b"0" + BODY)
    discordant("capitals", "malformed-signature", signature.upper(), also=["signature-mismatch"])
    discordant("not-hex", "malformed-signature", "zz" + signature[2:], also=["signature-mismatch"])
    discordant("s-not-reduced", "signature-mismatch", with_greater_s(bytes.fromhex(signature)).hex())
    discordant("identity-point", "malformed-secret", IDENTITY_SIGNATURE.hex(), secret=IDENTITY_POINT.hex())
    discordant("key-in-capitals", "malformed-secret", secret=public.upper())
    discordant("key-in-base64", "malformed-secret", secret=b64(CURVE_PUBLIC))
    sign("hard-discord-sign-with-seed", "discord", CURVE_SEED.hex(), [[discord[1], str(NOW)], [discord[0], signature]], BODY)
    sign("hard-discord-sign-with-both-halves", "discord", (CURVE_SEED + CURVE_PUBLIC).hex(),
         [[discord[1], str(NOW)], [discord[0], signature]], BODY)
    sign("hard-discord-sign-with-foreign-half", "discord", (CURVE_SEED + bytes(32)).hex(), [], BODY, "malformed-secret")

    def linear(name, expect, body, tolerance=60, also=()):
        add("hard-linear-" + name, "linear", expect, [["Linear-Signature", mac(RAW, body).hex()]], body, KEY, tolerance, also)
    at = '{{"webhookTimestamp":{}}}'.format
    linear("at-60-s", "ok", at((NOW - 60) * 1000).encode())
    linear("at-61-s", "timestamp-too-old", at((NOW - 61) * 1000).encode())
    linear("in-the-future", "timestamp-too-new", at((NOW + 61) * 1000).encode())
    linear("no-time", "missing-field", b"{}")
    linear("no-time-without-window", "ok", b"{}", None)
    linear("time-as-text", "malformed-timestamp", at(f'"{NOW}000"').encode(), also=["malformed-envelope"])
    linear("time-with-fraction", "malformed-timestamp", at(f"{NOW}000.5").encode(), also=["malformed-envelope"])
    linear("time-twice", "malformed-envelope", b'{"webhookTimestamp":1,"webhookTimestamp":%d000}' % NOW)
    linear("time-twice-by-escape", "malformed-envelope", b'{"webhookTimestam\\u0070":1,"webhookTimestamp":%d000}' % NOW)
    linear("time-deeper-only", "missing-field", b'{"data":{"webhookTimestamp":%d000}}' % NOW)
    linear("not-json", "malformed-envelope", b"webhookTimestamp=1")
    linear("array", "malformed-envelope", b"[]", also=["missing-field"])

    def tagged(scheme, name, expect, value, body=BODY, also=()):
        header = {"stripe": "Stripe-Signature", "paddle": "Paddle-Signature"}[scheme]
        add(f"hard-{scheme}-{name}", scheme, expect, [[header, value]], body, KEY, 300, also)
    v1 = mac(RAW, f"{NOW}.".encode() + BODY).hex()
    h1 = mac(RAW, f"{NOW}:".encode() + BODY).hex()
    tagged("stripe", "two-times", "malformed-header", f"t={NOW},t={NOW + 1},v1={v1}", also=["malformed-timestamp"])
    tagged("stripe", "capitals", "malformed-signature", f"t={NOW},v1={v1.upper()}", also=["signature-mismatch"])
    tagged("stripe", "empty-v1", "malformed-signature", f"t={NOW},v1=", also=["signature-mismatch"])
    tagged("stripe", "huge-time", "malformed-timestamp", f"t={'9' * 40},v1={v1}")
    tagged("stripe", "time-in-capitals", "malformed-header", f"T={NOW},v1={v1}")
    tagged("stripe", "version-in-capitals", "no-supported-signature", f"t={NOW},V1={v1}", also=["signature-mismatch"])
    tagged("stripe", "signature-first", "ok", f"v1={v1},t={NOW}")
    tagged("stripe", "v0-right-v1-wrong", "signature-mismatch", f"t={NOW},v1={'0' * 64},v0={v1}")
    tagged("paddle", "first-of-two-right", "ok", f"ts={NOW};h1={h1};h1={'0' * 64}")
    tagged("paddle", "last-of-two-right", "ok", f"ts={NOW};h1={'0' * 64};h1={h1}")
    tagged("paddle", "comma", "malformed-timestamp", f"ts={NOW},h1={h1}", also=["malformed-header", "no-supported-signature"])
    tagged("paddle", "too-new", "timestamp-too-new",
           f"ts={NOW + 301};h1={mac(RAW, f'{NOW + 301}:'.encode() + BODY).hex()}")

    layout = {"header": "X-Sign", "prefix": "sha512=", "encoding": "base64", "hash": "sha512", "timestamp_header": "X-Time",
              "id_header": "X-Id", "template": "{id}\n{ts}\n{url}\n{body}"}
    address = "https://example.com/in"
    signed = "sha512=" + b64(mac(RAW, f"id-1\n{NOW}\n{address}\n".encode() + BODY, "sha512"))

    def generic(name, expect, headers, body=BODY, config=layout, also=()):
        add("hard-generic-" + name, "generic-hmac", expect, headers, body, KEY, 300, also, config=config, url=address)
    all_three = [["X-Id", "id-1"], ["X-Time", str(NOW)], ["X-Sign", signed]]
    generic("everything", "ok", all_three)
    generic("other-id", "signature-mismatch", [["X-Id", "id-2"]] + all_three[1:])
    generic("id-missing", "missing-header", all_three[1:])
    generic("time-missing", "missing-header", [all_three[0], all_three[2]])
    generic("truncated", "malformed-signature", all_three[:2] + [["X-Sign", signed[:51] + "="]], also=["signature-mismatch"])
    sign("hard-generic-sign", "generic-hmac", KEY, all_three, BODY, identity="id-1", config=layout, url=address)

    def envelope(name, expect, text, also=()):
        add("hard-envelope-" + name, "members-envelope", expect, [], text.encode(), KEY, None, also)
    data = b'[{"personID":1}]'
    good = f'"attributes":{{"hash":"{b64(mac(RAW, data))}"}},"data":"{b64(data)}"'
    envelope("ok", "ok", '{"message":{%s}}' % good)
    envelope("data-twice", "malformed-envelope", '{"message":{%s,"data":"W10="}}' % good)
    envelope("data-twice-by-escape", "malformed-envelope", '{"message":{%s,"d\\u0061ta":"W10="}}' % good)
    envelope("message-twice", "malformed-envelope", '{"message":{},"message":{%s}}' % good)
    envelope("names-in-capitals", "missing-field", '{"Message":{%s}}' % good)
    envelope("trailing-comma", "malformed-envelope", '{"message":{%s},}' % good)
    envelope("comment", "malformed-envelope", '{/**/"message":{%s}}' % good)
    envelope("something-behind", "malformed-envelope", '{"message":{%s}}{}' % good)
    envelope("bom", "malformed-envelope", '\ufeff{"message":{%s}}' % good)
    envelope("deep", "malformed-envelope", '{"x":%s%s,"message":{%s}}' % ("[" * 5000, "]" * 5000, good))
    envelope("data-empty", "malformed-data", '{"message":{%s}}' % good.replace(b64(data), ""))
    envelope("data-url-alphabet", "malformed-data", '{"message":{%s}}' % good.replace(b64(data), "-_-_"))
    envelope("data-with-line-end", "malformed-data", '{"message":{%s}}' % good.replace(b64(data), b64(data) + "\\n"))
    envelope("hash-null", "malformed-envelope", '{"message":{"attributes":{"hash":null},"data":"W10="}}')
