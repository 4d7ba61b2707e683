"""What the page for operators says of settings, metrics and the unit for systemd is what the program has.

    operating_test.py COHOOK PAGE UNIT
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.request

from house import House

COHOOK, PAGE, UNIT = (pathlib.Path(given).resolve() for given in sys.argv[1:])
_ROW = re.compile(r"^\| `([\w-]+)` \| (.*?) \| (.*?) \|(?: (.*?) \|)?$", re.MULTILINE)
_TYPE = re.compile(r"^# TYPE (\w+) (\w+)$", re.MULTILINE)
_SERIES = re.compile(r"^(\w+)(?:\{(.*)\})? \S+$", re.MULTILINE)
_MOST_EXPOSED = 15  # tenths, of systemd's 100; what is left are the network and the system calls of any service


def section(title: str) -> str:
    return PAGE.read_text(encoding="utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def code(text: str) -> str:
    return text.strip("`")


class TheTableOfSettings(unittest.TestCase):
    def test_names_every_setting_with_its_default(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COHOOK_")}
        with tempfile.TemporaryDirectory() as home:
            environment |= {"HOME": home, "XDG_CONFIG_HOME": home}
            done = subprocess.run([COHOOK, "config", "print", "--json"], env=environment, text=True, timeout=60,
                                  capture_output=True, check=True)
        there = {name: said["value"] for name, said in json.loads(done.stdout).items()}
        shown = {name: code(default) for name, default, _, _ in _ROW.findall(section("Configuration"))}
        as_text = {name: json.dumps(value) if isinstance(value, (bool, int)) else "" if value == [] else value
                   for name, value in there.items()}
        self.assertEqual(shown, as_text)


class TheTableOfMetrics(unittest.TestCase):
    def test_names_every_metric_with_type_and_labels(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            house = House(COHOOK, pathlib.Path(folder))
            try:
                with urllib.request.urlopen(house.real("https://members.example.org/metrics"), timeout=60) as answer:
                    text = answer.read().decode()
            finally:
                house.close()
        types = dict(_TYPE.findall(text))
        labels: dict[str, set[str]] = {name: set() for name in types}
        for name, given in _SERIES.findall(text):
            family = name if name in types else re.sub(r"_(bucket|sum|count)$", "", name)
            labels[family] |= set(re.findall(r'(\w+)="', given)) - {"le"}
        there = {name: (kind, labels[name]) for name, kind in types.items()}
        shown = {name: (kind, set(re.findall(r"`(\w+)`", named)))
                 for name, kind, named, _ in _ROW.findall(section("Metrics"))}
        self.assertEqual(shown, there)


class TheUnit(unittest.TestCase):
    def analyze(self, *words: str) -> "subprocess.CompletedProcess[str]":
        program = shutil.which("systemd-analyze")
        if program is None:
            self.skipTest("systemd-analyze is missing")
        with tempfile.TemporaryDirectory() as folder:
            unit = pathlib.Path(folder, UNIT.name)
            text = UNIT.read_text(encoding="utf-8").replace("/usr/bin/cohook", str(COHOOK))
            unit.write_text(re.sub(r"^Documentation=.*\n", "", text, flags=re.MULTILINE), encoding="utf-8")
            return subprocess.run([program, *words, str(unit)], text=True, timeout=60, capture_output=True)

    def test_is_one_that_systemd_takes(self) -> None:
        done = self.analyze("verify", "--man=no")
        ours = [line for line in done.stderr.splitlines() if UNIT.name in line]
        self.assertEqual(ours, [])

    def test_leaves_little_exposed(self) -> None:
        done = self.analyze("security", "--offline=true", f"--threshold={_MOST_EXPOSED}", "--no-pager")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    result = unittest.main(argv=sys.argv[:1], exit=False, verbosity=0).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    raise SystemExit(failed > 0)
