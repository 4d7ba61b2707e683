"""Makes the static archive: one object of all rooms in which only the API's symbols are global, so that a host's own
Boost, or another version of cohook, may stand beside it.

static_archive.py OUTPUT SYMBOLS ARCHIVE…
"""

import os
import subprocess
import sys
import tempfile

output, symbols, *archives = sys.argv[1:]


def tool(name: str) -> str:
    return os.environ.get(name.upper(), name)


def unique_symbols(of: str) -> str:
    """The static variables of inline functions and templates: one for the whole process, whatever library they are in."""
    listing = subprocess.run([tool("nm"), of], check=True, capture_output=True, text=True).stdout
    return "".join(f"{line.split()[-1]}\n" for line in listing.splitlines() if " u " in line)


with tempfile.TemporaryDirectory() as folder:
    whole, trimmed = os.path.join(folder, "whole.o"), os.path.join(folder, "cohook.o")
    unique = os.path.join(folder, "unique.symbols")
    # Groups (COMDAT) are resolved here, or the host's linker would drop ours for its own.
    subprocess.run([tool("ld"), "-r", "--force-group-allocation", "-o", whole,
                    "--whole-archive", *archives, "--no-whole-archive"], check=True)
    # objcopy makes no unique symbol local, but a weak one. Clang makes no unique ones.
    if names := unique_symbols(whole):
        with open(unique, "w", encoding="utf-8") as listing:
            listing.write(names)
        subprocess.run([tool("objcopy"), f"--weaken-symbols={unique}", whole], check=True)
    subprocess.run([tool("objcopy"), f"--keep-global-symbols={symbols}", whole, trimmed], check=True)
    if os.path.exists(output):
        os.remove(output)
    subprocess.run([tool("ar"), "rcs", output, trimmed], check=True)
