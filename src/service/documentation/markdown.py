"""The Markdown of the documentation as HTML: a subset that looks alike here and on a code host.

Headings, paragraphs, flat lists, tables, fenced blocks; code, bold, italics, links and pictures within a line. What is
not known is an error and never passed through, so a page cannot look right in one place and wrong in the other.
"""

import dataclasses
import html
import re
from collections.abc import Callable

_FENCE = re.compile(r"^```([^`]*)$")
_HEADING = re.compile(r"^(#{1,4}) (\S.*)$")
_ITEM = re.compile(r"^(?:(-)|\d+\.) (\S.*)$")
_TABLE_RULE = re.compile(r"^\|(?: *:?-+:? *\|)+$")
_CELL_END = re.compile(r"(?<!\\)\|")
# What other Markdown gives a meaning and this one does not.
_FOREIGN_LINE = re.compile(r"^(?: {4}|\t|>|[*+] |===|---|\*\*\*|#|\|)")
_INLINE = re.compile(
    r"(?P<code>`[^`]+`)"
    r"|(?P<bold>\*\*(?=\S).+?(?<=\S)\*\*)"
    r"|(?P<italic>\*(?=[^\s*])[^*]+(?<=\S)\*)"
    r"|(?P<link>(?P<picture>!?)\[(?P<words>(?:[^\[\]`]|`[^`]*`)*)\]\((?P<target>[^()\s]+)\))"
    r"|(?P<escaped>\\[\\|*`\[\]<_])")
_FOREIGN_TEXT = re.compile(r"[*`]|<[A-Za-z/!]|&#?\w+;|\]\(|\\|(?<!\w)_\w|\w_(?!\w)")


class Unknown(ValueError):
    """Markdown that this subset does not have."""


@dataclasses.dataclass(frozen=True)
class Heading:
    level: int
    anchor: str
    words: str  # as HTML


@dataclasses.dataclass(frozen=True)
class Page:
    title: str  # as text
    headings: list[Heading]
    body: str  # as HTML


def anchor_of(heading: str) -> str:
    """The anchor that code hosts give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def line_of(text: str, address_of: Callable[[str], str | None]) -> str:
    """The HTML of text within a line. `address_of` gives the address of a link's target, or `None` where it leads
    nowhere from here: then its words stand alone."""
    made, at = "", 0
    for found in _INLINE.finditer(text):
        made += _plain(text[at:found.start()]) + _styled(found, address_of)
        at = found.end()
    return made + _plain(text[at:])


def _plain(text: str) -> str:
    foreign = _FOREIGN_TEXT.search(text)
    if foreign:
        raise Unknown(f"`{foreign[0]}` in: {text.strip()}")
    return html.escape(text, quote=False)


def _styled(found: re.Match[str], address_of: Callable[[str], str | None]) -> str:
    whole = found[0]
    if found["code"]:
        return f"<code>{html.escape(whole[1:-1], quote=False)}</code>"
    if found["bold"]:
        return f"<strong>{line_of(whole[2:-2], address_of)}</strong>"
    if found["italic"]:
        return f"<em>{line_of(whole[1:-1], address_of)}</em>"
    if found["escaped"]:
        return html.escape(whole[1], quote=False)
    address = address_of(found["target"])
    if found["picture"]:
        if not found["words"] or address is None:
            raise Unknown(f"a picture without words, or that is not there: {whole}")
        return f'<img src="{html.escape(address)}" alt="{html.escape(found["words"])}">'
    words = line_of(found["words"], address_of)
    return words if address is None else f'<a href="{html.escape(address)}">{words}</a>'


class _Reader:
    """Reads a page block by block."""

    def __init__(self, text: str, address_of: Callable[[str], str | None]) -> None:
        self._lines = text.splitlines()
        self._at = 0
        self._address_of = address_of
        self._headings: list[Heading] = []
        self._title = ""

    def page(self) -> Page:
        body = ""
        try:
            while self._at < len(self._lines):
                body += self._block()
        except Unknown as what:
            raise Unknown(f"line {self._at + 1}: {what}") from None
        if not self._title:
            raise Unknown("the page has no title")
        return Page(self._title, self._headings, body)

    def _block(self) -> str:
        line = self._lines[self._at]
        if not line.strip():
            self._at += 1
            return ""
        if line.startswith("```"):
            return self._fenced()
        if _HEADING.match(line):
            return self._heading()
        if line.startswith("|"):
            return self._table()
        return self._list() if _ITEM.match(line) else self._paragraph()

    def _line(self, text: str) -> str:
        return line_of(text, self._address_of)

    def _heading(self) -> str:
        marks, words = _HEADING.match(self._lines[self._at]).groups()
        level, shown, anchor = len(marks), self._line(words), anchor_of(words)
        if (level == 1) != (not self._title):
            raise Unknown("a page begins with its title, and has one")
        if any(anchor == other.anchor for other in self._headings):
            raise Unknown(f"a second heading leads to #{anchor}")
        self._at += 1
        if level == 1:
            self._title = html.unescape(re.sub(r"<[^>]+>", "", shown))
            return f"<h1>{shown}</h1>\n"
        self._headings.append(Heading(level, anchor, re.sub(r"</?a\b[^>]*>", "", shown)))
        return (f'<h{level} id="{anchor}">{shown} <a class="here" href="#{anchor}" aria-label="Link to this '
                f'section">#</a></h{level}>\n')

    def _fenced(self) -> str:
        language = self._lines[self._at][3:].split(" ")[0]
        body: list[str] = []
        for at in range(self._at + 1, len(self._lines)):
            if _FENCE.match(self._lines[at]):
                self._at = at + 1
                kind = "output" if language in ("text", "json") else "code"
                return code_block("\n".join(body), kind)
            body.append(self._lines[at])
        raise Unknown("a block that is never closed")

    def _table(self) -> str:
        rows = []
        while self._at < len(self._lines) and self._lines[self._at].startswith("|"):
            rows.append(self._lines[self._at].rstrip())
            self._at += 1
        if len(rows) < 2 or not _TABLE_RULE.match(rows[1]) or not all(row.endswith("|") for row in rows):
            raise Unknown("a table has a head, a rule and rows, each ended by `|`")
        cells = [[self._line(cell.strip()) for cell in _CELL_END.split(row)[1:-1]] for row in rows]
        if any(len(row) != len(cells[0]) for row in cells):
            raise Unknown("a row of the table has more or fewer cells than its head")
        return table(cells[0] if any(cells[0]) else [], cells[2:])

    def _list(self) -> str:
        bullets = _ITEM.match(self._lines[self._at])[1] is not None
        items: list[str] = []
        while self._at < len(self._lines) and self._lines[self._at].strip():
            line = self._lines[self._at]
            begun = _ITEM.match(line)
            if begun:
                if (begun[1] is not None) != bullets:
                    raise Unknown("a list has bullets or numbers, not both")
                items.append(begun[2])
            elif line.startswith("  ") and not _ITEM.match(line.strip()) and not line.strip().startswith("```"):
                items[-1] += "\n" + line.strip()
            else:
                raise Unknown(f"in a list: {line}")
            self._at += 1
        name = "ul" if bullets else "ol"
        return f"<{name}>\n" + "".join(f"<li>{self._line(item)}</li>\n" for item in items) + f"</{name}>\n"

    def _paragraph(self) -> str:
        lines = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not line.strip() or line.startswith("```"):
                break
            if _FOREIGN_LINE.match(line) or (lines and _ITEM.match(line)):
                raise Unknown(f"in a paragraph: {line}")
            lines.append(line.strip())
            self._at += 1
        return f"<p>{self._line(chr(10).join(lines))}</p>\n"


def code_block(text: str, kind: str = "code") -> str:
    """A block of code, or of output; `tabindex` lets the keyboard scroll it."""
    return f'<pre class="{kind}" tabindex="0"><code>{html.escape(text, quote=False)}</code></pre>\n'


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table of cells that are HTML; it scrolls by itself where the window is narrow."""
    top = "<thead><tr>" + "".join(f"<th>{cell}</th>" for cell in head) + "</tr></thead>\n" if head else ""
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in rows)
    return f'<div class="wide" tabindex="0"><table>\n{top}<tbody>\n{body}</tbody>\n</table></div>\n'


def read_page(text: str, address_of: Callable[[str], str | None]) -> Page:
    """The page as HTML. Raises `Unknown`, which names the line, where it holds what the subset has not."""
    return _Reader(text, address_of).page()
