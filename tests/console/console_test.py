"""The console in a real browser, against the real server, a real store and a real TLS receiver.

    console_test.py --binary BUILD/src/cli/cohook --modules FOLDER --packages FOLDER [--images FOLDER] [CASE…]

Installs the browser's driver by the lock file into MODULES first; PACKAGES (a node_modules) is what the console itself is
made of. With IMAGES the pictures of the documentation are written there. Exit status 77 (skipped) where there is no
Chromium, node or npm, or the driver cannot be had. Ends with `N passed, N failed`.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77


def install(modules: pathlib.Path) -> str:
    """Empty, or why it cannot be."""
    for program in ("chromium", "node", "npm"):
        if not shutil.which(program):
            return f"{program} is not installed"
    modules.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, modules / name)
    lock = (modules / "package-lock.json").read_bytes()
    marker = modules / "node_modules" / ".installed"
    if marker.exists() and marker.read_bytes() == lock:
        return ""
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=modules, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode != 0:
        return f"npm cannot install the packages: {done.stderr.strip()[-300:]}"
    marker.write_bytes(lock)
    return ""


def main() -> int:
    arguments = argparse.ArgumentParser()
    for name in ("--binary", "--modules", "--packages"):
        arguments.add_argument(name, type=lambda path: pathlib.Path(path).resolve(), required=True)
    arguments.add_argument("--images", type=lambda path: pathlib.Path(path).resolve())
    arguments.add_argument("cases", nargs="*")
    given = arguments.parse_args()
    missing = install(given.modules)
    if missing:
        print(f"skipped: {missing}")
        return SKIPPED
    command = ["node", str(HERE / "run.mjs"), str(given.binary), str(given.modules), str(given.packages),
               str(given.images or ""), *given.cases]
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
