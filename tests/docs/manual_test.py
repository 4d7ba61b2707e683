"""The manual pages: one for every command, with every option of its --help, and nothing that roff complains about.

    manual_test.py COHOOK MAN1 MAN5
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

from commands_test import COMMAND, help_of

COHOOK, COMMANDS, FORMATS = (pathlib.Path(given).resolve() for given in sys.argv[1:])
_FLAG = re.compile(r"^  (?:-\w, )?(--[\w-]+)", re.MULTILINE)
_SETTING = re.compile(r"^([\w-]+) = ", re.MULTILINE)


def text_of(page: pathlib.Path) -> str:
    """As roff source, without its escapes of `-`, its fonts and its spaces of no width."""
    return re.sub(r"\\f.|\\&", "", page.read_text(encoding="utf-8")).replace("\\-", "-")


class TheManual(unittest.TestCase):
    def test_has_a_page_for_every_command_and_no_other(self) -> None:
        commands = COMMAND.findall(help_of(str(COHOOK)))
        wanted = {"cohook.1"} | {f"cohook-{name.replace(' ', '-')}.1" for name in commands}
        self.assertEqual({page.name for page in COMMANDS.iterdir()}, wanted)
        self.assertEqual({page.name for page in FORMATS.iterdir()}, {"cohook.toml.5"})

    def test_names_every_option(self) -> None:
        for name in COMMAND.findall(help_of(str(COHOOK))):
            page = text_of(COMMANDS / f"cohook-{name.replace(' ', '-')}.1")
            for flag in _FLAG.findall(help_of(str(COHOOK), *name.split())):
                with self.subTest(command=name, flag=flag):
                    self.assertIn(flag, page)

    def test_names_every_setting(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COHOOK_")}
        printed = subprocess.run([COHOOK, "config", "print"], capture_output=True, text=True, check=True, timeout=60,
                                 env=environment).stdout
        page = text_of(FORMATS / "cohook.toml.5")
        settings = _SETTING.findall(printed.replace("# ", ""))
        self.assertTrue(settings)
        for name in settings:
            with self.subTest(name):
                self.assertIn(f"\n{name}\n", page)

    def test_is_sound_roff(self) -> None:
        groff = shutil.which("groff")
        if groff is None:
            self.skipTest("groff is missing")
        for page in [*COMMANDS.iterdir(), *FORMATS.iterdir()]:
            with self.subTest(page.name):
                done = subprocess.run([groff, "-man", "-Tutf8", "-ww", "-z", page], capture_output=True, text=True,
                                      timeout=60)
                self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_is_read_as_it_is_meant(self) -> None:
        groff = shutil.which("groff")
        if groff is None:
            self.skipTest("groff is missing")
        shown = subprocess.run([groff, "-man", "-Tutf8", "-P-cbou", COMMANDS / "cohook-verify.1"], check=True,
                               capture_output=True, text=True, timeout=60).stdout
        for words in ("cohook verify [options] [BODY]", "--tolerance N|off", "generic-hmac", "github, …"):
            with self.subTest(words):
                self.assertIn(words, shown)


if __name__ == "__main__":
    result = unittest.main(argv=sys.argv[:1], exit=False, verbosity=0).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    raise SystemExit(failed > 0)
