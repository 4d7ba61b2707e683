#!/usr/bin/env python3
"""Writes a C++ source that holds the console: embed.py OUTPUT DEPFILE SOURCES [PACKAGES].

SOURCES holds index.html, style sheets and modules, in folders or not; they are served under /console/ by the same paths.
Of PACKAGES (a node_modules) exactly the files are taken that the import map of index.html names under
/console/packages/. Without PACKAGES nothing is embedded: the server then says how to get the console."""
import gzip
import hashlib
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "service"))
from byte_array import array, view  # noqa: E402

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
IMPORT_MAP = re.compile(r'<script type="importmap">(.*?)</script>', re.DOTALL)
PREFIX = "/console/packages/"


def own_files(sources):
    for path in sorted(sources.rglob("*")):
        if path.is_file() and path.suffix in TYPES and "node_modules" not in path.parts:
            yield path.relative_to(sources).as_posix(), path


def package_files(sources, packages):
    found = IMPORT_MAP.search((sources / "index.html").read_text(encoding="utf-8"))
    for target in sorted(set(json.loads(found.group(1))["imports"].values()) if found else ()):
        if target.startswith(PREFIX):
            yield target.removeprefix("/console/"), packages / target.removeprefix(PREFIX)


def unit(files):
    arrays, rows = [], []
    for number, (path, file) in enumerate(files):
        data = file.read_bytes()
        # Nothing of the time and place of the build goes in: the same sources make the same program.
        packed = gzip.compress(data, compresslevel=9, mtime=0)
        arrays += [array(f"plain_{number}", data), array(f"packed_{number}", packed)]
        tag = hashlib.sha256(data).hexdigest()[:32]
        rows.append(f'    {{"{path}", "{TYPES[file.suffix]}", "{tag}",\n'
                    f"     {view(f'plain_{number}', data)},\n     {view(f'packed_{number}', packed)}}},")
    body = "\n".join(arrays)
    table = "\n".join(rows)
    return f"""#include "service/console_files.hpp"

#include <array>

namespace cohook::service {{
namespace {{
{body}

std::array<console_file, {len(rows)}> const files{{{{
{table}
}}}};
}}  // namespace

std::span<console_file const> embedded_console() noexcept {{
    return files;
}}

}}  // namespace cohook::service
"""


def main():
    output, depfile, sources = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    files = []
    if len(sys.argv) > 4:
        files = [*own_files(sources), *package_files(sources, pathlib.Path(sys.argv[4]))]
    pathlib.Path(output).write_text(unit(files), encoding="utf-8")
    # A folder changes when a file comes or goes.
    read = {str(path) for _, file in files for path in (file, file.parent)}
    pathlib.Path(depfile).write_text(f"{output}: {' '.join(sorted(read))}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
