"""Every vector of the conformance file, through the binding."""

import base64
import json
import os
import unittest
from datetime import datetime, timezone

import cohook
from receiving import ROOT

FILE = os.environ.get("TESTED_VECTORS") or ROOT / "tests/conformance/signatures.json"


def body_of(vector):
    generator = vector.get("body_generator")
    if generator:
        parts = (generator.get(f"{side}_base64", "") for side in ("prefix", "suffix"))
        prefix, suffix = (base64.b64decode(part) for part in parts)
        return prefix + generator.get("repeat", "").encode() * generator["count"] + suffix
    return base64.b64decode(vector["body_base64"])


def secrets_of(vector):
    first = vector["secret"]
    if "secret_base64" in vector:
        first = cohook.Secret(base64.b64decode(vector["secret_base64"]), cohook.Dialect.RAW)
    return [first, *vector.get("extra_secrets", []), *vector.get("input", {}).get("extra_secrets", [])]


def url_of(vector):
    request = vector.get("request", {})
    for name in ("target_uri", "url"):
        if name in request:
            return request[name]
    if "authority" not in request:
        return vector.get("url")
    return f"{request.get('scheme', 'https')}://{request['authority']}{request.get('path', '')}{request.get('query', '')}"


def method_of(vector):
    return vector.get("request", {}).get("method", vector.get("method", "POST"))


def generic_of(vector):
    config = vector.get("config")
    if vector["scheme"] != "generic-hmac" or config is None:
        return None
    return cohook.GenericLayout(
        header=config.get("header", ""),
        prefix=config.get("prefix", ""),
        encoding=config.get("encoding", "hex"),
        hash=config.get("hash", "sha256"),
        signed_bytes=config.get("template", "{body}"),
        timestamp_header=config.get("timestamp_header"),
        id_header=config.get("id_header"),
    )


def lines(headers):
    return [(name.encode(), value.encode()) for name, value in headers]


def verify(vector):
    tolerance = vector.get("tolerance")
    demands = None
    if vector["scheme"] == "rfc9421":
        demands = cohook.HttpDemands(
            vector.get("alg", "hmac-sha256"),
            vector.get("required_components", []),  # none: nothing is demanded, unlike the library's default
            vector.get("required_tag"),
        )
    with cohook.Verifier(
        vector["scheme"],
        secrets_of(vector),
        tolerance=cohook.Window.OFF if tolerance is None else tolerance,
        url=url_of(vector),
        generic=generic_of(vector),
        http_message=demands,
    ) as verifier:
        proved = verifier.verify(
            lines(vector["headers"]), body_of(vector), method=method_of(vector), now=vector["now"]
        )
    if "decoded_base64" in vector and proved.payload != base64.b64decode(vector["decoded_base64"]):
        return "output-mismatch"
    return "ok"


def sign(vector):
    if vector["scheme"] == "members-envelope":
        return sign_envelope(vector)
    wanted = vector.get("config", {})
    layout = None
    if vector["scheme"] == "rfc9421":
        layout = cohook.HttpLayout(
            vector.get("alg", "hmac-sha256"), wanted.get("components"), wanted.get("digest"), wanted.get("label"),
            wanted.get("key_ids", ()), wanted.get("tag"), wanted.get("lifetime", 0),
        )  # fmt: skip
    with cohook.Signer(
        vector["scheme"], secrets_of(vector), url=url_of(vector), generic=generic_of(vector), http_message=layout
    ) as signer:
        made = signer.sign(
            body_of(vector),
            id=vector["input"].get("id", ""),
            timestamp=vector["input"]["timestamp"],
            headers=lines(vector.get("headers", [])),
            method=method_of(vector),
        )
    return "ok" if made == [tuple(line) for line in vector["expect_headers"]] else f"output-mismatch: {made}"


def sign_envelope(vector):
    secrets, wanted = secrets_of(vector), vector["input"]
    published = datetime.strptime(wanted["publishTime"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
    body = cohook.compose_envelope(
        body_of(vector),
        wanted["messageId"],
        secrets[0],
        subscription=wanted.get("subscription", ""),
        publish_time_ms=round(published.timestamp() * 1000),
        previous_key=secrets[1] if len(secrets) > 1 else None,
    )
    for path, value in vector["expect_fields"].items():
        found = json.loads(body)
        for part in path.strip("/").split("/"):
            found = found[part]
        if found != value:
            return f"output-mismatch: {path} is {found!r}"
    return "ok"


def outcome(vector):
    try:
        return sign(vector) if vector.get("op") == "sign" else verify(vector)
    except cohook.VerificationFailed as why:
        return why.verdict
    except cohook.CohookError as why:
        if why.field.startswith("secret"):
            return "malformed-secret"
        return next((kind for kind in KINDS if kind in why.message), f"unsupported: {why}")


KINDS = ()  # of the file


class Vectors(unittest.TestCase):
    def test_every_vector_comes_to_what_it_expects(self):
        global KINDS
        with open(FILE, encoding="utf-8") as file:
            whole = json.load(file)
        KINDS = tuple(whole["error_kinds"])
        self.assertGreater(len(whole["vectors"]), 100)
        for vector in whole["vectors"]:
            with self.subTest(vector["name"]):
                self.assertIn(outcome(vector), [vector["expect"], *vector.get("also_acceptable", [])])
