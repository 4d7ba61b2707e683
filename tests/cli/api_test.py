"""The commands that talk to a server: applications, persons, Run Test, Sync Data, the event stream."""

import http.server
import json
import re
import signal
import threading

from harness import Running, check, clean_environment, equal, exits, finish, json_lines, path, run, write

APP = "kalender"


class Teapot(http.server.BaseHTTPRequestHandler):
    """Refuses, with a body that would clear the screen."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b"short\x1b[2J and stout\n" + b"x" * 1000
        self.send_response(418)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


state = {}


def call(*words, stdin=""):
    env = clean_environment(COHOOK_API_KEY=state["key"], COHOOK_SERVER=state["url"])
    return run(*words, stdin=stdin, env=env)


def ask(*words, stdin=""):
    done = call(*words, "--json", stdin=stdin)
    exits(" ".join(words), done, 0)
    return json.loads(done.stdout) if done.stdout else None


def persons(first, count):
    return "".join(json.dumps({"person": {"personID": number, "firstName": f"Kari {number}", "email": f"k{number}@example.org",
                                          "homePhone": {"number": "12345678"}},
                               "consents": [{"application": APP, "scopes": ["email", "members.read_name"]}]}) + "\n"
                   for number in range(first, first + count))


def applications_are_made_and_changed():
    made = ask("app", "create", "--id", APP, "--name", "Kalender", "--scope", "email", "--scope", "members.read_name")
    equal("id", made["id"], APP)
    exits("the same again", call("app", "create", "--id", APP, "--name", "Kalender"), 6)
    exits("without a name", call("app", "create"), 2)
    exits("an unknown scope", call("app", "create", "--name", "x", "--scope", "everything"), 2)
    exits("unknown", call("app", "get", "nobody"), 5)
    equal("renamed", ask("app", "update", APP, "--name", "Kalenderen")["name"], "Kalenderen")
    exits("an update of none", call("app", "update", "nobody", "--name", "x"), 5)
    listed = call("app", "list", "--json")
    check("listed", APP in [app["id"] for app in json_lines(listed.stdout)], listed.stdout)


def a_webhook_is_set_without_showing_its_key():
    key = write("hook-key", "en ganske lang signeringsnøkkel")
    changed = ask("app", "webhook", APP, "--url", state["hook"] + "/in", "--key-file", key, "--interval", "20ms")
    equal("url", changed["webhook"]["url"], state["hook"] + "/in")
    equal("interval", changed["webhook"]["requestIntervalMs"], 20)
    check("the key is not shown", "ganske" not in json.dumps(changed))
    exits("a private address", call("app", "webhook", APP, "--url", "https://10.0.0.1/"), 2)
    exits("no URL", call("app", "webhook", APP, "--url", "nonsense"), 2)
    updated = call("app", "update", APP, "--name", "Kalender").stdout
    check("an update shows it, too", "webhook   " + state["hook"] in updated, updated)
    text = call("app", "get", APP).stdout
    check("for a person", "webhook   " + state["hook"] in text and "interval  20 ms" in text, text)


def persons_are_imported_and_edited():
    report = ask("person", "import", write("persons.ndjson", persons(1, 40)))
    equal("created", report["created"], 40)
    seen = sorted(state["receiver"].line() and 1 for _ in range(40))
    equal("a message for each of them", len(seen), 40)
    equal("from stdin", ask("person", "import", "-", stdin=persons(1, 40))["unchanged"], 40)
    bad = call("person", "import", "-", stdin=persons(41, 1) + '{"personID":"x"}\n')
    exits("a bad line", bad, 1)
    check("is named, the others go in", "line 2" in bad.stderr and "1 created" in bad.stdout, bad.stdout + bad.stderr)
    state["receiver"].line()
    exits("edit", call("person", "edit", "1", "--set", "email=ny@example.org"), 0)
    line = json.loads(state["receiver"].line())
    equal("the edit arrives", (line["change"], line["personIDs"], line["envelope"], line["headers"]),
          ("updated", [1], "ok", "ok"))
    equal("read back", ask("person", "get", "1")["email"], "ny@example.org")
    exits("an unknown field", call("person", "edit", "1", "--set", "shoeSize=43"), 2)
    exits("a field inside", call("person", "edit", "1", "--set", "homePhone.number=87654321"), 0)
    equal("read back", ask("person", "get", "1")["homePhone"]["number"], "87654321")
    exits("nobody", call("person", "get", "999"), 5)


def persons_are_listed_and_found_by_their_names():
    exits("import", call("person", "import", "-", stdin="".join(
        json.dumps({"personID": 1000 + number, "firstName": "Berit", "lastName": f"Lie{number:03}"}) + "\n"
        for number in range(260))), 0)
    every = call("person", "list").stdout.splitlines()
    equal("all, over several pages", len(every), 301)
    equal("by id", (every[0].split("\t")[0], every[-1]), ("1", "1259\tBerit Lie259"))
    equal("by two names", call("person", "list", "--search", "lie25 berit").stdout.splitlines(),
          [f"{1000 + number}\tBerit Lie{number:03}" for number in range(250, 260)])
    found = call("person", "list", "--search", "lie007", "--json")
    equal("as JSON, a line a person", [json.loads(line)["personID"] for line in found.stdout.splitlines()], [1007])
    equal("that an application does not see", call("person", "list", "--search", "berit", "--app", APP).stdout, "")
    equal("that it sees", call("person", "list", "--search", "kari", "--app", APP).stdout.split("\t")[0], "1")
    exits("nothing to look for", call("person", "list", "--search", "-"), 2)


def run_test_shows_what_came_back():
    report = ask("app", "test", APP, "--person", "1")
    equal("acknowledged", report["acknowledged"], True)
    equal("arrived as a test", json.loads(state["receiver"].line())["change"], "test")
    done = call("app", "test", APP, "--person", "2")
    exits("for a person", done, 0)
    check("verdict", "verdict   Acknowledged" in done.stdout, done.stdout)
    check("timings with their unit", re.search(r"timings   .*send [0-9.]+ ms, .*total [0-9.]+ ms\n", done.stdout),
          done.stdout)
    state["receiver"].line()
    with http.server.HTTPServer(("127.0.0.1", 0), Teapot) as refusing:
        threading.Thread(target=refusing.handle_request, daemon=True).start()
        ask("app", "webhook", APP, "--url", f"http://127.0.0.1:{refusing.server_port}/in")
        done = call("app", "test", APP, "--person", "2")
        exits("a refusal", done, 9)
        check("what it said, harmlessly", "status    418\n" in done.stdout and
              "\nbody      short\\x1b[2J and stout\\n" + "x" * 380 + "… (1020 bytes in all)" in done.stdout, done.stdout)
    done = call("app", "test", APP, "--person", "2")
    exits("nobody there", done, 7)
    check("no status where there was none", "status" not in done.stdout.split("verdict")[0], done.stdout)
    ask("app", "webhook", APP, "--url", state["hook"] + "/in")
    exits("nobody", call("app", "test", APP, "--person", "999"), 5)


def a_sync_is_followed_to_its_receipt():
    done = call("sync", "start", APP, "--interval", "5ms", "--follow")
    exits("sync start --follow", done, 0)
    check("receipt", "41 of 41 persons acknowledged, 0 failed" in done.stdout, done.stdout + done.stderr)
    check("without a terminal there are lines, no bar", "[" not in done.stderr and "/41" in done.stderr, done.stderr)
    got = [json.loads(state["receiver"].line()) for _ in range(41)]
    equal("every person once", sorted(line["personIDs"][0] for line in got), list(range(1, 42)))
    equal("all as a sync", {line["change"] for line in got}, {"sync"})


def a_sync_can_be_paused_resumed_and_cancelled():
    started = ask("sync", "start", APP, "--interval", "1h")
    sync = started["id"]
    equal("running", started["state"], "running")
    second = call("sync", "start", APP)
    exits("a second one", second, 6)
    equal("paused", ask("sync", "pause", APP, sync)["state"], "paused")
    equal("so it says", ask("sync", "status", APP, sync)["state"], "paused")
    second = call("sync", "start", APP)
    exits("a second one beside a paused one", second, 6)
    check("says how to go on", f"cohook sync resume {APP} {sync}` or `cohook sync cancel {APP} {sync}`" in second.stderr,
          second.stderr)
    equal("disabled", ask("app", "webhook", APP, "--disable")["webhook"]["enabled"], False)
    check("and shown so", "\ndisabled " in call("app", "get", APP).stdout)
    refused = call("sync", "resume", APP, sync)
    exits("of a disabled webhook none is resumed", refused, 6)
    check("it says why", "The webhook is disabled" in refused.stderr, refused.stderr)
    exits("both at once", call("app", "webhook", APP, "--disable", "--enable"), 2)
    equal("enabled", ask("app", "webhook", APP, "--enable")["webhook"]["enabled"], True)
    equal("resumed", ask("sync", "resume", APP, sync)["state"], "running")
    env = clean_environment(COHOOK_API_KEY=state["key"], COHOOK_SERVER=state["url"])
    with Running("sync", "status", APP, sync, "--follow", env=env) as follower:
        follower.error_line("%")
        equal("Ctrl-C lets go", follower.end(2), 130)
        check("and says how to come back", f"cohook sync status {APP} {sync} --follow" in "".join(follower.said),
              follower.said)
    equal("it goes on", ask("sync", "status", APP, sync)["state"], "running")
    equal("cancelled", ask("sync", "cancel", APP, sync)["state"], "cancelled")
    exits("unknown", call("sync", "status", APP, "syn_1"), 5)


def a_sync_tells_who_was_not_acknowledged_and_those_can_be_retried():
    key = path("hook-key")
    with Running("listen", "--listen", "127.0.0.1:0", "--http", "--key-file", key, "--fail-first", "1") as broken:
        hook = re.search(r"http://[0-9.:]+", broken.error_line("listening on")).group(0)
        ask("app", "webhook", APP, "--url", hook + "/in")
        sync = ask("sync", "start", APP, "--interval", "1ms")["id"]
        failed = ""
        while not failed:
            listed = call("sync", "failures", APP, sync)
            exits("sync failures", listed, 0)
            failed = listed.stdout
        who, why, fate = failed.splitlines()[0].split("\t")
        equal("why", why, "status 503", failed)
        check("what becomes of it", re.match(r"after 1 attempt to be retried at 20\d\d-.*Z$", fate), fate)
        equal("as JSON", [line["key"] for line in json_lines(call("sync", "failures", APP, sync, "--json").stdout)], [who])
        exits("cancel", call("sync", "cancel", APP, sync), 0)
        receipt = ""
        while "ended" not in receipt:  # what was in flight comes to its end first
            receipt = call("sync", "status", APP, sync).stdout
        check("the receipt tells begin and end", re.search(r"(?m)^begun   20.*Z\nended   20.*Z$", receipt), receipt)
        check("and names it", f"\n  {who}\tstatus 503\t" in receipt, receipt)
        retried = call("sync", "retry", APP, sync, "--follow")
        exits("retry", retried, 0)
        check("that person alone", "1 of 1 persons acknowledged, 0 failed" in retried.stdout, retried.stdout)
        ask("app", "webhook", APP, "--url", state["hook"] + "/in")
    for words in (("failures",), ("retry",)):
        exits(f"{words} of another application's", call("sync", *words, "nobody", sync), 5)
        exits(f"{words} of none", call("sync", *words, APP, "syn_1"), 5)


def the_event_stream_can_be_watched():
    env = clean_environment(COHOOK_API_KEY=state["key"], COHOOK_SERVER=state["url"])
    with Running("tail", "--json", "--app", APP, "--count", "1", env=env) as watcher:
        # There is no event to tell that a watcher listens: edits go on until it has seen one.
        for number in range(200):
            exits("edit", call("person", "edit", "3", "--set", f"firstName=Navn{number}"), 0)
            if watcher.process.poll() is not None or not watcher.out.empty():
                break
        event = json.loads(watcher.line())
        equal("members", sorted(event), ["data", "event", "id"])
        equal("an attempt", (event["event"], event["data"]["applicationId"]), ("attempt", APP))
        equal("ends by itself", watcher.process.wait(timeout=60), 0)
    with Running("tail", env=env) as watcher:
        while watcher.out.empty():
            exits("edit", call("person", "edit", "3", "--set", f"firstName=Navn{len(watcher.said)}{id(watcher)}"), 0)
            exits("and back", call("person", "edit", "3", "--set", "firstName=Kari"), 0)
        equal("Ctrl-C ends it", watcher.end(signal.SIGINT), 130)
        check("quietly", not [line for line in watcher.said if "again" in line or "lost" in line], watcher.said)
    deliveries = event["data"]["deliveryId"]
    exits("dry", call("replay", deliveries, "--dry-run"), 0)
    done = call("replay", deliveries)
    exits("replay", done, 0)
    check("a new delivery", re.match(rf"{deliveries} -> dlv_\d+", done.stdout), done.stdout)
    exits("unknown", call("replay", "dlv_1"), 5)
    exits("everything that failed", call("replay", "--failed", "--app", APP, "--dry-run"), 0)


def everything():
    authority, key = path("ca.pem"), write("hook-key", "en ganske lang signeringsnøkkel")
    with Running("listen", "--listen", "127.0.0.1:0", "--dev-ca", authority, "--key-file", key, "--json") as receiver:
        state["hook"] = re.search(r"https://[0-9.:]+", receiver.error_line("listening on")).group(0)
        state["receiver"] = receiver
        with Running("serve", "--listen", "127.0.0.1:0", "--store", "memory:", "--log-level", "error",
                     "--ca-file", authority, "--allow-http", "--allow-address", "127.0.0.0/8") as server:
            state["key"] = server.error_line("first administrator's key").rsplit(" ", 1)[1]
            state["url"] = server.error_line("is ready on").split(" is ready on ")[1].split(",")[0]
            for test in (applications_are_made_and_changed, a_webhook_is_set_without_showing_its_key,
                         persons_are_imported_and_edited, persons_are_listed_and_found_by_their_names,
                         run_test_shows_what_came_back,
                         a_sync_is_followed_to_its_receipt, a_sync_can_be_paused_resumed_and_cancelled,
                         a_sync_tells_who_was_not_acknowledged_and_those_can_be_retried,
                         the_event_stream_can_be_watched):
                test()
            equal("drains", server.end(), 0)


finish(everything)
