"""Follows one page of the documentation, block by block, against the real server.

    page_test.py COHOOK PAGE
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

from blocks import Block, Unchecked, blocks_of, difference, same_text
from house import ROOT, House

_PATIENCE = 300  # seconds, for a command that must end
_READ_BY_ITSELF = {"meson.build": "meson setup"}  # files that no command names, and the command that reads them
_OF_TOOLS = {"RUSTUP_HOME": ".rustup", "CARGO_HOME": ".cargo", "GOCACHE": ".cache/go-build"}  # not the reader's home
# What a block sets is there in the next one.
_SHELL = "[ ! -e ../state ] || . ../state\nset -euo pipefail\n{}\nset +eu\nexport -p > ../state\n"


class Reader:
    """Does what the page says, in order; `output` is what the last command printed."""

    def __init__(self, house: House, folder: pathlib.Path) -> None:
        self._house = house
        self._folder = folder / "work"
        self._folder.mkdir()
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("COHOOK_")}
        for name, place in _OF_TOOLS.items():
            self._environment.setdefault(name, str(pathlib.Path.home() / place))
        self._environment |= house.environment | {
            "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "LC_ALL": "C.UTF-8",
            "PATH": house.environment["PATH_OF_COHOOK"] + os.pathsep + os.environ["PATH"]}
        self._unused: dict[str, int] = {}
        self.output: str | None = None

    def follow(self, block: Block) -> None:
        if "from" in block.options:
            self._compare_file(block)
        elif "file" in block.options:
            name = block.options["file"]
            (self._folder / name).write_text(self._house.real(block.text), encoding="utf-8")
            self._unused[name] = block.line
        elif block.language == "sh":
            self._run(block)
        elif block.language in ("text", "json"):
            self._compare_output(block)
        else:
            raise Unchecked(f"nothing checks this block: `{block.language}`")

    def finish(self) -> None:
        if self._unused:
            raise Unchecked(f"no command uses {', '.join(self._unused)}")

    def _compare_file(self, block: Block) -> None:
        path = block.options["from"]
        text = (ROOT / path).read_text(encoding="utf-8")
        if text != block.text:
            raise AssertionError(f"{path} has changed since it was copied here")
        (self._folder / pathlib.Path(path).name).write_text(text, encoding="utf-8")

    def _run(self, block: Block) -> None:
        self._unused = {name: line for name, line in self._unused.items()
                        if _READ_BY_ITSELF.get(name, name) not in block.text}
        done = subprocess.run(["bash", "-c", _SHELL.format(self._house.real(block.text))], cwd=self._folder,
                              env=self._environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=_PATIENCE)
        wanted = int(block.options.get("status", "0"))
        self.output = self._house.shown(done.stdout)
        if done.returncode != wanted:
            raise AssertionError(f"exit status {done.returncode}, not {wanted}\n{done.stdout}{done.stderr}")

    def _compare_output(self, block: Block) -> None:
        if self.output is None:
            raise Unchecked("no command stands before this output")
        if block.language == "text":
            if not same_text(block.text, self.output):
                raise AssertionError(f"what was printed is\n{self.output}")
            return
        found = difference(json.loads(block.text), json.loads(self.output))
        if found:
            raise AssertionError(f"{found}\nwhat was printed is\n{self.output}")


def main(binary: str, page: str) -> int:
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="cohook-docs-") as name:
        folder = pathlib.Path(name)
        house = House(pathlib.Path(binary).resolve(), folder)
        try:
            reader = Reader(house, folder)
            for block in blocks_of(pathlib.Path(page).read_text(encoding="utf-8")):
                try:
                    reader.follow(block)
                    passed += 1
                except (AssertionError, OSError, ValueError, subprocess.SubprocessError) as why:
                    failed += 1
                    print(f"FAILED: {page}:{block.line}: {why}")
            reader.finish()
        except Unchecked as why:
            failed += 1
            print(f"FAILED: {page}: {why}")
        finally:
            house.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
