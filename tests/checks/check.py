"""Runs the text checks, each after its own self-test: check.py [name…]. Ends with `N passed, N failed`."""

import importlib
import sys

CHECKS = ["include_direction", "seams", "coroutine_rule", "length_watch", "fuzzed_abi", "formatting"]


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"no such check: {', '.join(unknown)}; there are {', '.join(CHECKS)}", file=sys.stderr)
        return 2
    passed = failed = 0
    for name in ["cpp_tokens", *(names or CHECKS)]:
        module = importlib.import_module(name)
        wrong = module.self_test()
        findings = module.run() if hasattr(module, "run") else []
        for complaint in wrong:
            print(f"{name}: the check itself is broken: {complaint}")
        for finding in findings:
            print(finding)
        print(f"{'ok  ' if not wrong and not findings else 'FAIL'} {name}")
        passed += (not wrong) + (not findings and hasattr(module, "run"))
        failed += bool(wrong) + bool(findings)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
