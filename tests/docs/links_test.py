"""Every link of the documentation, the README among it, to a page, a file or a heading of ours leads somewhere, home
leads to every page, and no page has blocks that no test looks at.

    links_test.py FOLDER CHECKED…

CHECKED are the names of the pages whose blocks are.
"""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "src" / "service" / "documentation"))

from markdown import anchor_of  # noqa: E402

_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def anchors_of(text: str) -> set[str]:
    return {anchor_of(heading) for heading in _HEADING.findall(_FENCED.sub("", text))}


def broken_links(page: pathlib.Path) -> list[str]:
    wrong = []
    for link in _LINK.findall(_FENCED.sub("", page.read_text(encoding="utf-8"))):
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists():
            wrong.append(f"{page.name}: {link}: there is no such file")
        elif anchor and anchor not in anchors_of(target.read_text(encoding="utf-8")):
            wrong.append(f"{page.name}: {link}: there is no such heading")
    return wrong


def main(folder: str, *checked: str) -> int:
    pages = sorted(pathlib.Path(folder).glob("*.md"))
    home = pathlib.Path(folder, "index.md").read_text(encoding="utf-8")
    roots = sorted(pathlib.Path(folder).parent.glob("*.md"))
    wrong = [found for page in pages + roots for found in broken_links(page)]
    wrong += [f"index.md does not lead to {page.name}" for page in pages if page.name != "index.md" and
              f"({page.name}" not in home]
    wrong += [f"{page.name}: no test looks at its blocks" for page in pages
              if page.stem not in checked and _FENCED.search(page.read_text(encoding="utf-8"))]
    for found in wrong:
        print(f"FAILED: {found}")
    print(f"{len(pages)} passed, 0 failed" if not wrong else f"0 passed, {len(wrong)} failed")
    return 1 if wrong or not pages else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
