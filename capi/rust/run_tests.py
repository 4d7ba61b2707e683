"""Runs the tests of the Rust binding: those of the crates, clippy, documentation and format, without a package index.

run_tests.py --build BUILD_FOLDER [--toolchain FOLDER] [--binary COHOOK]: the library is found by the pkg-config files of
the build folder. Where no toolchain is, it says so and is skipped (exit 77).
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
# Where Debian puts the sources of crates; librust-http-dev has all that cohook-http needs.
DEBIAN_CRATES = pathlib.Path("/usr/share/cargo/registry")


def environment(build: pathlib.Path, binary: pathlib.Path | None) -> dict[str, str]:
    made = dict(os.environ)

    def put_first(name: str, folder: pathlib.Path) -> None:
        made[name] = os.pathsep.join([str(folder), *filter(None, [made.get(name)])])

    put_first("PKG_CONFIG_PATH", build / "meson-uninstalled")
    put_first("LD_LIBRARY_PATH", build / "capi")
    made["CARGO_TARGET_DIR"] = str(build / "capi" / "rust" / "target")
    made["CARGO_TERM_COLOR"] = "never"
    made["RUSTFLAGS"] = "-D warnings"
    made["RUSTDOCFLAGS"] = "-D warnings"
    if binary:
        made["COHOOK_BINARY"] = str(binary.resolve())
    return made


def steps(cargo: str, build: pathlib.Path) -> list[tuple[str, list[str]]]:
    """What is run, and the tool it needs beside cargo."""
    offline = ["--workspace", "--offline", "--locked"]
    static = ["-p", "cohook", "--features", "static", "--offline", "--locked", "--test", "vectors"]
    linked_statically = [("rustc", [cargo, "test", *static])] if (build / "capi" / "libcohook.a").exists() else []
    return [
        ("rustc", [cargo, "test", *offline, "--no-fail-fast"]),
        *linked_statically,
        ("cargo-clippy", [cargo, "clippy", *offline, "--all-targets", "--", "-D", "warnings"]),
        ("rustdoc", [cargo, "doc", *offline, "--no-deps"]),
        ("rustfmt", [cargo, "fmt", "--all", "--check"]),
    ]


def steps_with_http(cargo: str) -> list[tuple[str, list[str]]]:
    """The crate for the types of `http`, where its source is at hand."""
    if not any(DEBIAN_CRATES.glob("http-[0-9]*")):
        print("skipped: cohook-http, since the crate http is not at hand (Debian's package librust-http-dev)")
        return []
    (HERE / "cohook-http" / "Cargo.lock").unlink(missing_ok=True)  # it may be of another version of the crate
    source = ["--config", 'source.crates-io.replace-with = "debian"',
              "--config", f'source.debian.directory = "{DEBIAN_CRATES}"']
    where = ["--offline", "--manifest-path", "cohook-http/Cargo.toml", *source]
    return [("rustc", [cargo, "test", *where]),
            ("cargo-clippy", [cargo, "clippy", *where, "--all-targets", "--", "-D", "warnings"])]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--toolchain", help="the folder of cargo and rustc; by default those on PATH")
    parser.add_argument("--binary", type=pathlib.Path, help="the program cohook, for the tests against it")
    options = parser.parse_args()
    if options.toolchain:
        os.environ["PATH"] = os.pathsep.join([options.toolchain, os.environ["PATH"]])
    cargo = shutil.which("cargo")
    if not cargo or not shutil.which("rustc"):
        print("skipped: cargo and rustc are not installed (Debian's packages cargo and rustc)")
        return SKIPPED
    build = options.build.resolve()
    env = environment(build, options.binary)
    failed = []
    for tool, command in steps(cargo, build) + steps_with_http(cargo):
        if not shutil.which(tool):
            print(f"skipped: {tool} is not installed, so not run: {' '.join(command[1:3])}")
        elif subprocess.run(command, cwd=HERE, env=env).returncode != 0:
            failed.append(" ".join(command[1:3]))
    print(f"failed: {', '.join(failed)}" if failed else "ok")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
