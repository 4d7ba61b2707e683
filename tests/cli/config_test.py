"""Settings: a flag wins over the environment, that over the file, that over the default."""

import json
import os

from harness import check, clean_environment, equal, exits, finish, path, run, write


def settings(*words, **env):
    done = run("config", "print", "--json", "--origin", *words, env=clean_environment(**env))
    exits("config print", done, 0)
    return json.loads(done.stdout)


def default_then_file_then_environment_then_flag():
    equal("default", settings()["color"], {"value": "auto", "origin": "default"})
    file = write("config.toml", 'color = "never"\nstore = "memory:"\n')
    by_file = settings("--config", file)["color"]
    equal("file", by_file["value"], "never")
    equal("its place", by_file["origin"], f"file {file}:1")
    by_name = settings("--config", file, COHOOK_COLOR="always")["color"]
    equal("environment", by_name, {"value": "always", "origin": "environment COHOOK_COLOR"})
    by_flag = settings("--config", file, "--color", "auto", COHOOK_COLOR="always")["color"]
    equal("flag", by_flag, {"value": "auto", "origin": "flag --color"})


def the_file_is_found_where_it_belongs():
    os.makedirs(path("xdg/cohook"), exist_ok=True)
    write("xdg/cohook/config.toml", 'log-level = "debug"\n')
    equal("XDG_CONFIG_HOME", settings(XDG_CONFIG_HOME=path("xdg"))["log-level"]["value"], "debug")
    os.makedirs(path(".config/cohook"), exist_ok=True)
    write(".config/cohook/config.toml", 'log-level = "error"\n')
    equal("HOME/.config", settings()["log-level"]["value"], "error")
    os.remove(path(".config/cohook/config.toml"))
    named = write("named.toml", 'log-level = "warning"\n')
    equal("COHOOK_CONFIG", settings(COHOOK_CONFIG=named)["log-level"]["value"], "warning")


def every_kind_of_value_is_read():
    file = write("kinds.toml", 'allow-http = true\nshards = 3\ndrain-deadline = "5m"\n'
                 'allow-address = ["10.0.0.0/8", "127.0.0.0/8"]\n')
    got = settings("--config", file)
    equal("boolean", got["allow-http"]["value"], True)
    equal("number", got["shards"]["value"], 3)
    equal("span", got["drain-deadline"]["value"], "5m")
    equal("list", got["allow-address"]["value"], ["10.0.0.0/8", "127.0.0.0/8"])
    listed = settings(COHOOK_ALLOW_ADDRESS="10.0.0.0/8,fd00::/8")
    equal("list from the environment", listed["allow-address"]["value"], ["10.0.0.0/8", "fd00::/8"])


def bad_configuration_is_3():
    for what, text, hint in (
        ("an unknown key", 'stroe = "memory:"\n', "store"),
        ("a wrong type", 'shards = "many"\n', "shards"),
        ("a wrong choice", 'log-level = "loud"\n', "warning"),
        ("a wrong span", 'drain-deadline = "soon"\n', "30s"),
        ("no TOML", "store = \n", ":1"),
        ("a table", '[server]\nstore = "memory:"\n', "server"),
    ):
        file = write("bad.toml", text)
        done = run("config", "print", "--config", file)
        exits(what, done, 3)
        check(f"{what}: says where and what", file in done.stderr and hint in done.stderr, done.stderr)
    exits("a missing file", run("version", "--config", "/does/not/exist"), 3)
    exits("a bad variable", run("version", env=clean_environment(COHOOK_SHARDS="-1")), 3)
    exits("the same as a flag is usage", run("serve", "--shards", "-1"), 2)


def a_misspelt_variable_is_refused_and_a_foreign_one_is_not():
    for typed, meant in (("COHOOK_STROE", "COHOOK_STORE"), ("COHOOK_LOG_LEVL", "COHOOK_LOG_LEVEL"),
                         ("COHOOK_SIGNING_KYE", "COHOOK_SIGNING_KEY"), ("COHOOK_CONFG", "COHOOK_CONFIG")):
        done = run("version", env=clean_environment(**{typed: "memory:"}))
        exits(typed, done, 3)
        check(f"{typed}: both names", typed in done.stderr and f"did you mean {meant}?" in done.stderr, done.stderr)
    # Those of a Kubernetes service named cohook, of the Rust crate's build and of an image.
    for foreign in ("COHOOK_SERVICE_HOST", "COHOOK_SERVICE_PORT", "COHOOK_SERVICE_PORT_HTTP", "COHOOK_PORT",
                    "COHOOK_PORT_8090_TCP", "COHOOK_PORT_8090_TCP_ADDR", "COHOOK_PORT_8090_TCP_PORT",
                    "COHOOK_PORT_8090_TCP_PROTO", "COHOOK_LIB_DIR", "COHOOK_INCLUDE_DIR", "COHOOK_STATIC",
                    "COHOOK_BINARY", "COHOOK_VERSION", "COHOOK_SWARM", "COHOOK_"):
        done = run("version", env=clean_environment(**{foreign: "1"}))
        exits(foreign, done, 0)
        equal(f"{foreign}: nothing is said", done.stderr, "")


def others_may_not_read_the_file():
    file = write("open.toml", 'store = "memory:"\n', mode=0o644)
    done = run("version", "--config", file)
    exits("mode 0644", done, 3)
    check("it says how to mend it", f"chmod 600 {file}" in done.stderr, done.stderr)
    os.chmod(file, 0o600)
    exits("mode 0600", run("version", "--config", file), 0)


def secrets_are_not_printed():
    done = run("config", "print", "--origin", env=clean_environment(COHOOK_API_KEY="chk_very_secret"))
    exits("config print", done, 0)
    check("the key is not there", "chk_very_secret" not in done.stdout + done.stderr)
    check("but that there is one", '# api-key = "(set)"' in done.stdout, done.stdout)


def what_is_printed_can_be_read_back():
    text = run("config", "print").stdout
    file = write("again.toml", text)
    equal("the same again", run("config", "print", "--config", file).stdout, text)


finish(default_then_file_then_environment_then_flag, the_file_is_found_where_it_belongs, every_kind_of_value_is_read,
       bad_configuration_is_3, a_misspelt_variable_is_refused_and_a_foreign_one_is_not, others_may_not_read_the_file,
       secrets_are_not_printed, what_is_printed_can_be_read_back)
