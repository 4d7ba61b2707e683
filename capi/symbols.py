"""Reads the header and makes what must agree with it: symbols.py HEADER MAP LIST STAND_IN

MAP       the linker's version script: what the header declares is what is exported
LIST      the same names, one a line
STAND_IN  a C file that defines every function as a trap: a library with the ABI of the header and nothing else, whose
          debug information is small enough to be compared by abidiff
"""

import re
import sys

header, version_script, listing, stand_in = sys.argv[1:]
with open(header, encoding="utf-8") as source:
    text = re.sub(r"//[^\n]*", "", source.read())
declarations = re.findall(r"^COHOOK_API\b\s+([^;]*);", text, re.M)
names = sorted(match.group(1) for match in (re.search(r"\b(cohook_\w+)\s*\(", each) for each in declarations) if match)
if len(names) != len(declarations) or len(names) != len(set(names)):
    sys.exit(f"{header}: a declaration could not be read, or a function is declared twice")
with open(version_script, "w", encoding="utf-8") as out:
    out.write("COHOOK_0 {\n  global:\n" + "".join(f"    {name};\n" for name in names) + "  local: *;\n};\n")
with open(listing, "w", encoding="utf-8") as out:
    out.write("".join(f"{name}\n" for name in names))
with open(stand_in, "w", encoding="utf-8") as out:
    out.write("#include <cohook.h>\n" + "".join(f"{each} {{ __builtin_trap(); }}\n" for each in declarations))
