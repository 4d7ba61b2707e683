"""What all hard vectors are made of: the list that they go into, HMACs, and an Ed25519 key."""

import hashlib
import hmac
from base64 import b64encode

from cryptography.hazmat.primitives.asymmetric import ed25519

NOW = 1760000000
vectors = []


def b64(data):
    return b64encode(data).decode()


def seed(label):
    return hashlib.sha256(f"cohook hard vector {label}".encode()).digest()


def mac(key, data, algorithm="sha256"):
    return hmac.new(key, data, algorithm).digest()


def add(name, scheme, expect, headers, body=b"", secret="", tolerance=300, also=(), **more):
    vector = {"name": name, "scheme": scheme, "secret": secret, "headers": headers, "body_base64": b64(body),
              "now": NOW, "tolerance": tolerance, "expect": expect}
    if also:
        vector["also_acceptable"] = list(also)
    vector.update(more)
    vectors.append(vector)


def sign(name, scheme, secret, expect_headers, body=b"", expect="ok", identity="", timestamp=NOW, headers=(), **more):
    vectors.append({"name": name, "scheme": scheme, "op": "sign", "secret": secret, "headers": list(headers),
                    "input": {"id": identity, "timestamp": timestamp}, "body_base64": b64(body), "expect": expect,
                    "expect_headers": expect_headers, **more})


CURVE = ed25519.Ed25519PrivateKey.from_private_bytes(seed("ed25519"))
CURVE_SEED = seed("ed25519")
CURVE_PUBLIC = CURVE.public_key().public_bytes_raw()
IDENTITY_POINT = bytes([1]) + bytes(31)
IDENTITY_SIGNATURE = IDENTITY_POINT + bytes(32)
ORDER = 2**252 + 27742317777372353535851937790883648493


def with_greater_s(signature):
    return signature[:32] + (int.from_bytes(signature[32:], "little") + ORDER).to_bytes(32, "little")
