"""The tests of the Go binding: vet, then the tests under the race detector. Ends with `N passed, N failed`."""

import os
import pathlib
import re
import subprocess
import sys

from build_tree import ROOT, environment, tool

GO = tool("go", "/usr/lib/go-1.19/bin/go", "/usr/local/go/bin/go")
LINKED_STATICALLY = pathlib.Path(environment()["LD_LIBRARY_PATH"]) / "libcohook.a"
RESULT = re.compile(r"^--- (PASS|FAIL)", re.M)


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    around = environment()
    # Nothing is fetched, and the tests' own builds use the same compiler. What it compiles it keeps where it always does:
    # the standard library for the race detector takes a minute.
    around.update(GOPROXY="off", GOTOOLCHAIN="local", GOFLAGS="-buildvcs=false",
                  PATH=os.path.dirname(GO) + os.pathsep + around["PATH"])  # fmt: skip
    if "HOME" not in around:
        around.setdefault("GOCACHE", around["BINDING_CACHE"] + "/go")
    done = subprocess.run([GO, *arguments], cwd=ROOT / "capi/go", env=around, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True)  # fmt: skip
    return done


def main() -> int:
    vetted = run("vet", "./...")
    if vetted.returncode != 0:
        print(vetted.stdout, "0 passed, 1 failed", sep="\n")
        return 1
    tested = run("test", "-race", "-count=1", "-v", "-timeout", "800s", "./...")
    print(tested.stdout)
    passed, failed = (len([word for word in RESULT.findall(tested.stdout) if word == wanted]) for wanted in ("PASS", "FAIL"))
    if tested.returncode != 0 and failed == 0:
        failed = 1  # it did not live to say what failed
    if LINKED_STATICALLY.exists():
        linked = run("test", "-tags", "cohook_static", "-count=1", "-run", "EveryVector|WhatIsSentArrives", ".")
        print("linked statically:", linked.stdout)
        passed, failed = passed + (linked.returncode == 0), failed + (linked.returncode != 0)
    print(f"{passed + 1} passed, {failed} failed")  # vet is one
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
