"""The two fixed formats, and single requests signed and verified."""

import json
import os

from harness import CONFORMANCE, check, equal, exits, finish, json_lines, path, run, write


def vectors_print_one_line_each(name="signatures.json"):
    file = os.path.join(CONFORMANCE, name)
    vectors = json.load(open(file, encoding="utf-8"))["vectors"]
    done = run("verify", "--vectors", file)
    lines = json_lines(done.stdout)
    equal("names, in order", [line["name"] for line in lines], [vector["name"] for vector in vectors])
    expect = {vector["name"]: vector for vector in vectors}
    for line in lines:
        vector = expect[line["name"]]
        equal(f"{line['name']}: members", sorted(line), ["expect", "got", "name", "ok"])
        right = line["got"] == vector["expect"] or line["got"] in vector.get("also_acceptable", [])
        equal(f"{line['name']}: ok says it", line["ok"], right)
        check(f"{line['name']} comes out as expected", right, line)
    exits("all vectors", done, 0)


def hard_vectors_print_one_line_each():
    vectors_print_one_line_each("hard_signatures.json")


def the_status_of_vectors_tells_the_truth():
    file = os.path.join(CONFORMANCE, "signatures.json")
    whole = json.load(open(file, encoding="utf-8"))
    good = [v for v in whole["vectors"] if v["scheme"] == "members-envelope"]
    whole["vectors"] = good
    exits("all right", run("verify", "--vectors", write("good.json", json.dumps(whole))), 0)
    whole["vectors"] = good + [dict(good[0], name="turned", expect="missing-header", also_acceptable=[])]
    exits("one wrong", run("verify", "--vectors", write("wrong.json", json.dumps(whole))), 1)
    exits("not a vector file", run("verify", "--vectors", write("none.json", "[]")), 2)


def cases_print_one_line_each():
    file = os.path.join(CONFORMANCE, "egress.json")
    cases = json.load(open(file, encoding="utf-8"))
    done = run("endpoint", "check", "--cases", file)
    exits("the cases", done, 0)
    lines = json_lines(done.stdout)
    equal("ids, in order", [line["id"] for line in lines], [case["id"] for case in cases])
    for line, case in zip(lines, cases):
        check(f"{line['id']}: form", {"id", "expect", "got", "ok"} <= set(line) and line["ok"] is True, line)
        check(f"{line['id']}: verdict", line["got"] in [case["expect"], *case.get("accept", [])], line)
    turned = [dict(cases[0], expect="block", accept=[])]
    exits("a case that does not hold", run("endpoint", "check", "--cases", write("turned.json", json.dumps(turned))), 1)


def one_url_is_judged():
    for words, verdict, code in (
        (["https://hooks.example.com/in", "--resolves-to", "93.184.216.34"], "allow", 0),
        (["https://hooks.example.com/in"], "allow", 0),
        (["https://hooks.example.com/in", "--resolves-to", "93.184.216.34", "--resolves-to", "10.0.0.1"], "block", 1),
        (["https://127.0.0.1/"], "block", 1),
        (["https://127.0.0.1/", "--allow-address", "127.0.0.0/8"], "allow", 0),
        (["https://169.254.169.254/", "--allow-address", "0.0.0.0/0"], "block", 1),
        (["http://hooks.example.com/in"], "invalid", 1),
        (["http://hooks.example.com/in", "--allow-http"], "allow", 0),
        (["hooks.example.com/in"], "invalid", 1),
        (["https://user@hooks.example.com/"], "invalid", 1),
    ):
        done = run("endpoint", "check", *words)
        exits(" ".join(words), done, code)
        equal(f"{words}: verdict", done.stdout, verdict + "\n")
        got = json.loads(run("endpoint", "check", *words, "--json").stdout)
        equal(f"{words}: as JSON", got["got"], verdict)


def signed(data, key, *more):
    done = run("sign", "--data", "-", "--key-file", key, "--json", *more, stdin=data)
    exits("sign", done, 0)
    made = json.loads(done.stdout)
    headers = write("headers", "".join(f"{name}: {value}\n" for name, value in made["headers"]))
    return headers, write("body", made["body"])


def verified(scheme, key, headers, body, *more):
    done = run("verify", "--scheme", scheme, "--key-file", key, "--headers-file", headers, *more, body)
    return done.returncode, json.loads(done.stdout) if done.stdout else {}


def what_is_signed_verifies():
    key, other = write("key", "blåbær og ærfugl"), write("other", "another key")
    headers, body = signed('[{"personID":1,"firstName":"Åse"}]', key)
    equal("envelope", verified("members-envelope", key, headers, body), (0, {"result": "ok"}))
    equal("headers", verified("standard-webhooks", key, headers, body, "--endpoint-key"), (0, {"result": "ok"}))
    equal("another key", verified("members-envelope", other, headers, body), (8, {"result": "signature-mismatch"}))
    equal("the same for the headers", verified("standard-webhooks", other, headers, body, "--endpoint-key"),
          (8, {"result": "signature-mismatch"}))
    changed = write("changed", open(body, encoding="utf-8").read().replace("cohook-sign", "cohook-sigm"))
    equal("the hash covers the data", verified("members-envelope", key, headers, changed)[0], 0)
    equal("the headers cover everything", verified("standard-webhooks", key, headers, changed, "--endpoint-key"),
          (8, {"result": "signature-mismatch"}))


def freshness_is_judged_by_now_and_tolerance():
    key = write("whsec", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers, body = signed("{}", key, "--scheme", "standard-webhooks", "--id", "msg_1", "--now", "1700000000")

    def judged(*more):
        return verified("standard-webhooks", key, headers, body, *more)
    equal("at that time", judged("--now", "1700000000"), (0, {"result": "ok"}))
    equal("300 s later", judged("--now", "1700000300"), (0, {"result": "ok"}))
    equal("301 s later", judged("--now", "1700000301"), (8, {"result": "timestamp-too-old"}))
    equal("301 s before", judged("--now", "1699999699"), (8, {"result": "timestamp-too-new"}))
    equal("a smaller window", judged("--now", "1700000011", "--tolerance", "10"), (8, {"result": "timestamp-too-old"}))
    equal("no window", judged("--now", "1800000000", "--tolerance", "off"), (0, {"result": "ok"}))
    equal("long ago", judged()[0], 8)
    equal("nonsense", judged("--tolerance", "ten")[0], 2)
    equal("nonsense", judged("--now", "today")[0], 2)


def methods_and_urls_are_signed():
    key, target = write("base64", "a2V5"), "https://example.com/in?a=1"
    http = ["--scheme", "rfc9421", "--algorithm", "hmac-sha256"]
    headers, body = signed("{}", key, *http, "--url", target, "--method", "PUT", "--now", "1700000000", "--key-id", "k")

    def judged(url, method, *more):
        return verified("rfc9421", key, headers, body, *http[2:], "--now", "1700000000", "--url", url, "--method", method,
                        *more)
    equal("rfc9421", judged(target, "PUT"), (0, {"result": "ok"}))
    equal("another method", judged(target, "POST"), (8, {"result": "signature-mismatch"}))
    equal("another URL", judged(target + "2", "PUT"), (8, {"result": "signature-mismatch"}))
    equal("more demanded", judged(target, "PUT", "--component", "date"), (8, {"result": "insufficient-coverage"}))
    exits("no algorithm", run("verify", "--scheme", "rfc9421", "--key-file", key, "--headers-file", headers, body), 2)
    form = write("form", "Content-Type: application/x-www-form-urlencoded\n")
    headers, body = signed("b=2&a=1", key, "--scheme", "twilio", "--url", target, "--headers-file", form)
    equal("twilio", verified("twilio", key, headers, body, "--url", target), (0, {"result": "ok"}))
    equal("elsewhere", verified("twilio", key, headers, body, "--url", target + "2"), (8, {"result": "signature-mismatch"}))
    seed = write("seed", "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = write("public", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    headers, body = signed("{}", seed, "--scheme", "discord")
    equal("discord", verified("discord", public, headers, body), (0, {"result": "ok"}))


def a_layout_of_ones_own_is_signed_and_verified():
    key, body = write("plain", "key"), "The quick brown fox jumps over the lazy dog"
    plain = ("--scheme", "generic-hmac", "--header", "X-Signature", "--prefix", "sha256=")
    made = json.loads(run("sign", "--data", body, "--key-file", key, "--json", *plain).stdout)
    known = "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"
    equal("one header", made["headers"], [["X-Signature", "sha256=" + known]])
    def layout_with(**other):
        options = {"header": "X-Signature", "prefix": "v1,", "encoding": "base64", "hash": "sha512",
                   "template": "{id}|{ts}|{body}", "timestamp-header": "X-Time", "id-header": "X-Id", **other}
        return [word for name, value in options.items() for word in ("--" + name, value)]
    layout = layout_with()
    headers, file = signed(body, key, "--scheme", "generic-hmac", "--now", "1700000000", "--id", "m1", *layout)

    def judged(*words, at="1700000000"):
        return verified("generic-hmac", key, headers, file, "--now", at, *words)
    equal("as signed", judged(*layout), (0, {"result": "ok"}))
    equal("later", judged(*layout, at="1700000301"), (8, {"result": "timestamp-too-old"}))
    equal("another template", judged(*layout_with(template="{ts}|{id}|{body}")), (8, {"result": "signature-mismatch"}))
    equal("another header", judged(*layout_with(header="X-Other")), (8, {"result": "missing-header"}))
    for words, named in (([], "--header"), (layout_with(hash="md5"), "--hash"),
                         (layout_with(encoding="octal"), "--encoding"), (layout_with(template="{x}"), "--template"),
                         (["--header", "X", "--template", "{ts}{body}"], "--timestamp-header"),
                         (["--header", "X", "--template", "{id}{body}"], "--id-header")):
        for done in (run("sign", "--data", "x", "--key-file", key, "--scheme", "generic-hmac", *words),
                     run("verify", "--scheme", "generic-hmac", "--key-file", key, "--headers-file", headers, *words, file)):
            exits(f"{words}", done, 2)
            check(f"{words}: names {named}", named + ": " in done.stderr, done.stderr)


def wrong_input_is_2_or_8():
    key = write("key", "key")
    headers, body = signed("{}", key)
    equal("unknown scheme", verified("rot13", key, headers, body)[0], 2)
    equal("missing body", verified("members-envelope", key, headers, path("nothing"))[0], 2)
    equal("missing headers", verified("members-envelope", key, path("nothing"), body)[0], 2)
    equal("missing key", verified("members-envelope", path("nothing"), headers, body)[0], 2)
    for name, text in (("empty", ""), ("a line end", "\n"), ("blanks", "  ")):
        equal(f"{name} for a key", verified("github", write("no-key", text), headers, body),
              (8, {"result": "malformed-secret"}))
    bad = write("bad-headers", "this is no header\n")
    equal("broken headers", verified("members-envelope", key, bad, body)[0], 2)
    none = write("no-headers", "")
    equal("no headers at all", verified("standard-webhooks", key, none, body, "--endpoint-key"),
          (8, {"result": "missing-header"}))
    equal("not an envelope", verified("members-envelope", key, headers, write("x", "no json")),
          (8, {"result": "malformed-envelope"}))


finish(vectors_print_one_line_each, hard_vectors_print_one_line_each,
       the_status_of_vectors_tells_the_truth, cases_print_one_line_each,
       one_url_is_judged, what_is_signed_verifies, freshness_is_judged_by_now_and_tolerance,
       methods_and_urls_are_signed, a_layout_of_ones_own_is_signed_and_verified, wrong_input_is_2_or_8)
