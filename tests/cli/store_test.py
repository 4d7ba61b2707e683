"""`store backup`: taken from a server under writes, put in the store's place, and served again."""

import itertools
import json
import os
import stat
import threading
import urllib.error
import urllib.request

from harness import PATIENCE, Running, check, equal, exits, finish, path, run


def server(store, key_file):
    running = Running("serve", "--listen", "127.0.0.1:0", "--log-level", "error", "--store", store,
                      "--admin-key-file", key_file)
    return running, running.error_line("is ready on").split(" is ready on ")[1].split(",")[0]


def ask(method, url, key, body=None):
    request = urllib.request.Request(url, json.dumps(body).encode() if body else None, method=method,
                                     headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.load(answer)


class Writer(threading.Thread):
    """Writes one person after the other until told to stop; `count` of them are acknowledged."""

    def __init__(self, url, key):
        super().__init__(daemon=True)
        self._url, self._key = url, key
        self._enough, self._some = threading.Event(), threading.Event()
        self.count = 0

    def run(self):
        for number in itertools.count(1):
            if self._enough.is_set():
                return
            ask("PUT", f"{self._url}/v1/persons/{number}", self._key, {"displayName": f"Person {number}"})
            self.count = number
            if number == 50:
                self._some.set()

    def wait_for_some(self):
        assert self._some.wait(PATIENCE)

    def stop(self):
        self._enough.set()
        self.join(PATIENCE)


def a_copy_taken_under_writes_can_be_served():
    store, copy, key_file = f"sqlite:{path('live.db')}", path("copy.db"), path("admin.key")
    running, url = server(store, key_file)
    with running:
        key = open(key_file, encoding="utf-8").read().strip()
        writer = Writer(url, key)
        writer.start()
        writer.wait_for_some()
        before = writer.count
        done = run("store", "backup", copy, "--store", store, "--json")
        writer.stop()
        exits("the copy is made", done, 0)
        told = json.loads(done.stdout)
        equal("its size is told", told["bytes"], os.path.getsize(copy))
        equal("it is private", stat.S_IMODE(os.stat(copy).st_mode), 0o600)
        check("the server went on", writer.count > 0)
        running.end()
    running, url = server(f"sqlite:{copy}", path("unused.key"))
    with running:
        check("the first key still holds", not os.path.exists(path("unused.key")))
        last = ask("GET", f"{url}/v1/persons/{before}", key)
        equal("what was acknowledged before is there", last["displayName"], f"Person {before}")
        equal("it takes writes", ask("PUT", f"{url}/v1/persons/999999", key, {"displayName": "New"})["effect"],
              "created")


def a_copy_that_cannot_be_made_says_why():
    store = f"sqlite:{path('idle.db')}"
    running, _ = server(store, path("idle.key"))
    with running:
        exits("a first one", run("store", "backup", path("one.db"), "--store", store), 0)
        again = run("store", "backup", path("one.db"), "--store", store)
        exits("over another", again, 6)
        check("says so", "is there already" in again.stderr, again.stderr)
        running.end()
    exits("of a store that is stopped", run("store", "backup", path("two.db"), "--store", store), 0)
    exits("of memory", run("store", "backup", path("three.db"), "--store", "memory:"), 2)
    exits("of nothing", run("store", "backup", path("three.db"), "--store", f"sqlite:{path('none.db')}"), 1)
    exits("to nowhere", run("store", "backup", "/does/not/exist/copy.db", "--store", store), 1)
    check("nothing is left", not os.path.exists(path("three.db.partial")))


finish(a_copy_taken_under_writes_can_be_served, a_copy_that_cannot_be_made_says_why)
