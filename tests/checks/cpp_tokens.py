"""A C++ tokenizer for the text checks.

In goes the text of a file, out come tokens with their lines. Comments vanish; strings (raw ones too), characters and
numbers become one token each, so no check ever mistakes a word in a comment or a string for code. Preprocessor lines
are kept as single tokens of kind `directive`.
"""

import re
from typing import NamedTuple


class Token(NamedTuple):
    kind: str  # name, number, string, char, punct, directive
    text: str
    line: int


_RAW = re.compile(r'(?:u8|u|U|L)?R"([^\s()\\"]{0,16})\(')
_RULES = [
    ("space", re.compile(r"\s+|\\\n")),
    ("comment", re.compile(r"//(?:[^\n\\]|\\.|\\\n)*|/\*.*?\*/", re.S)),
    ("string", re.compile(r'(?:u8|u|U|L)?"(?:[^"\\\n]|\\.)*"', re.S)),
    ("char", re.compile(r"(?:u8|u|U|L)?'(?:[^'\\\n]|\\.)+'", re.S)),
    ("number", re.compile(r"\.?\d(?:[eEpP][+-]|'[0-9a-zA-Z]|[\w.])*")),
    ("name", re.compile(r"[A-Za-z_]\w*")),
    ("punct", re.compile(r"<=>|->\*|\.\.\.|<<=|>>=|::|->|\+\+|--|&&|\|\||[=!<>+\-*/%&|^]=|##|.", re.S)),
]
# `>>` stays two tokens on purpose: it closes two template lists more often than it shifts.


def _end_of_directive(text: str, start: int) -> int:
    """Where a preprocessor line ends: at a newline that is neither continued nor inside a comment."""
    at = start
    while at < len(text):
        if text.startswith("/*", at):
            close = text.find("*/", at + 2)
            at = len(text) if close < 0 else close + 2
        elif text.startswith("\\\n", at):
            at += 2
        elif text[at] == "\n":
            return at
        else:
            at += 1
    return len(text)


def _next(text: str, at: int) -> tuple[str, int]:
    raw = _RAW.match(text, at)
    if raw:
        close = text.find(")" + raw.group(1) + '"', raw.end())
        return "string", len(text) if close < 0 else close + len(raw.group(1)) + 2
    for kind, rule in _RULES:
        found = rule.match(text, at)
        if found:
            return kind, found.end()
    raise AssertionError("the last rule matches any character")


def tokenize(text: str) -> list[Token]:
    tokens: list[Token] = []
    at, line, fresh = 0, 1, True  # fresh: nothing but space and comments so far on this line
    while at < len(text):
        if fresh and text[at] == "#":
            kind, end = "directive", _end_of_directive(text, at)
        else:
            kind, end = _next(text, at)
        piece = text[at:end]
        if kind not in ("space", "comment"):
            tokens.append(Token(kind, piece, line))
            fresh = False
        if kind == "space" and "\n" in piece:
            fresh = True
        line += piece.count("\n")
        at = end
    return tokens


_INCLUDE = re.compile(r'#\s*include\s*([<"])([^>"]+)[>"]')


def includes(tokens: list[Token]) -> list[tuple[str, str, int]]:
    """Every `#include` as (opening character, path, line)."""
    found = []
    for token in tokens:
        if token.kind == "directive":
            match = _INCLUDE.match(token.text)
            if match:
                found.append((match.group(1), match.group(2), token.line))
    return found


def self_test() -> list[str]:
    """What is wrong with the tokenizer itself; empty if nothing."""
    samples = [
        ("a // b\nc", ["a", "c"]),
        ("a /* b\n */ c", ["a", "c"]),
        ("a // b \\\n still\nc", ["a", "c"]),
        ('R"x({ co_await )y" )x" z', ['R"x({ co_await )y" )x"', "z"]),
        ('"\\"{" q', ['"\\"{"', "q"]),
        ("1'000'000 + '{'", ["1'000'000", "+", "'{'"]),
        ("# define A \\\n  { b\nc", ["# define A \\\n  { b", "c"]),
        ("x<y<z>>::w->v", ["x", "<", "y", "<", "z", ">", ">", "::", "w", "->", "v"]),
    ]
    wrong = []
    for text, expected in samples:
        got = [token.text for token in tokenize(text)]
        if got != expected:
            wrong.append(f"tokens of {text!r}: expected {expected}, got {got}")
    if tokenize("a\n/*\n*/\nb")[1].line != 4:
        wrong.append("lines are counted wrongly across comments")
    if includes(tokenize('#include <a/b>\n  # include "c.hpp" // x')) != [("<", "a/b", 1), ('"', "c.hpp", 2)]:
        wrong.append("includes are read wrongly")
    return wrong
