"""`bench`: a load on a receiver, and what is told of it."""

import json
import re

from harness import Running, check, equal, exits, finish, run, write

KEY = None
LOCAL = ("--allow-address", "127.0.0.0/8", "--allow-http")


def receiver(*words):
    running = Running("listen", "--listen", "127.0.0.1:0", "--json", "--http", *words)
    return running, re.search(r"https?://[0-9.:]+", running.error_line("listening on")).group(0)


def bench(url, *words):
    return run("bench", url, "--key-file", KEY, *LOCAL, *words)


def every_message_arrives_signed_and_is_counted():
    running, url = receiver("--key-file", KEY)
    with running:
        done = bench(url, "--messages", "150", "--at-once", "8", "--json")
        exits("bench", done, 0)
        told = json.loads(done.stdout)
        equal("members", sorted(told), ["acknowledged", "answers", "attempted", "connections", "gaveUp", "perSecond",
                                        "seconds", "timeMs"])
        equal("counts", (told["attempted"], told["acknowledged"], told["answers"]), (150, 150, {"200": 150}))
        check("no more connections than attempts at once", told["connections"]["opened"] <= 8)
        check("quantiles rise", 0 < told["timeMs"]["p50"] <= told["timeMs"]["p90"] <= told["timeMs"]["max"])
        lines = [json.loads(running.line()) for _ in range(150)]
        equal("all of them are signed", {(line["envelope"], line["headers"]) for line in lines}, {("ok", "ok")})
        equal("none comes twice", len({line["messageId"] for line in lines}), 150)


def a_person_reads_words():
    running, url = receiver("--key-file", KEY)
    with running:
        done = bench(url, "--messages", "3")
        exits("bench", done, 0)
        check("without a terminal there are figures, no bar", "3" in done.stderr and "[" not in done.stderr, done.stderr)
        equal("lines", [line.split()[0] for line in done.stdout.splitlines()],
              ["attempted", "acknowledged", "answers", "time", "connections"])


def refusals_are_told_and_are_the_exit_status():
    running, url = receiver("--key-file", KEY, "--fail-first", "2")
    with running:
        done = bench(url, "--messages", "50", "--at-once", "1", "--json")
        exits("two of fifty refused", done, 9)
        told = json.loads(done.stdout)
        equal("each is tried once", (told["attempted"], told["acknowledged"]), (50, 48))
        equal("answers", told["answers"], {"200": 48, "503": 2})


def a_receiver_that_only_fails_is_let_go():
    running, url = receiver("--key-file", KEY, "--status", "500")
    with running:
        done = bench(url, "--messages", "100000", "--json")
        exits("bench", done, 9)
        told = json.loads(done.stdout)
        check("it gave up", told["gaveUp"] and told["attempted"] < 1000)
        check("and says so", "in a row" in done.stderr)
    exits("nobody there", bench(url), 7)


def what_cannot_be_is_refused_before_anything_is_sent():
    exits("no key", run("bench", "https://example.org/hook", *LOCAL), 2)
    for words in (("--messages", "0"), ("--at-once", "1001"), ("--size", "many")):
        done = bench("http://127.0.0.1:9/hook", *words)
        exits(" ".join(words), done, 2)
        check(f"{words[0]} is named", words[0] in done.stderr)
    done = run("bench", "http://127.0.0.1:9/hook", "--key-file", KEY)
    exits("an address that may not be sent to", done, 2)
    check("what would permit it is said", "--allow-address" in done.stderr)


KEY = write("key", "the key of the tests")
finish(every_message_arrives_signed_and_is_counted, a_person_reads_words, refusals_are_told_and_are_the_exit_status,
       a_receiver_that_only_fails_is_let_go, what_cannot_be_is_refused_before_anything_is_sent)
