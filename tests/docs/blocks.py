"""The fenced blocks of a page, and what their info strings ask for.

    ```sh                 a command: executed in the page's own folder; variables live on in later blocks
    ```sh status=N        it must end with exit status N
    ```text               what the last command printed; `…` stands for anything
    ```json               the JSON that the last command printed
    ```LANG file=NAME     a file that the reader writes; it lies in the folder for the commands that follow
    ```LANG from=PATH     the file PATH of the repository, to the byte

There is no other kind: a block that nothing checks is an error.
"""

import dataclasses
import json
import re
from typing import Any

_FENCE = re.compile(r"^```(.*)$")
_ANYTHING = "…"


@dataclasses.dataclass(frozen=True)
class Block:
    line: int  # of its opening fence, from 1
    language: str
    options: dict[str, str]
    text: str


class Unchecked(AssertionError):
    """A block that asks for nothing this runner knows."""


def blocks_of(page: str) -> list[Block]:
    found: list[Block] = []
    opened: tuple[int, str] | None = None
    body: list[str] = []
    for number, line in enumerate(page.splitlines(), 1):
        fence = _FENCE.match(line)
        if not fence:
            body.append(line)
        elif opened is None:
            opened, body = (number, fence[1].strip()), []
        else:
            language, *words = opened[1].split() or [""]
            options = dict(word.partition("=")[::2] for word in words)
            found.append(Block(opened[0], language, options, "".join(text + "\n" for text in body)))
            opened = None
    if opened:
        raise Unchecked(f"line {opened[0]}: the block is never closed")
    return found


def same_text(shown: str, got: str) -> bool:
    """Whether `got` is what `shown` says, `…` standing for any text within the line or, alone on it, for any lines."""
    pattern = ""
    for line in shown.strip().splitlines():
        if line.strip() == _ANYTHING:
            pattern += r"(?:.*\n)*"
        else:
            pattern += r"[^\n]*".join(re.escape(part) for part in line.rstrip().split(_ANYTHING)) + r"[ \t]*\n"
    return re.fullmatch(pattern, got.strip() + "\n") is not None


def difference(shown: Any, got: Any, path: str = "") -> str:
    """The first place where they differ, or nothing. The text `…` stands for any value; a member named `…` for any
    further members."""
    if shown == _ANYTHING:
        return ""
    if isinstance(shown, dict) and isinstance(got, dict):
        open_ended = _ANYTHING in shown
        wanted = {name: value for name, value in shown.items() if name != _ANYTHING}
        for name in wanted.keys() | (set() if open_ended else got.keys()):
            if name not in got or name not in wanted:
                return f"{path}/{name} is {'missing' if name not in got else 'there'}"
            found = difference(wanted[name], got[name], f"{path}/{name}")
            if found:
                return found
        return ""
    if isinstance(shown, list) and isinstance(got, list) and len(shown) == len(got):
        return next(filter(None, (difference(*pair, f"{path}/{at}") for at, pair in enumerate(zip(shown, got)))), "")
    if isinstance(shown, str) and isinstance(got, str) and _ANYTHING in shown and same_text(shown, got):
        return ""
    return "" if shown == got and type(shown) is type(got) else f"{path or 'it'} is {json.dumps(got)}"
