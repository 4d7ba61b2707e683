"""Counts what `meson test` ran: summary.py BUILD/meson-logs/testlog.json BUILD/reports.

A Boost.Test program counts by its cases, read from the XML report that it is asked for by the environment; a script
that ends with `N passed, N failed` counts by that; anything else counts as one. A program that crashed, ran out of
time or failed for a reason that it did not report counts as one failure more. What failed is shown in full.
Sanitizers write their reports to files in the second folder, so that none is lost with a process that a test kills or
whose end it does not look at: each file counts as one failure more, whatever the test said.
Ends with `N passed, N failed`.
"""

import json
import pathlib
import re
import sys
import xml.etree.ElementTree

_REPORT = re.compile(r"<TestResult>.*?</TestResult>", re.S)
_STEP = re.compile(r"^.*(?:Entering|Leaving) test (?:module|suite|case) .*\n?", re.M)
_OWN_LINE = re.compile(r"^(\d+) passed, (\d+) failed\s*$", re.M)


def count(test: dict) -> tuple[int, int]:
    """(passed, failed) of one entry of meson's log."""
    if test["result"] == "SKIP":
        return 0, 0
    passed = failed = 0
    reports = _REPORT.findall(test.get("stderr", "") + test.get("stdout", ""))
    own = _OWN_LINE.findall(test.get("stdout", ""))
    if reports:
        for suite in xml.etree.ElementTree.fromstring(reports[-1]):
            passed += int(suite.get("test_cases_passed", 0)) + int(suite.get("test_cases_passed_with_warnings", 0))
            failed += int(suite.get("test_cases_failed", 0))  # the aborted ones are among them
    elif own:
        passed, failed = int(own[-1][0]), int(own[-1][1])
    elif test["result"] in ("OK", "EXPECTEDFAIL"):
        passed = 1
    if test["result"] not in ("OK", "EXPECTEDFAIL") and failed == 0:
        failed = 1
    return passed, failed


def readable(text: str) -> str:
    """Without the report for programs; the steps of Boost.Test stay only where a program did not live to report."""
    if _REPORT.search(text):
        return _STEP.sub("", _REPORT.sub("", text)).strip()
    steps = list(_STEP.finditer(text))
    for step in reversed(steps[:-1]):
        text = text[: step.start()] + text[step.end() :]
    return text.strip()


def show(test: dict) -> None:
    print(f"\n==== {test['name']}: {test['result']} (exit code {test.get('returncode')})")
    for stream in ("stdout", "stderr"):
        text = readable(test.get(stream, ""))
        if text:
            print(f"---- {stream}\n{text}")


def sanitizer_reports(folder: pathlib.Path) -> list[str]:
    return [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.glob("*"))]


def self_test() -> list[str]:
    report = ('*** 1 failure\n<TestResult><TestSuite name="m" result="failed" test_cases_passed="{}" test_cases_failed="{}" '
              'test_cases_passed_with_warnings="1" test_cases_skipped="4" test_cases_aborted="{}"></TestSuite></TestResult>')
    samples = [
        ({"result": "OK", "stderr": report.format(7, 0, 0)}, (8, 0)),
        ({"result": "FAIL", "stderr": report.format(7, 2, 1)}, (8, 2)),
        ({"result": "FAIL", "stderr": report.format(7, 0, 0)}, (8, 1)),
        ({"result": "FAIL", "stderr": "==1==ERROR: AddressSanitizer"}, (0, 1)),
        ({"result": "TIMEOUT"}, (0, 1)),
        ({"result": "OK"}, (1, 0)),
        ({"result": "SKIP"}, (0, 0)),
        ({"result": "OK", "stdout": "x\n12 passed, 0 failed\n"}, (12, 0)),
        ({"result": "FAIL", "stdout": "12 passed, 3 failed\n"}, (12, 3)),
        ({"result": "FAIL", "stdout": "12 passed, 0 failed\n"}, (12, 1)),
    ]
    wrong = [f"{test}: expected {expected}, got {count(test)}" for test, expected in samples if count(test) != expected]
    steps = 'a.cpp(1): Entering test case "x"\na.cpp(1): Leaving test case "x"\na.cpp(2): Entering test case "y"\nboom\n'
    if readable(steps) != 'a.cpp(2): Entering test case "y"\nboom':
        wrong.append("of a program that died, the last step and what it said must be shown")
    if readable(steps + report.format(1, 0, 0)) != "boom\n*** 1 failure":
        wrong.append("of a program that reported, the steps must not be shown")
    return wrong


def main(log: str, reports: str) -> int:
    wrong = self_test()
    for complaint in wrong:
        print(f"summary: the count itself is broken: {complaint}")
    passed, failed, skipped = 0, len(wrong), []
    path = pathlib.Path(log)
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        test = json.loads(line)
        good, bad = count(test)
        passed, failed = passed + good, failed + bad
        if bad:
            show(test)
        if test["result"] == "SKIP":
            skipped.append(test["name"])
    for report in sanitizer_reports(pathlib.Path(reports)):
        failed += 1
        print(f"\n==== a sanitizer's report\n{report}")
    if skipped:
        print(f"\nskipped: {', '.join(skipped)}")
    if passed + failed == 0:
        print("\nno test ran")
        failed = 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
