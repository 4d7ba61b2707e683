"""The documentation as the server has it: what its Markdown becomes, what is refused, and that the whole holds together."""

import html.parser
import json
import pathlib
import sys
import unittest

_ROOT = pathlib.Path(__file__).resolve().parents[2]
_MAKER = _ROOT / "src" / "service" / "documentation"
sys.path.insert(0, str(_MAKER))

from api_reference import read_reference  # noqa: E402
from markdown import Unknown, read_page  # noqa: E402
from site_pages import address_of, files_of, unit_of  # noqa: E402

_VOID = {"meta", "link", "img", "br"}


def body_of(text: str) -> str:
    return read_page(f"# Title\n\n{text}\n", address_of).body.partition("</h1>\n")[2]


class Markdown(unittest.TestCase):
    def test_becomes_html(self) -> None:
        for text, wanted in (
                ("a **b** *c* `d<e`", "<p>a <strong>b</strong> <em>c</em> <code>d&lt;e</code></p>\n"),
                ("one\ntwo", "<p>one\ntwo</p>\n"),
                ("- a\n  b\n- c", "<ul>\n<li>a\nb</li>\n<li>c</li>\n</ul>\n"),
                ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"),
                ("```sh status=1\na < b\n```", '<pre class="code" tabindex="0"><code>a &lt; b</code></pre>\n'),
                ("```text\nout\n```", '<pre class="output" tabindex="0"><code>out</code></pre>\n'),
                ("`**` and 1 < 2 & 3", "<p><code>**</code> and 1 &lt; 2 &amp; 3</p>\n"),
                ("a\\*b", "<p>a*b</p>\n"),
        ):
            with self.subTest(text):
                self.assertEqual(body_of(text), wanted)

    def test_makes_tables(self) -> None:
        made = body_of("| a | `b` |\n|---|---|\n| 1 \\| 2 | [x](#t) |")
        self.assertIn("<th>a</th><th><code>b</code></th>", made)
        self.assertIn('<td>1 | 2</td><td><a href="#t">x</a></td>', made)
        self.assertNotIn("<thead>", body_of("| | |\n|---|---|\n| 1 | 2 |"))

    def test_leads_links_to_where_pages_are_served(self) -> None:
        for target, address in (("webhooks.md", "/docs/webhooks"), ("webhooks.md#a-b", "/docs/webhooks#a-b"),
                                ("index.md", "/docs"), ("#here", "#here"), ("https://example.org/", "https://example.org/")):
            with self.subTest(target):
                self.assertEqual(body_of(f"[x]({target})"), f'<p><a href="{address}">x</a></p>\n')
        self.assertEqual(body_of("[x](../capi/go)"), "<p>x</p>\n")
        self.assertEqual(body_of("![A view](images/a.png)"), '<p><img src="/docs/images/a.png" alt="A view"></p>\n')

    def test_gives_headings_the_anchors_of_code_hosts(self) -> None:
        page = read_page("# T\n\n## What's `new`, A_b?\n\n### Deep\n", address_of)
        self.assertEqual([(each.level, each.anchor) for each in page.headings], [(2, "whats-new-a_b"), (3, "deep")])

    def test_is_refused_where_it_is_not_known(self) -> None:
        for text in ("> quoted", "    indented", "* star", "<b>raw</b>", "a &nbsp; b", "a **b", "an `open", "_under_",
                     "---", "a\n- b", "- a\n  - b", "1. a\n- b", "##no", "| a |\n| b |", "| a |\n|---|\n| b | c |",
                     "[a](b c)", "![](images/a.png)", "```sh\nnever closed", "# Second", "## A\n\n## A", "[a]: b.md\n\\x"):
            with self.subTest(text), self.assertRaises(Unknown):
                body_of(text)
        with self.assertRaises(Unknown):
            read_page("no title\n", address_of)


class TheApiReference(unittest.TestCase):
    def test_shows_every_operation_with_its_parts(self) -> None:
        document = json.loads((_ROOT / "src" / "service" / "openapi.json").read_text(encoding="utf-8"))
        page = read_reference(document)
        anchors = {each.anchor for each in page.headings}
        for operations in document["paths"].values():
            for operation in operations.values():
                self.assertIn(operation["operationId"], anchors)
        self.assertTrue({f"schema-{name.lower()}" for name in document["components"]["schemas"]} <= anchors)

    def test_leaves_nothing_of_a_schema_out(self) -> None:
        schema = {"type": "object", "properties": {"a": {"type": "string", "unheard": 1}}}
        document = {"openapi": "3.1.0", "info": {"description": "x"}, "tags": [], "paths": {},
                    "components": {"schemas": {"A": schema}}}
        with self.assertRaises(ValueError):
            read_reference(document)


class Outline(html.parser.HTMLParser):
    """What a page holds, and whether every element that is opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.wrong: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.wrong += [f"<{name}> is never closed" for name in self._open]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "script" or tag == "style" or any(name == "style" or name.startswith("on") for name in given):
            self.wrong.append(f"<{tag}> holds what the policy forbids")
        if tag == "img" and not given.get("alt"):
            self.wrong.append("a picture without words")
        if given.get("id"):
            self.ids.append(str(given["id"]))
        self.links += [str(given[name]) for name in ("href", "src") if name in given]

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"</{tag}> closes nothing")


class TheSite(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.files = files_of(_ROOT / "docs", _ROOT / "src" / "service" / "openapi.json", _MAKER / "page.css")
        cls.pages = {name: Outline(content.decode()) for name, (kind, content) in cls.files.items()
                     if kind.startswith("text/html")}

    def test_has_sound_pages(self) -> None:
        self.assertGreater(len(self.pages), 8)
        for name, page in self.pages.items():
            with self.subTest(name):
                self.assertEqual(page.wrong, [])
                self.assertEqual(len(page.ids), len(set(page.ids)))

    def test_has_no_link_that_leads_nowhere(self) -> None:
        for name, page in self.pages.items():
            for link in page.links:
                if link.startswith(("https://", "http://")):
                    continue
                path, _, anchor = link.partition("#")
                target = path.removeprefix("/docs").removeprefix("/") if path else name
                with self.subTest(page=name, link=link):
                    self.assertIn("openapi.json" if path == "/openapi.json" else target, self.files)
                    if anchor:
                        self.assertIn(anchor, self.pages[target].ids)

    def test_is_written_so_that_the_compiler_reads_the_same_bytes(self) -> None:
        unit = unit_of({"a": ("text/plain", b'"\\?\n\xc3\xa9\x00' + b"7")})
        self.assertIn('\n    34,92,63,10,195,169,0,55,\n', unit)


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=0).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    raise SystemExit(failed > 0)
