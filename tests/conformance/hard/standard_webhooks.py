"""Standard Webhooks and Svix."""

from base64 import urlsafe_b64encode

from vectors import (CURVE, CURVE_PUBLIC, CURVE_SEED, IDENTITY_POINT, IDENTITY_SIGNATURE, NOW, add, b64, mac, seed,
                     with_greater_s)

SW_KEY = seed("standard webhooks")
SW_SECRET = "whsec_" + b64(SW_KEY)
SW_BODY = b'{"type":"person.updated"}'


def sw(name, expect, body=SW_BODY, identity="msg_1", time=str(NOW), signature=None, lines=None, secret=SW_SECRET,
       signed_time=None, **more):
    """Signed as sent, if nothing else is said."""
    signed = f"{identity}.{signed_time or time}.".encode() + body
    value = signature if signature is not None else "v1," + b64(mac(SW_KEY, signed))
    headers = [["webhook-id", identity], ["webhook-timestamp", time], ["webhook-signature", value]]
    add("hard-sw-" + name, "standard-webhooks", expect, lines(headers) if lines else headers, body, secret, **more)


def standard_webhooks():
    right = "v1," + b64(mac(SW_KEY, f"msg_1.{NOW}.".encode() + SW_BODY))
    for name, time in (("plus", f"+{NOW}"), ("leading-zero", f"0{NOW}"), ("point", f"{NOW}.0"), ("exponent", "1.76e9"),
                       ("hex", "0x68E77800"), ("underscore", "1_760_000_000"), ("comma", "1,760,000,000"),
                       ("full-width", "\uff11\uff17\uff16\uff10\uff10\uff10\uff10\uff10\uff10\uff10"), ("negative", "-1"),
                       ("two-to-the-63", "9223372036854775808"), ("inner-blank", "17600 00000"),
                       ("iso", "2025-10-09T08:53:20Z"), ("nul", f"{NOW}\0")):
        sw("timestamp-" + name, "malformed-timestamp", time=time)
    sw("timestamp-greatest-int64", "timestamp-too-new", time="9223372036854775807")
    sw("timestamp-milliseconds", "timestamp-too-new", time=f"{NOW}000")
    sw("timestamp-zero", "timestamp-too-old", time="0")
    sw("timestamp-zero-without-window", "ok", time="0", tolerance=None)
    sw("tolerance-zero-exact", "ok", tolerance=0)
    sw("tolerance-zero-a-second-late", "timestamp-too-old", time=str(NOW - 1), tolerance=0)
    sw("blanks-around-values", "ok", lines=lambda h: [[n, f" \t{v}\t "] for n, v in h])
    sw("id-with-point", "malformed-header", identity="msg.1")
    sw("id-with-line-end", "malformed-header", identity="msg\r\nx: 1")
    sw("id-of-blanks", "missing-header", identity="  ")
    sw("ambiguous-split", "malformed-header", identity=f"msg_1.{NOW}", body=b"5")
    sw("id-twice", "duplicate-header", lines=lambda h: h + [["Webhook-Id", "msg_1"]])
    sw("timestamp-twice", "duplicate-header", lines=lambda h: h + [["webhook-timestamp", str(NOW)]])
    sw("signature-twice", "duplicate-header", lines=lambda h: h + [["WEBHOOK-SIGNATURE", right]])
    sw("id-twice-one-empty", "duplicate-header", lines=lambda h: h + [["webhook-id", ""]])
    text = right[3:]
    loose = text[:-2] + chr(ord(text[-2]) + 1) + "="
    for name, value in (("unused-bits", "v1," + loose), ("unpadded", right[:-1]), ("url-alphabet-or-not", None),
                        ("padded-twice", right + "="), ("blank-inside", right[:10] + "\t" + right[10:]),
                        ("extra-part", right + ",extra"), ("two-in-one", right + text), ("hex", "v1," + "ab" * 32),
                        ("33-bytes", "v1," + b64(bytes(33))), ("31-bytes", "v1," + b64(bytes(31))),
                        ("0-bytes", "v1,"), ("colon", right.replace(",", ":"))):
        if value is None:
            value = "v1," + urlsafe_b64encode(bytes([255] * 32)).decode()
        sw("signature-" + name, "malformed-signature", signature=value, also=["signature-mismatch"])
    sw("signature-version-in-capitals", "no-supported-signature", signature="V1," + text, also=["signature-mismatch"])
    sw("signature-comma-separated", "malformed-signature", signature=f"v1,{b64(bytes(32))},{right}",
       also=["signature-mismatch"])
    sw("signature-after-500-strangers", "ok", signature="v2,AAAA " * 500 + right)
    sw("signature-newline-before", "malformed-signature", signature="v1,\n" + text, also=["signature-mismatch"])
    sw("body-not-utf8", "ok", body=b"\xff\xfe\x00\r\n\xed\xa0\x80")
    sw("body-with-replacement-character-instead", "signature-mismatch", body=b"\xef\xbf\xbd",
       signature="v1," + b64(mac(SW_KEY, f"msg_1.{NOW}.".encode() + b"\xff")))
    sw("body-cut-at-nul", "signature-mismatch", body=b"a",
       signature="v1," + b64(mac(SW_KEY, f"msg_1.{NOW}.".encode() + b"a\0b")))
    sw("body-with-bom-stripped", "signature-mismatch", body=b"{}",
       signature="v1," + b64(mac(SW_KEY, f"msg_1.{NOW}.".encode() + b"\xef\xbb\xbf{}")))
    sw("key-not-decoded", "signature-mismatch",
       signature="v1," + b64(mac(SW_SECRET.encode(), f"msg_1.{NOW}.".encode() + SW_BODY)))
    for name, secret in (("blanks", "  "), ("trailing-newline", SW_SECRET + "\n"), ("unpadded", SW_SECRET.rstrip("=")),
                         ("version-before", "v1," + SW_SECRET), ("url-alphabet", "whsec_" + "-_" * 16),
                         ("private-key", "whsk_" + b64(CURVE_SEED + CURVE_PUBLIC)),
                         ("identity-point", "whpk_" + b64(IDENTITY_POINT)),
                         ("point-of-order-2", "whpk_" + b64(bytes([0xec]) + bytes([0xff] * 30) + bytes([0x7f]))),
                         ("zero-point", "whpk_" + b64(bytes(32))),
                         ("non-canonical-point", "whpk_" + b64(bytes([0xee]) + bytes([0xff] * 30) + bytes([0x7f]))),
                         ("off-curve", "whpk_" + b64(bytes([2]) + bytes(31))),
                         ("public-key-31-bytes", "whpk_" + b64(CURVE_PUBLIC[:31])),
                         ("public-key-33-bytes", "whpk_" + b64(CURVE_PUBLIC + b"\0"))):
        sw("secret-" + name, "malformed-secret", secret=secret)
    sw("rotation-slot-empty", "malformed-secret", extra_secrets=[""])
    message = f"msg_1.{NOW}.".encode() + SW_BODY
    public, curve = "whpk_" + b64(CURVE_PUBLIC), "v1a," + b64(CURVE.sign(message))
    sw("curve", "ok", secret=public, signature=curve)
    sw("curve-s-not-reduced", "signature-mismatch", secret=public,
       signature="v1a," + b64(with_greater_s(CURVE.sign(message))), also=["malformed-signature"])
    sw("curve-signature-of-the-identity", "signature-mismatch", secret=public,
       signature="v1a," + b64(IDENTITY_SIGNATURE))
    sw("curve-as-v1", "no-supported-signature", secret=public, signature="v1," + b64(CURVE.sign(message)),
       also=["malformed-signature", "signature-mismatch"])
    sw("hmac-with-public-key", "no-supported-signature", secret=public,
       signature="v1," + b64(mac(CURVE_PUBLIC, message)), also=["signature-mismatch"])
    sw("hmac-with-public-key-as-v1a", "malformed-signature", secret=public,
       signature="v1a," + b64(mac(CURVE_PUBLIC, message)), also=["signature-mismatch"])
    sw("curve-second-key", "ok", signature=curve, extra_secrets=[public])
    svix = [["svix-id", "msg_1"], ["webhook-timestamp", str(NOW)], ["webhook-signature", right]]
    add("hard-svix-families-mixed", "svix", "missing-header", svix, SW_BODY, SW_SECRET)
