"""Files have one job: 60 to 250 lines are usual, 350 deserve a second look, 500 are too many (700 in a test)."""

import fnmatch

from tree import Finding, files, read

LOOK_TWICE, TOO_LONG, TEST_TOO_LONG = 350, 500, 700
# Tables and generated files are read by nobody from top to bottom; the C ABI is one header, looked up by function.
EXEMPT = ("*_table.cpp", "*_table.hpp", "*_generated.*", "capi/cohook.h")


def judge(path: str, lines: int) -> tuple[list[Finding], list[Finding]]:
    """(failures, warnings)"""
    if any(fnmatch.fnmatch(path, pattern) for pattern in EXEMPT):
        return [], []
    in_test = path.startswith("tests/")
    limit = TEST_TOO_LONG if in_test else TOO_LONG
    if lines > limit:
        return [Finding(path, lines, f"{lines} lines; {limit} is the limit: split it by its jobs")], []
    if lines > LOOK_TWICE and not in_test:
        return [], [Finding(path, lines, f"{lines} lines; look twice at more than {LOOK_TWICE}")]
    return [], []


def run() -> list[Finding]:
    failures = []
    for path in files(("include", "src", "capi", "tests", "bench")):
        failed, warned = judge(path, read(path).count("\n"))
        failures += failed
        for warning in warned:
            print(f"warning: {warning}")
    return failures


def self_test() -> list[str]:
    cases = [
        ("src/a/b.cpp", 350, 0, 0), ("src/a/b.cpp", 351, 0, 1), ("src/a/b.cpp", 500, 0, 1), ("src/a/b.cpp", 501, 1, 0),
        ("tests/a/b.cpp", 700, 0, 0), ("tests/a/b.cpp", 701, 1, 0), ("src/egress/idna_table.cpp", 9000, 0, 0),
    ]
    wrong = []
    for path, lines, failed, warned in cases:
        got = judge(path, lines)
        if (len(got[0]), len(got[1])) != (failed, warned):
            wrong.append(f"{path} with {lines} lines: expected {failed} failures and {warned} warnings, got {got}")
    return wrong
