"""Holds docs/commands.md to what the executable says of itself.

    commands_test.py COHOOK PAGE            is the page what the executable says?
    commands_test.py COHOOK PAGE --write    writes it
"""

import os
import pathlib
import re
import subprocess
import sys

_HEAD = """# Command reference

Every command, as `cohook COMMAND --help` says it. This page is written by `tests/docs/commands_test.py --write`.

"""
COMMAND = re.compile(r"^  ([a-z]+(?: [a-z]+)?) {2,}\S", re.MULTILINE)
_COMMON = "\nEvery option with a default is also"


def help_of(binary: str, *command: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COHOOK_")}
    return subprocess.run([binary, *command, "--help"], check=True, capture_output=True, text=True, timeout=60,
                          stdin=subprocess.DEVNULL, env=environment).stdout


def page_of(binary: str) -> str:
    overview = help_of(binary)
    page = _HEAD + f"```text\n{overview.strip()}\n```\n"
    common = ""
    for name in COMMAND.findall(overview):
        own, mark, rest = help_of(binary, *name.split()).partition(_COMMON)
        common = common or (mark + rest).strip()
        page += f"\n## {name}\n\n```text\n{own.strip()}\n```\n"
    return page + f"\n## Settings\n\n```text\n{common}\n```\n"


def main(binary: str, page: str, *options: str) -> int:
    text, path = page_of(os.path.abspath(binary)), pathlib.Path(page)
    if "--write" in options:
        path.write_text(text, encoding="utf-8")
        return 0
    same = text == path.read_text(encoding="utf-8")
    if not same:
        print(f"FAILED: {page} is not what the executable says; write it anew with --write")
    print("1 passed, 0 failed" if same else "0 passed, 1 failed")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
