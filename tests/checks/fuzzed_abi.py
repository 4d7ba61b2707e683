"""Every function of the C ABI is called by its fuzz target: a new one is fuzzed from its first day."""

import re

from tree import Finding, files, read, verdicts

_HEADER = "capi/cohook.h"
_TARGET = "tests/fuzz"
_FUNCTION = re.compile(r"\b(cohook_\w+)\s*\(")


def _declared(text: str) -> dict[str, int]:
    """Each function, and the line of its name."""
    found = {}
    for number, line in enumerate(text.split("\n"), 1):
        name = _FUNCTION.search(line)
        if line.startswith("COHOOK_API") and name:
            found[name.group(1)] = number
    return found


def _unfuzzed(header: str, target: str) -> list[Finding]:
    called = set(_FUNCTION.findall(target))
    return [Finding(_HEADER, line, f"`{name}` is never called by {_TARGET}/capi_fuzz: add a call at the end of its list")
            for name, line in _declared(header).items() if name not in called]


def run() -> list[Finding]:
    target = "".join(read(path) for path in files([_TARGET]))
    return _unfuzzed(read(_HEADER), target)


def self_test() -> list[str]:
    header = "COHOOK_API int cohook_a(void);\n// COHOOK_API int cohook_b(void);\nCOHOOK_API void cohook_c(\n    int x);\n"
    return verdicts(lambda _, target: _unfuzzed(header, target), good=[("", "cohook_a(); cohook_c(1);")],
                    bad=[("", "cohook_a();"), ("", "cohook_a(); cohook_ca();")])
