"""Runs the tests of the Python binding: run.py [PATTERN]. Ends with `N passed, N failed`.

Asks of the environment: LIBCOHOOK, the library; TESTED_COHOOK, the executable (what needs it is skipped without);
TESTED_VECTORS, the vector file (the project's own by default).
"""

import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]


class Counting(unittest.TextTestResult):
    """Every case counts for itself; one whose subtests failed counts as failed once."""

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.bad = set()

    def addError(self, test, err):
        self.bad.add(test.id())
        super().addError(test, err)

    def addFailure(self, test, err):
        self.bad.add(test.id())
        super().addFailure(test, err)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.bad.add(test.id())
        super().addSubTest(test, subtest, err)


def main():
    pattern = sys.argv[1] if len(sys.argv) > 1 else "test_*.py"
    suite = unittest.defaultTestLoader.discover(str(HERE), pattern=pattern)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=Counting).run(suite)
    passed = result.testsRun - len(result.bad) - len(result.skipped)
    print(f"{passed} passed, {len(result.bad)} failed")
    return 1 if result.bad or passed <= 0 else 0


if __name__ == "__main__":
    sys.exit(main())
