"""Runs clang-tidy over the sources that a build folder compiles: tidy.py BUILD [path…].

A clean verdict is remembered outside the tree, under a key made of all that it depends on: the file, every header of
ours that it reaches, the configuration, the command line and the versions of the tool and of Boost. So a second run
looks only at what changed, in whatever folder the clone lies. Ends with `N passed, N failed`, one for each file.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys

from cpp_tokens import includes, tokenize
from tree import ROOT, SOURCE_FOLDERS

TOOL = "clang-tidy-19"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "cohook" / "tidy"
# Boost's own sources, compiled in: not ours to judge.
_NOT_OURS = ("src/runtime/boost_",)


def reached(path: str) -> list[str]:
    """The file and every header of ours that it includes, directly or not."""
    seen, todo = set(), [path]
    while todo:
        here = todo.pop()
        if here in seen:
            continue
        seen.add(here)
        text = (ROOT / here).read_text(encoding="utf-8")
        for _, target, _ in includes(tokenize(text)):
            for candidate in (f"src/{target}", f"include/{target}", f"{pathlib.PurePosixPath(here).parent}/{target}"):
                if (ROOT / candidate).is_file():
                    todo.append(candidate)
    return sorted(seen)


def sources(build: pathlib.Path) -> dict[str, str]:
    """Path -> command line, from the compilation database, without the build folder's place in it."""
    found = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        full = (pathlib.Path(entry["directory"]) / entry["file"]).resolve()
        if full.is_relative_to(ROOT):
            path = full.relative_to(ROOT).as_posix()
            if path.split("/")[0] in SOURCE_FOLDERS and not path.startswith(_NOT_OURS):
                words = [word for word in shlex.split(entry["command"]) if word.startswith("-")]
                found[path] = " ".join(word.replace(str(ROOT), "") for word in words)
    return found


def key(path: str, command: str, surroundings: str) -> str:
    digest = hashlib.sha256(f"{surroundings}\0{command}".encode())
    for name in reached(path):
        digest.update(f"\0{name}\0".encode() + (ROOT / name).read_bytes())
    return digest.hexdigest()


def surroundings() -> str:
    version = subprocess.run([TOOL, "--version"], capture_output=True, text=True, check=True).stdout
    boost = pathlib.Path("/usr/include/boost/version.hpp")
    config = (ROOT / ".clang-tidy").read_text(encoding="utf-8")
    return "\0".join([version, boost.read_text(encoding="utf-8") if boost.exists() else "", config])


def judge(build: pathlib.Path, path: str) -> str:
    """What clang-tidy has to say; empty if nothing."""
    command = [TOOL, "-p", str(build), "--quiet", "--extra-arg=-Wno-unknown-warning-option", str(ROOT / path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    return done.stdout + (done.stderr if not done.stdout.strip() else "")


def self_test(build: pathlib.Path) -> list[str]:
    """The configuration must be read and must find a plain mistake."""
    sample = build / "tidy_sample.cpp"
    sample.write_text("#include <string>\nbool f(std::string const& s) {\n    return s.size() == 0;\n}\n")
    command = [TOOL, "--quiet", f"--config-file={ROOT / '.clang-tidy'}", str(sample), "--", "-std=c++20"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    sample.unlink()
    return [] if "readability-container-size-empty" in done.stdout else [
        f"{TOOL} did not find the mistake of the sample: {done.stdout}{done.stderr}"]


def main(arguments: list[str]) -> int:
    build = pathlib.Path(arguments[0]).resolve()
    wanted = arguments[1:]
    known = sources(build)
    if wanted:
        known = {path: command for path, command in known.items() if path.startswith(tuple(wanted))}
    around = surroundings()
    keys = {path: key(path, command, around) for path, command in known.items()}
    todo = [path for path in sorted(known) if not (CACHE / keys[path]).exists()]
    wrong = self_test(build)
    for complaint in wrong:
        print(f"tidy: the check itself is broken: {complaint}")
    print(f"clang-tidy: {len(known)} files, {len(known) - len(todo)} of them known to be clean", flush=True)
    CACHE.mkdir(parents=True, exist_ok=True)
    failed = 0
    jobs = int(os.environ.get("JOBS") or os.cpu_count() or 1)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for path, complaint in zip(todo, pool.map(lambda path: judge(build, path), todo)):
            if complaint:
                failed += 1
                print(f"FAIL {path}\n{complaint}", flush=True)
            else:
                (CACHE / keys[path]).touch()
    failed += bool(wrong)
    print(f"{len(known) + 1 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
