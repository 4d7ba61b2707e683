"""`listen`, `send` and `doctor` together, over plain HTTP and over TLS."""

import http.server
import json
import re
import threading
import urllib.error
import urllib.request

from harness import Running, check, equal, exits, finish, path, run, write

KEY = None
LOCAL = ("--allow-address", "127.0.0.0/8")


def receiver(*words):
    """A running `listen` on a free port, and its address."""
    running = Running("listen", "--listen", "127.0.0.1:0", "--json", *words)
    ready = running.error_line("listening on")
    return running, re.search(r"https?://[0-9.:]+", ready).group(0)


def send(url, *words, data="[]"):
    return run("send", url, "--data", data, "--key-file", KEY, *LOCAL, *words)


def plain_http_is_received_and_verified():
    running, url = receiver("--http", "--key-file", KEY)
    with running:
        done = send(url + "/in?x=1", "--allow-http", data='[{"personID":7,"firstName":"Åse"}]')
        exits("send", done, 0)
        line = json.loads(running.line())
        equal("members of a line", sorted(line), ["at", "change", "entity", "envelope", "headers", "messageId", "n",
                                                  "personIDs", "status", "syncId", "target"])
        equal("verdicts", (line["envelope"], line["headers"]), ("ok", "ok"))
        equal("persons", line["personIDs"], [7])
        equal("target as sent", line["target"], "/in?x=1")
        equal("answered", line["status"], 200)
        refused = run("send", url, "--key-file", write("other", "other key"), "--allow-http", *LOCAL)
        exits("another key", refused, 9)
        check("in the words of a delivery", "401 is not one of 102, 200, 201, 202, 204, so this would be sent again."
              in refused.stderr, refused.stderr)
        line = json.loads(running.line())
        equal("is refused", (line["envelope"], line["status"]), ("signature-mismatch", 401))
        equal("Ctrl-C ends it", running.end(2), 130)


def post_event(url, key, body, kind, tampered=""):
    """What a webhook with another format than the envelope gets: signed headers alone. The status of the answer."""
    made = json.loads(run("sign", "--scheme", "standard-webhooks", "--id", "2070443601311540", "--data", body,
                          "--key-file", key, "--json").stdout)
    asked = urllib.request.Request(url, (body + tampered).encode(), {"Content-Type": kind, **dict(made["headers"])})
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def other_formats_are_verified_by_their_headers():
    secret = write("whsec", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    data = '[{"personID":7},{"personID":8}]'
    standard = '{"type":"person.updated","timestamp":"2021-02-26T19:13:55.749Z","data":' + data + "}"
    events = '{"specversion":"1.0","id":"2070443601311540","source":"/endpoints/a","type":"person.updated","data":' + data + "}"
    for words, body, kind in ((["--format", "standard"], standard, "application/json"),
                              (["--format", "cloudevents"], events, "application/cloudevents+json; charset=UTF-8")):
        running, url = receiver("--http", "--key-file", secret, *words)
        with running:
            equal(f"{words}: is taken", post_event(url, secret, body, kind), 200)
            line = json.loads(running.line())
            equal(f"{words}: verdicts", (line["envelope"], line["headers"]), ("not checked", "ok"))
            equal(f"{words}: what it is", (line["messageId"], line["entity"], line["change"], line["personIDs"]),
                  ("2070443601311540", "person", "updated", [7, 8]))
            equal(f"{words}: a changed one is refused", post_event(url, secret, body, kind, tampered=" "), 401)
            line = json.loads(running.line())
            equal(f"{words}: and its persons are not believed", (line["headers"], line["personIDs"]),
                  ("signature-mismatch", []))
    running, url = receiver("--http", "--key-file", secret, "--format", "members")
    with running:
        equal("no envelope where one is expected", post_event(url, secret, standard, "application/json"), 401)
        equal("is told", json.loads(running.line())["envelope"], "missing-field")
    done = run("listen", "--format", "xml", "--http", "--key-file", secret)
    exits("an unknown format", done, 2)
    check("the ones there are", "members, standard or cloudevents" in done.stderr, done.stderr)


def tls_is_verified_against_the_development_authority():
    authority = path("ca.pem")
    running, url = receiver("--key-file", KEY, "--dev-ca", authority)
    with running:
        exits("not trusted", send(url), 7)
        done = send(url, "--ca-file", authority, "--json")
        exits("trusted", done, 0)
        answer = json.loads(done.stdout)
        check("over TLS", answer["tls"].startswith("TLSv1."), answer)
        check("with timings", answer["timings"]["tlsMs"] > 0, answer)
        exits("an address that is not opened", run("send", url, "--key-file", KEY, "--ca-file", authority), 2)


def answers_are_as_told():
    for words, code, fault in (
        (["--status", "204"], 0, "none"),
        (["--status", "102"], 0, "none"),
        (["--status", "500"], 9, "none"),
        (["--status", "206"], 9, "none"),
        (["--fail-rate", "100"], 9, "none"),
        (["--delay", "20ms"], 0, "none"),
    ):
        running, url = receiver("--http", "--key-file", KEY, "--count", "1", *words)
        with running:
            done = send(url, "--allow-http", "--json")
            exits(" ".join(words), done, code)
            answer = json.loads(done.stdout)
            equal(f"{words}: acknowledged", answer["acknowledged"], code == 0)
            equal(f"{words}: fault", answer["fault"], fault)
            equal(f"{words}: ends by itself", running.process.wait(timeout=60), 0)


def it_fails_first_and_then_recovers():
    running, url = receiver("--http", "--key-file", KEY, "--fail-first", "2", "--count", "3")
    with running:
        equal("answers", [send(url, "--allow-http").returncode for _ in range(3)], [9, 9, 0])
        equal("lines", [json.loads(running.line())["status"] for _ in range(3)], [503, 503, 200])


def requests_are_passed_on():
    got = []

    class Application(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            got.append((self.path, self.headers["webhook-id"], self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Application)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    running, url = receiver("--http", "--key-file", KEY, "--forward-to", f"http://127.0.0.1:{server.server_port}")
    with running:
        done = send(url + "/hook", "--allow-http", "--json")
        exits("send", done, 0)
        equal("its answer comes back", json.loads(done.stdout)["status"], 202)
        equal("path and id arrive", [(entry[0], bool(entry[1])) for entry in got], [("/hook", True)])
        check("the body is the envelope", b'"hash"' in got[0][2])
        exits("a forged one", run("send", url, "--key-file", write("other", "x"), "--allow-http", *LOCAL), 9)
        equal("is not passed on", len(got), 1)
    server.shutdown()


def it_listens_where_it_is_told():
    first, one = receiver("--http", "--key-file", KEY)
    second, two = receiver("--http", "--key-file", KEY)
    with first, second:
        check("two at once, each on a port of its own", one != two, (one, two))


def what_is_no_json_is_not_sent():
    for data, place in (('[{"personID":1}', "line 1, column 16"), ("{}\n{}", "line 2, column 1"), ("", "line 1, column 1")):
        done = send("http://127.0.0.1:9/in", "--allow-http", data=data)
        exits(f"{data!r}", done, 2)
        check(f"{data!r}: where", place in done.stderr and "--data" in done.stderr, done.stderr)


def nobody_there_is_7():
    exits("refused", send("http://127.0.0.1:9", "--allow-http", "--allow-address", "127.0.0.0/8"), 2)
    running, url = receiver("--http", "--key-file", KEY)
    with running:
        taken = run("listen", "--listen", url.split("//")[1], "--http", "--key-file", KEY)
        exits("a port in use", taken, 6)
        check("says what to do", "--listen" in taken.stderr, taken.stderr)
        running.end(15)
    exits("gone", send(url, "--allow-http"), 7)


def doctor_tells_the_good_from_the_bad():
    authority = path("doctor-ca.pem")
    running, url = receiver("--key-file", KEY, "--dev-ca", authority)
    with running:
        done = run("doctor", url, "--key-file", KEY, "--ca-file", authority, *LOCAL, "--json")
        exits("a sound one", done, 0)
        findings = {finding["check"]: finding["standing"] for finding in json.loads(done.stdout)}
        for name in ("url", "address", "connection", "tls", "expiry", "answer", "signature"):
            equal(f"sound: {name}", findings.get(name), "ok")
        untrusted = run("doctor", url, "--key-file", KEY, *LOCAL, "--json")
        exits("an untrusted certificate", untrusted, 1)
        check("says so", any("certificate" in finding["what"] or "trust" in finding["what"]
                             for finding in json.loads(untrusted.stdout) if finding["standing"] == "failed"),
              untrusted.stdout)
        exits("a private address", run("doctor", url, "--key-file", KEY), 1)
        exits("no URL", run("doctor", "nonsense"), 1)
    careless, url = receiver("--http")
    with careless:
        done = run("doctor", url, "--key-file", KEY, "--allow-http", *LOCAL)
        exits("one that takes anything", done, 1)
        check("it is told how to mend it", "verify `hash`" in done.stdout, done.stdout)


KEY = write("signing-key", "hemmelig nøkkel\n")
finish(plain_http_is_received_and_verified, other_formats_are_verified_by_their_headers,
       tls_is_verified_against_the_development_authority, answers_are_as_told, it_fails_first_and_then_recovers,
       requests_are_passed_on, it_listens_where_it_is_told, what_is_no_json_is_not_sent, nobody_there_is_7, doctor_tells_the_good_from_the_bad)
