"""Which files the checks look at, and what a finding looks like."""

import os
import pathlib
from typing import Iterator, NamedTuple

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE_FOLDERS = ("include", "src", "capi")
ALL_FOLDERS = SOURCE_FOLDERS + ("tests", "bench", "examples")
ENDINGS = (".cpp", ".hpp", ".h", ".c")
_NOT_OURS = ("node_modules", "__pycache__", "target", "subprojects")


class Finding(NamedTuple):
    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


def files(folders: tuple[str, ...] = ALL_FOLDERS, endings: tuple[str, ...] = ENDINGS) -> Iterator[str]:
    """Paths relative to the root, in order; build folders lie outside these folders."""
    for folder in folders:
        for where, below, names in os.walk(ROOT / folder):
            below[:] = sorted(name for name in below if name not in _NOT_OURS)
            for name in sorted(names):
                if name.endswith(endings):
                    yield (pathlib.Path(where) / name).relative_to(ROOT).as_posix()


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def verdicts(judge, good: list[tuple[str, str]], bad: list[tuple[str, str]]) -> list[str]:
    """The self-test of a check: `judge(path, text)` must pass every good sample and find fault with every bad one."""
    wrong = []
    for path, text in good:
        found = judge(path, text)
        if found:
            wrong.append(f"a good sample was refused: {path}: {text!r}: {found[0].what}")
    for path, text in bad:
        if not judge(path, text):
            wrong.append(f"a bad sample was let through: {path}: {text!r}")
    return wrong
