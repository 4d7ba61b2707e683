"""Makes the documentation that the server serves: site_pages.py OUTPUT DEPFILE FOLDER OPENAPI STYLE

Reads the pages of FOLDER (`docs/`) and the API's description, and writes the C++ unit OUTPUT that holds every file of
`/docs`, as `service/documentation.hpp` declares them. A page that cannot be shown as it is written ends the build.
DEPFILE is told what was read.
"""

import hashlib
import html
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from api_reference import read_reference
from byte_array import array, view
from markdown import Heading, Page, Unknown, read_page

_HOME, _API = "index", "api"
_PAGE_LINK = re.compile(r"^- \[[^\]]+\]\(([a-z-]+)\.md\)", re.MULTILINE)
_PICTURE = re.compile(r'<img src="/docs/(images/[^"]+)"')
_HTML = "text/html; charset=utf-8"
_DEEPEST = 3  # level of the headings in the table of contents


def address_of(target: str) -> str | None:
    """Where a link of a page leads once it is served; what is not documentation is not served."""
    if target.startswith(("https://", "http://", "#", "/")):
        return target
    path, mark, anchor = target.partition("#")
    if path.startswith("images/"):
        return "/docs/" + path
    if "/" in path or not path.endswith(".md"):
        return None
    name = path.removesuffix(".md")
    return ("/docs" if name == _HOME else f"/docs/{name}") + mark + anchor


def order_of(home: str) -> list[str]:
    """The pages in the order in which home lists them."""
    return [_HOME, *_PAGE_LINK.findall(home)]


def contents(headings: list[Heading]) -> str:
    rows = "".join(f'<li class="level{each.level}"><a href="#{each.anchor}">{each.words}</a></li>\n'
                   for each in headings if each.level <= _DEEPEST)
    return f"<ul>\n{rows}</ul>\n" if rows else ""


def navigation(pages: dict[str, Page], current: str) -> str:
    made = ""
    for name, page in pages.items():
        here = ' aria-current="page"' if name == current else ""
        inner = contents(page.headings) if name == current else ""
        made += f'<li><a href="{address_of(name + ".md")}"{here}>{html.escape(page.title)}</a>{inner}</li>\n'
    return f'<nav id="pages" aria-label="Documentation">\n<ul>\n{made}</ul>\n</nav>\n'


def neighbours(pages: dict[str, Page], current: str) -> str:
    names = list(pages)
    at = names.index(current)
    links = ""
    for rel, words, other in (("prev", "Before: ", at - 1), ("next", "Next: ", at + 1)):
        if 0 <= other < len(names):
            links += (f'<a rel="{rel}" href="{address_of(names[other] + ".md")}">{words}'
                      f"{html.escape(pages[names[other]].title)}</a>\n")
    return f"<footer>{links}</footer>\n"


def document(pages: dict[str, Page], name: str) -> str:
    page = pages[name]
    title = html.escape(page.title if name != _HOME else "Documentation")
    return ('<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="color-scheme" content="light dark">\n'
            f'<title>{title} · cohook</title>\n<link rel="stylesheet" href="/docs/style.css">\n</head>\n<body>\n'
            '<header><a class="home" href="/docs">cohook</a> <a class="menu" href="#pages">Contents</a></header>\n'
            f'<main>\n{page.body}{neighbours(pages, name)}</main>\n{navigation(pages, name)}</body>\n</html>\n')


def read_pages(folder: pathlib.Path, openapi: pathlib.Path) -> dict[str, Page]:
    order = order_of((folder / f"{_HOME}.md").read_text(encoding="utf-8"))
    unlisted = {path.stem for path in folder.glob("*.md")} - set(order)
    if unlisted:
        raise Unknown(f"{_HOME}.md: does not list {', '.join(sorted(unlisted))}")
    pages = {}
    for name in order:
        try:
            pages[name] = read_page((folder / f"{name}.md").read_text(encoding="utf-8"), address_of)
        except Unknown as what:
            raise Unknown(f"{name}.md: {what}") from None
    pages[_API] = read_reference(json.loads(openapi.read_text(encoding="utf-8")))
    return pages


def files_of(folder: pathlib.Path, openapi: pathlib.Path, style: pathlib.Path) -> dict[str, tuple[str, bytes]]:
    """Type and content of each file, by its path below `/docs/`; home has none."""
    pages = read_pages(folder, openapi)
    files = {"" if name == _HOME else name: (_HTML, document(pages, name).encode()) for name in pages}
    files["openapi.json"] = ("application/json", openapi.read_bytes())
    files["style.css"] = ("text/css; charset=utf-8", style.read_bytes())
    for name, page in pages.items():
        for picture in _PICTURE.findall(page.body):
            if not picture.endswith(".png") or not (folder / picture).is_file():
                raise Unknown(f"{name}.md: {picture} is no picture (PNG) that is there")
            files[picture] = ("image/png", (folder / picture).read_bytes())
    return files


def read_for(files: dict[str, tuple[str, bytes]], folder: pathlib.Path) -> list[pathlib.Path]:
    """The sources of the files, this program among them, so that the build knows when to make them anew."""
    pages = [folder / f"{name or _HOME}.md" for name, (kind, _) in files.items() if kind == _HTML and name != _API]
    pictures = [folder / name for name, (kind, _) in files.items() if kind == "image/png"]
    here = pathlib.Path(__file__).resolve().parent
    return [*pages, *pictures, *sorted(here.glob("*.py")), here.parent / "byte_array.py"]


def unit_of(files: dict[str, tuple[str, bytes]]) -> str:
    arrays, rows = [], []
    for number, (path, (kind, content)) in enumerate(sorted(files.items())):
        arrays.append(array(f"file_{number}", content))
        tag = hashlib.sha256(content).hexdigest()[:16]
        rows.append(f'    {{"{path}", "{kind}", "\\"{tag}\\"", {view(f"file_{number}", content)}}},')
    bodies, table = "\n".join(arrays), "\n".join(rows)
    return f"""#include "service/documentation.hpp"

namespace cohook::service {{
namespace {{

{bodies}

documentation_file const every_file[] = {{
{table}
}};

}}  // namespace

std::span<documentation_file const> documentation() noexcept {{
    return every_file;
}}

}}  // namespace cohook::service
"""


def main(output: str, depfile: str, folder: str, openapi: str, style: str) -> int:
    try:
        files = files_of(pathlib.Path(folder), pathlib.Path(openapi), pathlib.Path(style))
    except ValueError as what:
        print(f"{folder}/{what}", file=sys.stderr)
        return 1
    pathlib.Path(output).write_text(unit_of(files), encoding="utf-8")
    sources = " ".join(str(path).replace(" ", "\\ ") for path in read_for(files, pathlib.Path(folder)))
    pathlib.Path(depfile).write_text(f"{output}: {sources}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
