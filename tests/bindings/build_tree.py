"""What the tests of a binding are told of the build: where its library, its executable and the vector file are."""

import argparse
import os
import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77  # meson's exit code for it


def environment() -> dict[str, str]:
    """That of a binding's tests. Nothing that configures the executable goes in."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--library", type=pathlib.Path, required=True)
    parser.add_argument("--executable", type=pathlib.Path)
    parser.add_argument("--vectors", type=pathlib.Path, required=True)
    told = parser.parse_args()
    made = {name: value for name, value in os.environ.items() if not name.startswith("COHOOK_")}
    library = told.library.resolve()
    made.update(LIBCOHOOK=str(library), TESTED_VECTORS=str(told.vectors.resolve()),
                LD_LIBRARY_PATH=str(told.library.absolute().parent),
                PKG_CONFIG_PATH=str(told.build.resolve() / "meson-uninstalled"),
                BINDING_CACHE=str(told.build.resolve() / "bindings"))  # fmt: skip
    if told.executable:
        made["TESTED_COHOOK"] = str(told.executable.resolve())
    return made


def tool(name: str, *elsewhere: str) -> str:
    """A program; where it is missing the tests are skipped, with a plain line."""
    found = shutil.which(name) or next((path for path in elsewhere if os.access(path, os.X_OK)), None)
    if found is None:
        print(f"skipped: {name} is not installed")
        sys.exit(SKIPPED)
    return found
