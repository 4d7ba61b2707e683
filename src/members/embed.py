#!/usr/bin/env python3
"""Writes an assembler file that puts files into the program: embed.py OUTPUT NAME=FILE...

Each becomes two symbols, seen inside the program alone: cohook_embedded_NAME and cohook_embedded_NAME_end."""
import pathlib
import sys

output, pairs = sys.argv[1], sys.argv[2:]
lines = ['.section .rodata,"a",@progbits']
for pair in pairs:
    name, file = pair.split("=", 1)
    symbol = "cohook_embedded_" + name
    path = str(pathlib.Path(file).resolve()).replace("\\", "\\\\").replace('"', '\\"')
    lines += [f".globl {symbol}, {symbol}_end", f".hidden {symbol}, {symbol}_end", ".balign 16", f"{symbol}:",
              f'.incbin "{path}"', f"{symbol}_end:", ".byte 0"]
lines.append('.section .note.GNU-stack,"",@progbits')
pathlib.Path(output).write_text("\n".join(lines) + "\n", encoding="utf-8")
