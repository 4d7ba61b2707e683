"""`demo --once`: every step holds, the key is in no argument, nothing is left behind."""

import glob
import os
import re

from harness import Running, check, equal, finish, path


def the_demonstration_holds():
    with Running("demo", "--once", "--dir", path("demo")) as demo:
        demo.line("process ")
        keys = open(path("demo/admin.key"), encoding="utf-8").read().strip()
        seen = 0
        for name in glob.glob("/proc/[0-9]*/cmdline"):
            try:
                words = open(name, "rb").read()
            except OSError:
                continue
            if b"serve" in words and path("demo").encode() in words:
                seen += 1
                check("no key among the arguments", keys.encode() not in words)
        check("the server is a process of its own", seen == 1, seen)
        demo.line("checks held")
        equal("exit status", demo.process.wait(timeout=120), 0)
        text = "".join(demo.said)
        check("every step", all(f"{number}. " in text for number in range(1, 8)), text)
        check("none failed", "FAILED" not in text, text)
        check("killed for real", re.search(r"kill -9 \d+", text), text)
    equal("no server is left", [name for name in glob.glob("/proc/[0-9]*/cmdline")
                                if os.path.exists(name) and path("demo").encode() in read(name)], [])


def read(name):
    try:
        return open(name, "rb").read()
    except OSError:
        return b""


finish(the_demonstration_holds)
