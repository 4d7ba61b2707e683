"""The console in a real browser, against the real server, a real store and a real TLS receiver.

    console_test.py --binary BUILD/src/cli/cohook --modules FOLDER --packages FOLDER [--images FOLDER] [CASE…]

Installs the browser's driver by the lock file into MODULES first; PACKAGES (a node_modules) is what the console itself is
made of. With IMAGES the pictures of the documentation are written there. Exit status 77 (skipped) where there is no
Chromium, node or npm, or the driver cannot be had. Ends with `N passed, N failed`.
"""

import argparse
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from live.node_packages import install  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77


def main() -> int:
    arguments = argparse.ArgumentParser()
    for name in ("--binary", "--modules", "--packages"):
        arguments.add_argument(name, type=lambda path: pathlib.Path(path).resolve(), required=True)
    arguments.add_argument("--images", type=lambda path: pathlib.Path(path).resolve())
    arguments.add_argument("cases", nargs="*")
    given = arguments.parse_args()
    missing = install(HERE, given.modules, ("chromium",))
    if missing:
        print(f"skipped: {missing}")
        return SKIPPED
    command = ["node", str(HERE / "run.mjs"), str(given.binary), str(given.modules), str(given.packages),
               str(given.images or ""), *given.cases]
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
