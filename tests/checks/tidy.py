"""Runs clang-tidy over what a unity build folder compiles: tidy.py BUILD [path…].

A unit of a unity build holds several sources, so their headers are read once: a third of the time of one by one.
A clean verdict is remembered outside the tree, beside ccache's own folder, under a key made of all that it depends
on: the sources, every header of ours that they reach, the configuration, the command line and the versions of the
tool and of Boost. So a second run looks only at what changed, in whatever folder the clone lies. Ends with
`N passed, N failed`, one for each unit and one for the check itself.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
from typing import NamedTuple

from cpp_tokens import includes, tokenize
from tree import ALL_FOLDERS, ROOT

TOOL = "clang-tidy-19"
# Boost's own sources, compiled in: not ours to judge.
_NOT_OURS = ("src/runtime/boost_",)
# Compilers' warnings are the compilers' stages to find.
_COMMAND = (TOOL, "--quiet", "--extra-arg=-w")
# A test is to be read; a copy costs it nothing.
_NOT_FOR_TESTS = "--checks=-performance-*"


class Unit(NamedTuple):
    """What is compiled at once."""

    path: str  # what the compiler is given, absolute
    sources: tuple[str, ...]  # of what it is made, relative to the root
    command: str  # without the root's place
    include_folders: tuple[str, ...]  # ours, relative to the root

    def options(self) -> list[str]:
        """What clang-tidy is told for it in particular."""
        return [_NOT_FOR_TESTS] if self.sources[0].startswith("tests/") else []


def verdicts_folder() -> pathlib.Path:
    """Beside ccache's folder: who keeps the one from run to run keeps the other."""
    caches = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    ccache = pathlib.Path(os.environ.get("CCACHE_DIR") or caches / "ccache")
    return ccache.absolute().parent / "cohook" / "tidy"


def below_root(path: pathlib.Path) -> str | None:
    resolved = path.resolve()
    return resolved.relative_to(ROOT).as_posix() if resolved.is_relative_to(ROOT) else None


def sources_of(file: pathlib.Path) -> tuple[str, ...]:
    """The file itself, or what a unit that Meson wrote includes; without what is generated or not ours."""
    files = [file]
    if "-unity" in file.name:
        files = [pathlib.Path(name) for name in re.findall(r'#include\s*[<"](.+)[>"]', file.read_text())]
    paths = (below_root(each) for each in files)
    return tuple(path for path in paths
                 if path and path.split("/")[0] in ALL_FOLDERS and not path.startswith(_NOT_OURS))


def units(build: pathlib.Path) -> list[Unit]:
    """From the compilation database, what is made of our sources."""
    found = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        folder = pathlib.Path(entry["directory"])
        file = folder / entry["file"]
        sources = sources_of(file) if file.suffix == ".cpp" else ()
        if not sources:
            continue
        words = [word for word in shlex.split(entry["command"]) if word.startswith("-")]
        folders = [below_root(folder / word[2:]) for word in words if word.startswith("-I")]
        found[sources] = Unit(str(file), sources, " ".join(word.replace(str(ROOT), "") for word in words),
                              tuple(path for path in folders if path))
    return [found[sources] for sources in sorted(found)]


def reached(unit: Unit) -> list[str]:
    """The sources and every header of ours that they include, directly or not."""
    seen, todo = set(), list(unit.sources)
    while todo:
        here = todo.pop()
        if here in seen:
            continue
        seen.add(here)
        text = (ROOT / here).read_text(encoding="utf-8")
        for _, target, _ in includes(tokenize(text)):
            for folder in (pathlib.PurePosixPath(here).parent.as_posix(), *unit.include_folders):
                path = below_root(ROOT / folder / target)
                if path and (ROOT / path).is_file():
                    todo.append(path)
    return sorted(seen)


def key(unit: Unit, surroundings: str) -> str:
    digest = hashlib.sha256("\0".join([surroundings, unit.command, *unit.options()]).encode())
    for name in reached(unit):
        digest.update(f"\0{name}\0".encode() + (ROOT / name).read_bytes())
    return digest.hexdigest()


def surroundings() -> str:
    version = subprocess.run([TOOL, "--version"], capture_output=True, text=True, check=True).stdout
    boost = pathlib.Path("/usr/include/boost/version.hpp")
    config = (ROOT / ".clang-tidy").read_text(encoding="utf-8")
    return "\0".join([version, *_COMMAND, boost.read_text(encoding="utf-8") if boost.exists() else "", config])


def judge(build: pathlib.Path, unit: Unit, around: str, remembered: pathlib.Path) -> str:
    """What clang-tidy has to say; empty if nothing. That is remembered, unless what it read was changed meanwhile."""
    command = [*_COMMAND, *unit.options(), "-p", str(build), unit.path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        if key(unit, around) == remembered.name:
            remembered.touch()
        return ""
    said = done.stdout + (done.stderr if not done.stdout.strip() else "")
    return said.replace(f"{build}/../", "")


def self_test(build: pathlib.Path) -> list[str]:
    """The configuration must be read, and must find a plain mistake in a header and in a source that a unit includes."""
    folder = build / "tidy_sample" / "src" / "sample"
    folder.mkdir(parents=True, exist_ok=True)
    mistake = "inline bool {}(std::string const& s) {{\n    return s.size() == 0;\n}}\n"
    (folder / "header.hpp").write_text("#include <string>\n" + mistake.format("f"))
    (folder / "source.cpp").write_text('#include "header.hpp"\n' + mistake.format("g"))
    unit = folder.parent.parent / "sample-unity0.cpp"
    unit.write_text(f"#include<{folder / 'source.cpp'}>\n")
    command = [*_COMMAND, f"--config-file={ROOT / '.clang-tidy'}", str(unit), "--", "-std=c++20"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    shutil.rmtree(folder.parent.parent)
    lines = [line for line in done.stdout.splitlines() if "readability-container-size-empty" in line]
    return [f"{TOOL} did not find the mistake of the sample's {name}: {done.stdout}{done.stderr}"
            for name in ("header.hpp", "source.cpp") if not any(name in line for line in lines)]


def main(arguments: list[str]) -> int:
    build = pathlib.Path(arguments[0]).resolve()
    wrong = self_test(build)
    if wrong:  # then its verdicts are worth nothing
        print("tidy: the check itself is broken:", *wrong, sep="\n")
        print("0 passed, 1 failed")
        return 1
    wanted = tuple(arguments[1:])
    known = [unit for unit in units(build) if not wanted or any(path.startswith(wanted) for path in unit.sources)]
    verdicts, around = verdicts_folder(), surroundings()
    remembered = {unit: verdicts / key(unit, around) for unit in known}
    todo = [unit for unit in known if not remembered[unit].exists()]
    print(f"clang-tidy: {len(known)} units, {len(known) - len(todo)} of them known to be clean", flush=True)
    verdicts.mkdir(parents=True, exist_ok=True)
    failed = 0
    jobs = int(os.environ.get("JOBS") or os.cpu_count() or 1)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        judged = pool.map(lambda unit: judge(build, unit, around, remembered[unit]), todo)
        for unit, complaint in zip(todo, judged):
            if complaint:
                failed += 1
                print(f"FAIL {' '.join(unit.sources)}\n{complaint}", flush=True)
    print(f"{len(known) + 1 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
