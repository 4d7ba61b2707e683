"""The server's life: start, first key, drain, and every way in which it cannot start."""

import glob
import json
import os
import signal
import socket
import sqlite3
import stat
import urllib.error
import urllib.request

from harness import PATIENCE, Running, check, clean_environment, equal, exits, finish, path, run, write


def server(*words, env=None):
    running = Running("serve", "--listen", "127.0.0.1:0", "--log-level", "error", *words, env=env)
    return running, running.error_line("is ready on").split(" is ready on ")[1].split(",")[0]


def get(url, key=None):
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {key}"} if key else {})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.load(answer)


def it_makes_the_first_key_once():
    store, key_file = f"sqlite:{path('first.db')}", path("admin.key")
    running, url = server("--store", store, "--admin-key-file", key_file)
    with running:
        equal("mode of the key", stat.S_IMODE(os.stat(key_file).st_mode), 0o600)
        key = open(key_file, encoding="utf-8").read().strip()
        check("the key is good", "version" in json.dumps(get(url + "/v1/system", key)))
        check("it is not in the output", key not in "".join(running.said))
        equal("SIGTERM drains and ends well", running.end(signal.SIGTERM), 0)
    os.remove(key_file)
    running, url = server("--store", store, "--admin-key-file", key_file)
    with running:
        check("no second one", not os.path.exists(key_file))
        check("the first still holds", "version" in json.dumps(get(url + "/v1/system", key)))
        equal("SIGINT too", running.end(signal.SIGINT), 0)


def it_shows_what_it_was_told_and_by_whom():
    key_file, secret = path("told.key"), write("client.secret", "hush")
    env = clean_environment(COHOOK_RETENTION="3d", COHOOK_API_KEY="no business of a server")
    running, url = server("--store", "memory:", "--admin-key-file", key_file, "--oidc-client-secret-file", secret,
                          env=env)
    with running:
        told = get(url + "/v1/system", open(key_file, encoding="utf-8").read().strip())["configuration"]
        equal("a flag", told["store"], {"value": "memory:", "origin": "flag --store"})
        equal("the environment", told["retention"], {"value": "3d", "origin": "environment COHOOK_RETENTION"})
        equal("a default", told["shards"], {"value": 0, "origin": "default"})
        check("no client's settings", "api-key" not in told and "timeout" not in told)
        check("no secret", "hush" not in json.dumps(told) and "no business" not in json.dumps(told))


def it_logs_what_is_sent_where_that_is_asked_for():
    hook_key, key_file = write("log-hook.key", "a key that is in no log"), path("log.key")
    with Running("listen", "--listen", "127.0.0.1:0", "--http", "--key-file", hook_key, "--fail-first", "1",
                 "--json") as receiver:
        hook = receiver.error_line("listening on").split("http://")[1].split("/")[0].split(" ")[0].rstrip(".,;")
        for level, logged in (("debug", True), ("info", False)):
            running = Running("serve", "--listen", "127.0.0.1:0", "--store", "memory:", "--log-level", level,
                              "--admin-key-file", key_file, "--allow-http", "--allow-address", "127.0.0.0/8")
            url = running.error_line("is ready on").split(" is ready on ")[1].split(",")[0]
            env = clean_environment(COHOOK_SERVER=url, COHOOK_API_KEY=open(key_file, encoding="utf-8").read().strip())
            with running:
                run("app", "create", "--id", "logged", "--name", "x", "--scope", "email", env=env)
                run("app", "webhook", "logged", "--url", f"http://{hook}/in?token=hush", "--key-file", hook_key, env=env)
                run("person", "import", "-", env=env, stdin=json.dumps({
                    "person": {"personID": 1, "email": "kari@example.org"},
                    "consents": [{"application": "logged", "scopes": ["email"]}]}) + "\n")
                receiver.line()
                exits("a sync", run("sync", "start", "logged", "--follow", env=env), 0)
                equal("ends well", running.end(), 0)
            said = "".join(running.said)
            lines = [json.loads(line) for line in running.said if line.startswith("{")]
            attempts = [line for line in lines if line["msg"].startswith("attempt.")]
            equal(f"attempts at {level}", bool(attempts), logged)
            if logged:
                first = attempts[0]
                equal("the refused one", (first["msg"], first["level"], first["status"], first["endpointId"]),
                      ("attempt.failed", "debug", 503, "logged-default"), attempts)
                check("the acknowledged one", "attempt.acknowledged" in [line["msg"] for line in attempts], attempts)
            states = [line["state"] for line in lines if line["msg"] == "sync.changed"]
            equal(f"each state of the sync once, at {level}", states[-1:] + states[:-1], ["completed"] + states[:-1])
            equal("none twice", len(states), len(set(states)))
            check("no key, query or person", not [word for word in ("in no log", "hush", "kari@") if word in said], said)


def a_first_key_that_has_expired_is_no_key():
    file, key_file = path("expired.db"), path("expired.key")
    running, _ = server("--store", f"sqlite:{file}", "--admin-key-file", key_file)
    with running:
        running.end()
    database = sqlite3.connect(file)
    database.execute("UPDATE api_keys SET expires_at = created + 1")
    database.commit()
    database.close()
    old = open(key_file, encoding="utf-8").read()
    running, url = server("--store", f"sqlite:{file}", "--admin-key-file", key_file)
    with running:
        key = open(key_file, encoding="utf-8").read()
        check("another one", key != old)
        check("that holds", "version" in json.dumps(get(url + "/v1/system", key.strip())))


def send(url, body, cookie=None):
    headers = {"Content-Type": "application/json", "X-Cohook-Console": "1", **({"Cookie": cookie} if cookie else {})}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return answer.status, answer.headers["Set-Cookie"].partition(";")[0]


def the_first_account_is_made_with_a_token_that_is_given_out_once():
    store, token_file = f"sqlite:{path('setup.db')}", path("setup.token")
    running, url = server("--store", store, "--setup-token-file", token_file)
    with running:
        equal("mode of the token", stat.S_IMODE(os.stat(token_file).st_mode), 0o600)
        token = open(token_file, encoding="utf-8").read().strip()
        check("it is not in the output", token not in "".join(running.said))
        wanted = {"token": token, "login": "root", "password": "correct horse battery"}
        status, _ = send(url + "/v1/setup", wanted)
        equal("made", status, 201)
    os.remove(token_file)
    running, url = server("--store", store, "--setup-token-file", token_file)
    with running:
        check("no second token", not os.path.exists(token_file))
        check("nor a word of it", "can sign in yet" not in "".join(running.said))
        status, cookie = send(url + "/v1/session", {"login": "ROOT", "password": "correct horse battery"})
        equal("signed in after a restart", status, 200)
        request = urllib.request.Request(url + "/v1/session", headers={"Cookie": cookie})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            equal("as who", json.load(answer)["account"]["login"], "root")


def without_a_file_the_token_is_shown():
    running, _ = server("--store", "memory:")
    with running:
        line = next(one for one in running.said if "can sign in yet" in one)
        check("the token", len(line.split()[-1]) == 56, line)


def the_console_can_be_served_from_a_folder_and_no_further():
    folder = path("front")
    os.mkdir(folder)
    write("front/index.html", "<p>edited</p>")
    write("beside.js", "secret")
    os.mkdir(path("front/.git"))
    write("front/.git/x.js", "secret")
    running, url = server("--store", "memory:", "--console-dir", folder)

    def read(target):
        try:
            with urllib.request.urlopen(url + target, timeout=PATIENCE) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code

    with running:
        equal("the page", read("/console"), "<p>edited</p>")
        write("front/index.html", "<p>again</p>")
        equal("read anew", read("/console"), "<p>again</p>")
        for target in ("../beside.js", "..%2fbeside.js", "%2e%2e/beside.js", ".git/x.js", "%2fetc%2fx.js", "nothing.js"):
            equal(target, read("/console/" + target), 404)


def an_issuer_needs_a_client_id_and_a_sound_address():
    for words, place in ((("--oidc-issuer", "https://id.example.org"), "oidc-client-id"),
                         (("--oidc-issuer", "id.example.org", "--oidc-client-id", "x"), "--oidc-issuer"),
                         (("--oidc-issuer", "https://id.example.org", "--oidc-client-id", "x",
                           "--oidc-client-secret-file", path("none")), "--oidc-client-secret-file")):
        refused = run("serve", "--store", "memory:", "--listen", "127.0.0.1:0", *words)
        exits(place, refused, 2)
        check(place, place in refused.stderr, refused.stderr)


def a_key_that_its_store_never_heard_of_is_taken():
    """As after a kill between the writing of the file and the commit: the file holds a key, the store none."""
    key_file = path("left.key")
    running, _ = server("--store", f"sqlite:{path('lost.db')}", "--admin-key-file", key_file)
    with running:
        running.end(signal.SIGKILL)
    key = open(key_file, encoding="utf-8").read().strip()
    running, url = server("--store", f"sqlite:{path('fresh.db')}", "--admin-key-file", key_file)
    with running:
        equal("the file is as it was", open(key_file, encoding="utf-8").read().strip(), key)
        check("its key is good", "version" in json.dumps(get(url + "/v1/system", key)))


def a_file_that_holds_no_key_of_ours_gets_a_new_one():
    running, _ = server("--store", "memory:", "--admin-key-file", path("open.key"))
    with running:
        running.end()
    readable = path("open.key")
    os.chmod(readable, 0o644)  # anyone may have read it, or written it before us
    known = open(readable, encoding="utf-8").read()
    for name, file in (("torn", write("torn.key", known[:20])), ("empty", write("empty.key", "")), ("open", readable)):
        running, url = server("--store", "memory:", "--admin-key-file", file)
        with running:
            key = open(file, encoding="utf-8").read().strip()
            check(f"{name}: a new key", key != known.strip())
            equal(f"{name}: mode", stat.S_IMODE(os.stat(file).st_mode), 0o600)
            check(f"{name}: it is good", "version" in json.dumps(get(url + "/v1/system", key)))


def no_key_is_made_that_cannot_be_handed_out():
    store, nowhere = f"sqlite:{path('nowhere.db')}", "/does/not/exist/admin.key"
    done = run("serve", "--listen", "127.0.0.1:0", "--store", store, "--admin-key-file", nowhere)
    exits("no place for the key", done, 2)
    check("says where", nowhere in done.stderr, done.stderr)
    key_file = path("second-try.key")
    running, url = server("--store", store, "--admin-key-file", key_file)
    with running:
        key = open(key_file, encoding="utf-8").read().strip()
        check("the next start makes it", "version" in json.dumps(get(url + "/v1/system", key)))


def without_a_file_the_key_is_shown():
    running = Running("serve", "--listen", "127.0.0.1:0", "--store", "memory:", "--log-level", "off")
    with running:
        key = running.error_line("first administrator's key").rsplit(" ", 1)[1]
        url = running.error_line("is ready on").split(" is ready on ")[1].split(",")[0]
        done = run("app", "list", "--server", url, env=clean_environment(COHOOK_API_KEY=key))
        exits("the key is good", done, 0)
        exits("no key", run("app", "list", "--server", url), 4)
        exits("a wrong key", run("app", "list", "--server", url, env=clean_environment(COHOOK_API_KEY=key + "x")), 4)
        equal("stdout is for data", running.out.qsize(), 0)


def a_port_in_use_is_6():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--listen", f"127.0.0.1:{port}", "--store", "memory:", "--log-level", "off")
        exits("port in use", done, 6)
        check("names it", str(port) in done.stderr and "--listen" in done.stderr, done.stderr)


def one_store_has_one_server():
    store = f"sqlite:{path('shared.db')}"
    running, _ = server("--store", store)
    with running:
        done = run("serve", "--listen", "127.0.0.1:0", "--store", store, "--log-level", "off")
        exits("a second server", done, 6)
        check("says what to do", "--store" in done.stderr, done.stderr)
    running, _ = server("--store", store)
    with running:
        equal("after a kill -9 it starts again", running.end(signal.SIGTERM), 0)


def a_newer_store_is_left_alone():
    file = path("newer.db")
    running, _ = server("--store", f"sqlite:{file}")
    with running:
        running.end()
    database = sqlite3.connect(file)
    version = database.execute("PRAGMA user_version").fetchone()[0]
    database.execute(f"PRAGMA user_version = {version + 1000}")
    database.commit()
    database.close()
    before = open(file, "rb").read()
    done = run("serve", "--listen", "127.0.0.1:0", "--store", f"sqlite:{file}", "--log-level", "off")
    exits("a newer store", done, 1)
    check("says that it is newer", "newer" in done.stderr, done.stderr)
    equal("nothing was changed", open(file, "rb").read(), before)


def bad_settings_are_told():
    for words, code, hint in (
        (["--store", "oracle:x"], 2, "sqlite:"),
        (["--store", "sqlite:/does/not/exist/x.db"], 1, "/does/not/exist"),
        (["--tls-cert", "x.pem"], 2, "key"),
        (["--store", "memory:", "--ca-file", "/does/not/exist"], 2, "/does/not/exist"),
        (["--store", "memory:", "--ca-file", write("no.pem", "no certificate")], 2, "ca-file"),
        (["--store", "memory:", "--tls-cert", "/does/not/exist", "--tls-key", "/does/not/exist"], 2, "/does/not/exist"),
        (["--store", "memory:", "--allow-address", "10.0.0.0/99"], 2, "10.0.0.0/99"),
    ):
        done = run("serve", "--listen", "127.0.0.1:0", "--log-level", "off", *words)
        exits(" ".join(words), done, code)
        check(f"{words}: tells {hint}", hint in done.stderr, done.stderr)
    file = write("serve.toml", 'store = "oracle:x"\n')
    exits("the same in the file", run("serve", "--listen", "127.0.0.1:0", "--config", file), 3)


def supervisors_are_told():
    where = path("notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(where)
        notify.settimeout(PATIENCE)
        running, url = server("--store", "memory:", env=clean_environment(NOTIFY_SOCKET=where))
        with running:
            ready = notify.recv(4096).decode()
            check("READY", "READY=1" in ready.splitlines() and url in ready, ready)
            running.process.send_signal(signal.SIGTERM)
            equal("STOPPING", notify.recv(4096).decode().strip(), "STOPPING=1")
            equal("ends well", running.process.wait(timeout=PATIENCE), 0)


def it_never_posts_to_itself():
    """Whatever is opened, and though its port was free choice: a sender that talks to its own API is a way around it."""
    running, url = server("--store", "memory:", "--admin-key-file", path("itself.key"), "--allow-http", "--allow-address",
                          "127.0.0.0/8")
    with running:
        env = clean_environment(COHOOK_API_KEY_FILE=path("itself.key"), COHOOK_SERVER=url)
        exits("an application", run("app", "create", "--id", "mirror", "--name", "Mirror", "--scope", "email", env=env), 0)
        person = {"person": {"personID": 1, "email": "a@example.org"},
                  "consents": [{"application": "mirror", "scopes": ["email"]}]}
        exits("a person", run("person", "import", "-", stdin=json.dumps(person), env=env), 0)
        hook = run("app", "webhook", "mirror", "--url", url + "/v1/system", "--key-file", path("itself.key"), env=env)
        exits("a webhook", hook, 0)
        tried = run("app", "test", "mirror", "--person", "1", "--json", env=env)
        report = json.loads(tried.stdout)
        equal("not acknowledged", report["acknowledged"], False)
        equal("because it was not sent", report["attempt"]["error"], "egress_blocked")


def its_own_listener_speaks_tls():
    authority = path("dev-ca.pem")
    # `listen` makes a certificate; its files live as long as it does.
    helper = Running("listen", "--listen", "127.0.0.1:0", "--dev-ca", authority)
    with helper:
        helper.error_line("listening on")
        folder = next(os.path.dirname(name) for name in glob.glob(path("cohook-*/certificate.pem")))
        running = Running("serve", "--listen", "127.0.0.1:0", "--store", "memory:", "--log-level", "error",
                          "--tls-cert", f"{folder}/certificate.pem", "--tls-key", f"{folder}/key.pem")
        with running:
            key = running.error_line("first administrator's key").rsplit(" ", 1)[1]
            url = running.error_line("is ready on").split(" is ready on ")[1].split(",")[0]
            check("https", url.startswith("https://"), url)
            env = clean_environment(COHOOK_API_KEY=key)
            exits("trusted", run("app", "list", "--server", url, "--server-ca-file", authority, env=env), 0)
            refused = run("app", "list", "--server", url, env=env)
            exits("not trusted", refused, 7)
            check("says why", "--server-ca-file" in refused.stderr, refused.stderr)


finish(it_makes_the_first_key_once, it_shows_what_it_was_told_and_by_whom,
       it_logs_what_is_sent_where_that_is_asked_for, a_first_key_that_has_expired_is_no_key,
       the_first_account_is_made_with_a_token_that_is_given_out_once, without_a_file_the_token_is_shown,
       the_console_can_be_served_from_a_folder_and_no_further, an_issuer_needs_a_client_id_and_a_sound_address, a_key_that_its_store_never_heard_of_is_taken,
       a_file_that_holds_no_key_of_ours_gets_a_new_one, no_key_is_made_that_cannot_be_handed_out,
       without_a_file_the_key_is_shown, a_port_in_use_is_6, one_store_has_one_server,
       a_newer_store_is_left_alone, bad_settings_are_told, supervisors_are_told, it_never_posts_to_itself,
       its_own_listener_speaks_tls)
