"""The code is formatted by clang-format 14 with .clang-format; `./dev format` does it."""

import re
import subprocess

from tree import ALL_FOLDERS, ROOT, Finding, files

FORMATTER = "clang-format-14"  # another version would format otherwise
_COMPLAINT = re.compile(r"^(.+?):(\d+):\d+: (?:error|warning): ")


def _complaints(paths: list[str], text: str | None = None) -> str:
    command = [FORMATTER, "--dry-run", "-Werror", "--ferror-limit=1", *paths]
    done = subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode != 0 else ""


def run() -> list[Finding]:
    paths = list(files(ALL_FOLDERS))
    found = []
    complaints = _complaints(paths) if paths else ""
    for line in complaints.splitlines():
        match = _COMPLAINT.match(line)
        if match:
            found.append(Finding(match.group(1), int(match.group(2)), "not formatted; ./dev format does it"))
    if complaints and not found:
        found.append(Finding(".clang-format", 1, complaints.strip()))
    return found


def self_test() -> list[str]:
    wrong = []
    if _complaints(["--assume-filename=src/x.cpp"], "int const answer = 42;\n"):
        wrong.append("a formatted sample was refused")
    if not _complaints(["--assume-filename=src/x.cpp"], "int  const answer=42 ;\n"):
        wrong.append("an unformatted sample was let through")
    return wrong
