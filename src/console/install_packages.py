#!/usr/bin/env python3
"""Installs what the console is made of besides its own modules, by its lock file: install_packages.py SOURCES PLACE.

Prints the folder of the packages. Does nothing where PLACE holds them already for this very lock file, so that a machine
without a network configures again what it has configured once."""
import pathlib
import shutil
import subprocess
import sys


def main():
    sources, place = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    place.mkdir(parents=True, exist_ok=True)
    lock = (sources / "package-lock.json").read_bytes()
    done = place / "installed"
    packages = place / "node_modules"
    if not (done.is_file() and done.read_bytes() == lock and packages.is_dir()):
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(sources / name, place / name)
        told = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev"], cwd=place,
                              capture_output=True, text=True, check=False)
        if told.returncode != 0:
            print(told.stderr or told.stdout, file=sys.stderr)
            return 1
        done.write_bytes(lock)
    print(packages)
    return 0


if __name__ == "__main__":
    sys.exit(main())
