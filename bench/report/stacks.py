"""Samples of `perf script` as stacks with counts: what was running, and who called it."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Iterable

_FRAME = re.compile(r"^\s+[0-9a-f]+ (.*?)(?:\+0x[0-9a-f]+)? \(([^()]*(?:\([^()]*\))?[^()]*)\)$")


@dataclass(frozen=True)
class Frame:
    name: str
    image: str  # of the program, library or kernel that it belongs to: its last name


Stack = tuple[Frame, ...]  # the caller first


def fold(lines: Iterable[str]) -> "Counter[Stack]":
    """Samples are separated by empty lines; a sample begins with a line that is no frame, and lists the callee first."""
    counted: Counter[Stack] = Counter()
    frames: list[Frame] = []
    for line in [*lines, ""]:
        found = _FRAME.match(line.rstrip("\n"))
        if found:
            frames.append(Frame(short(found[1]), found[2].rsplit("/", 1)[-1]))
        elif not line.strip() and frames:
            counted[tuple(reversed(frames))] += 1
            frames = []
    return counted


def short(name: str) -> str:
    """Without parameters and what stands in angle brackets, which in C++ fills pages."""
    kept, depth = "", 0
    for character in name.replace("operator<", "operator_lt").replace("(anonymous namespace)", "_"):
        if character in "<(":
            depth += 1
        elif character in ">)":
            depth -= 1
        elif depth == 0:
            kept += character
    return re.sub(r"\s*(const|\[clone [^\]]*\]|\.actor)\s*", "", kept).strip() or name
