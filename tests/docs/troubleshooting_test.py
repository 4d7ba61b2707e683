"""Every explanation that an attempt can have is a heading of the troubleshooting page, word for word, and no other is.

    troubleshooting_test.py TABLE PAGE

TABLE is the source file with the table of faults.
"""

import pathlib
import re
import sys

_FAULT = re.compile(r'\{attempt_fault::\w+, "(\w+)",\s*"([^"]+)"\}')
_SECTION = re.compile(r"^## (.+)\n\nError `(\w+)`\.", re.MULTILINE)
_NO_FAULT = "none"


def main(table: str, page: str) -> int:
    told = {(name, words) for name, words in _FAULT.findall(pathlib.Path(table).read_text(encoding="utf-8"))
            if name != _NO_FAULT}
    explained = {(name, words) for words, name in _SECTION.findall(pathlib.Path(page).read_text(encoding="utf-8"))}
    wrong = [f"the page does not explain {name}: {words}" for name, words in sorted(told - explained)]
    wrong += [f"nothing says {name}: {words}" for name, words in sorted(explained - told)]
    for found in wrong:
        print(f"FAILED: {found}")
    print(f"{len(told & explained)} passed, {len(wrong)} failed")
    return 1 if wrong or not told else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
