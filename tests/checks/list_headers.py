"""Prints every header of include/ and src/ as a source names it, one a line."""

from tree import files

for path in files(("include", "src"), (".hpp", ".h")):
    print(path.split("/", 1)[1])
