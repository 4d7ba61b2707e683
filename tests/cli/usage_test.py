"""What a person meets first: help, typos, exit codes, what goes to which stream."""

import json
import os
import re
import signal
import subprocess

from harness import COHOOK, PATIENCE, check, clean_environment, equal, exits, finish, run, write


def no_command_is_a_usage_error():
    done = run()
    exits("no command", done, 2)
    check("its help goes to stderr", "commands:" in done.stderr and done.stdout == "")


def help_goes_to_stdout():
    for words in (["--help"], ["-h"], ["help"], ["sync", "--help"], ["verify", "--help"], ["help", "serve"]):
        done = run(*words)
        exits(" ".join(words), done, 0)
        check(f"{words} is data", "usage: cohook" in done.stdout and done.stderr == "", done.stderr)


def typos_get_a_suggestion():
    for words, hint in (
        (["serv"], "cohook serve"),
        (["sync", "strat"], "cohook sync start"),
        (["endpoint", "chekc"], "cohook endpoint check"),
        (["verify", "--vector", "x"], "--vectors"),
        (["serve", "--lisen", "x"], "--listen"),
    ):
        done = run(*words)
        exits(" ".join(words), done, 2)
        check(f"{words}: did you mean {hint}?", hint in done.stderr, done.stderr)
        equal(f"{words}: nothing on stdout", done.stdout, "")


def wrong_use_is_2():
    for words in (
        ["endpoint", "check"],
        ["endpoint", "check", "https://example.com/", "--cases", "x"],
        ["endpoint", "check", "https://example.com/", "--resolves-to", "nonsense"],
        ["endpoint", "check", "https://example.com/", "https://example.org/"],
        ["verify", "--vectors", "/does/not/exist"],
        ["verify", "--scheme", "members-envelope"],
        ["sign"],
        ["send"],
        ["completion", "tcsh"],
        ["app", "get"],
        ["app", "update", "a"],
        ["sync", "start", "a", "--batch", "0"],
        ["app", "list", "--timeout", "0"],
        ["serve", "--connection-slots", "0"],
        ["serve", "--shards", "1025"],
        ["serve", "--store", "mysql:hooks"],
        ["sync", "start", "a", "--interval", "20"],
        ["replay"],
        ["tail", "--count", "0"],
        ["serve", "--drain-deadline", "soon"],
        ["serve", "--listen", "localhost:1"],
        ["serve", "--allow-address", "10.0.0.0/99"],
        ["listen", "--status", "150"],
        ["version", "--nonsense"],
        ["version", "extra"],
    ):
        exits(" ".join(words), run(*words), 2)


def a_usage_error_points_to_the_help_of_its_command():
    for words, wanted in (
        (["app", "get"], "cohook app get --help"),
        (["app", "nonsense"], "cohook app --help"),
        (["serve", "--nonsense"], "cohook serve --help"),
        (["serve", "--drain-deadline", "soon"], "cohook serve --help"),
        (["nonsense"], "cohook --help"),
    ):
        done = run(*words)
        check(f"{words}: next: {wanted}", f"  next: {wanted}\n" in done.stderr, done.stderr)


def the_help_of_an_import_shows_its_lines():
    check("with consents, too", '"consents": [{"application"' in run("person", "import", "--help").stdout)


def a_number_out_of_range_is_refused_with_the_range():
    for words, wanted in ((["app", "list", "--timeout", "0"], "1ms or more"),
                          (["serve", "--connection-slots", "0"], "from 1 to 1000000"),
                          (["serve", "--shards", "1025"], "from 0 to 1024")):
        done = run(*words)
        check(f"{words}: {wanted}", words[-2] in done.stderr and wanted in done.stderr, done.stderr)


def a_store_that_is_none_is_answered_with_those_that_exist():
    for url in ("mysql:hooks", "hooks.db", "postgresql://localhost/hooks"):
        done = run("serve", "--store", url)
        check(f"{url}: the forms", "sqlite:PATH, or memory:" in done.stderr, done.stderr)
        check(f"{url}: no wrong remedy", "version of cohook" not in done.stderr, done.stderr)


def an_error_says_what_and_what_next():
    done = run("app", "list", "--server", "http://127.0.0.1:9")
    exits("nobody there", done, 7)
    check("it names the address", "127.0.0.1:9" in done.stderr)
    check("it says what to do", "cohook serve" in done.stderr)
    equal("nothing on stdout", done.stdout, "")


def colour_is_for_terminals():
    check("a pipe gets none", "\x1b[" not in run("nonsense").stderr)
    check("unless it is asked for", "\x1b[" in run("config", "print", "--color", "always").stderr + run(
        "endpoint", "check", "--color", "always").stderr)
    exits("an unknown mode", run("version", "--color", "sometimes"), 2)


def version_is_stable():
    plain = run("version")
    check("plain", re.fullmatch(r"cohook \d+\.\d+\.\d+\n", plain.stdout), plain.stdout)
    equal("--version is the same", run("--version").stdout, plain.stdout)
    about = json.loads(run("version", "--json").stdout)
    equal("members of the JSON", sorted(about), ["boost", "compiler", "openssl", "version"])


def completions_are_sound():
    bash = run("completion", "bash").stdout
    checked = subprocess.run(["bash", "-n"], input=bash, capture_output=True, text=True, timeout=PATIENCE)
    equal("bash takes it", checked.returncode, 0, checked.stderr)
    ask = bash + "\nCOMP_WORDS=(cohook sync st); COMP_CWORD=2; _cohook; echo ${COMPREPLY[@]}\n"
    answered = subprocess.run(["bash"], input=ask, capture_output=True, text=True, timeout=PATIENCE).stdout
    equal("`cohook sync st<tab>`", sorted(answered.split()), ["start", "status"])
    ask = bash + "\nCOMP_WORDS=(cohook verify --ve); COMP_CWORD=2; _cohook; echo ${COMPREPLY[@]}\n"
    answered = subprocess.run(["bash"], input=ask, capture_output=True, text=True, timeout=PATIENCE).stdout
    equal("`cohook verify --ve<tab>`", answered.split(), ["--vectors"])
    for shell in ("zsh", "fish"):
        script = run("completion", shell).stdout
        check(f"{shell} knows the commands", all(word in script for word in ("serve", "demo", "endpoint", "tail")))


def no_secret_is_an_argument():
    """Every option whose value would be a key takes the name of a file instead."""
    commands = [line.split("  ")[1] for line in run("--help").stdout.splitlines() if line.startswith("  ")]
    seen = 0
    for command in commands:
        words = command.split()
        if not words or not words[0].islower():
            continue
        text = run(*words, "--help").stdout
        for flag in re.findall(r"(?m)^  (--[a-z-]+)", text):
            seen += 1
            secret = re.search(r"secret|password|token|(^|-)key$", flag)
            allowed = flag in ("--endpoint-key", "--tls-key") or flag.endswith("-file")  # a switch; files
            check(f"{command} {flag}", not secret or allowed)
    check("the options were found", seen > 100, str(seen))
    for flag in ("--api-key", "--signing-key", "--key"):
        exits(f"{flag} is not an option", run("app", "list", flag, "s3cret"), 2)


def a_reader_that_leaves_is_no_error():
    vectors = subprocess.Popen([COHOOK, "config", "print"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env=clean_environment())
    os.close(vectors.stdout.fileno())
    said = vectors.stderr.read()
    status = vectors.wait(timeout=PATIENCE)
    check("ends silently", said == b"", said)
    check("as SIGPIPE ends it, or well", status in (0, -signal.SIGPIPE), status)


def data_that_cannot_be_written_is_told():
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([COHOOK, "config", "print"], stdout=full, stderr=subprocess.PIPE, text=True,
                              timeout=PATIENCE, env=clean_environment())
    equal("it failed", done.returncode, 1, done.stderr)
    check("and says why", "stdout: No space left on device" in done.stderr, done.stderr)


def keys_come_from_files_and_the_environment():
    key = write("key", "a signing key\n")
    by_file = run("sign", "--data", "{}", "--key-file", key, "--id", "7", "--now", "1700000000", "--json")
    by_stdin = run("sign", "--data", "{}", "--key-file", "-", "--id", "7", "--now", "1700000000", "--json",
                   stdin="a signing key\n")
    by_name = run("sign", "--data", "{}", "--id", "7", "--now", "1700000000", "--json",
                  env=clean_environment(COHOOK_SIGNING_KEY="a signing key"))
    exits("sign", by_file, 0)
    equal("stdin gives the same", by_stdin.stdout, by_file.stdout)
    equal("the environment gives the same", by_name.stdout, by_file.stdout)
    empty = write("empty", "")
    exits("an empty key", run("sign", "--data", "{}", "--key-file", empty), 2)


finish(no_command_is_a_usage_error, help_goes_to_stdout, typos_get_a_suggestion, wrong_use_is_2,
       a_usage_error_points_to_the_help_of_its_command, the_help_of_an_import_shows_its_lines,
       a_number_out_of_range_is_refused_with_the_range,
       a_store_that_is_none_is_answered_with_those_that_exist, an_error_says_what_and_what_next, colour_is_for_terminals, version_is_stable, completions_are_sound,
       no_secret_is_an_argument, a_reader_that_leaves_is_no_error,
       data_that_cannot_be_written_is_told, keys_come_from_files_and_the_environment)
