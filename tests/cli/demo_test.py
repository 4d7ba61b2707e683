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


def interrupted_it_leaves_nothing_behind():
    with Running("demo", "--dir", path("cut-short")) as demo:
        demo.line("Sync Data")
        equal("Ctrl-C", demo.end(2), 130)
        check("says so", "checks held" not in "".join(demo.said))
    equal("no server is left", [name for name in glob.glob("/proc/[0-9]*/cmdline")
                                if os.path.exists(name) and path("cut-short").encode() in read(name)], [])


def left_up_it_ends_with_ctrl_c():
    with Running("demo", "--dir", path("left-up")) as demo:
        demo.line("stays up until Ctrl-C")
        equal("Ctrl-C", demo.end(2), 0)
    again = Running("demo", "--once", "--dir", path("left-up"))
    with again:
        again.error_line("earlier demonstration")
        equal("a used directory", again.process.wait(timeout=60), 6)


def read(name):
    try:
        return open(name, "rb").read()
    except OSError:
        return b""


finish(the_demonstration_holds, interrupted_it_leaves_nothing_behind, left_up_it_ends_with_ctrl_c)
