"""Every kind of error that the API can answer with is explained on its page, under the heading that `type` leads to, with
the status that the code gives it; so is every status.

    errors_test.py KINDS STATUSES PAGE

KINDS is the source file with the names of the kinds, STATUSES the one that turns kinds into statuses.
"""

import pathlib
import re
import sys

_KIND = re.compile(r'case errc::(\w+): return "(\w+)";')
_CASES = re.compile(r"((?:case errc::\w+:\s*)+)return ([^;]+);")
_STATUS = re.compile(r'\{(\d{3}), "(\w+)", "([^"]+)"\}')
_SECTION = re.compile(r"^## ([a-z-]+)\n\n(Status [^.]+\.)", re.MULTILINE)
_ROW = re.compile(r"^\| (\d{3}) \| `(\w+)` \| (.+) \|$", re.MULTILINE)
_SUMMARY = re.compile(r"^\| `([a-z-]+)` \|", re.MULTILINE)


def statuses_by_kind(code: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for cases, value in _CASES.findall(code):
        for kind in re.findall(r"errc::(\w+)", cases):
            found[kind.replace("_", "-")] = set(re.findall(r"\d{3}", value))
    return found


def faults_of(kinds: str, code: str, page: str) -> list[str]:
    told = {shown.replace("_", "-") for _, shown in _KIND.findall(kinds)}
    sections = dict(_SECTION.findall(page))
    wrong = [f"the page does not explain {kind}" for kind in sorted(told - sections.keys())]
    wrong += [f"there is no kind {kind}" for kind in sorted(sections.keys() - told)]
    if set(_SUMMARY.findall(page)) != told:
        wrong.append("the table of kinds does not name each of them")
    for kind, statuses in statuses_by_kind(code).items():
        missing = statuses - set(re.findall(r"\d{3}", page.partition(f"## {kind}\n")[2].partition("\n## ")[0]))
        wrong += [f"{kind} does not name its status {status}" for status in sorted(missing)]
    there, shown = set(_STATUS.findall(code)), set(_ROW.findall(page))
    wrong += [f"the table of statuses lacks {row}" for row in sorted(there - shown)]
    wrong += [f"no answer has {row}" for row in sorted(shown - there)]
    return wrong if told and there else ["nothing was found to compare with"]


def main(*paths: str) -> int:
    wrong = faults_of(*(pathlib.Path(path).read_text(encoding="utf-8") for path in paths))
    for found in wrong:
        print(f"FAILED: {found}")
    print(f"0 passed, {len(wrong)} failed" if wrong else "1 passed, 0 failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
