"""Writes a C++ source that holds files: embed.py OUTPUT name=FILE ..."""
import sys


def literal(data: bytes) -> str:
    lines = []
    for start in range(0, len(data), 24):
        lines.append("    " + ", ".join(str(byte) for byte in data[start:start + 24]) + ",")
    return "\n".join(lines)


def main() -> None:
    output, *files = sys.argv[1:]
    parts = ['#include "service/assets.hpp"\n', "namespace cohook::service::assets {"]
    for given in files:
        name, path = given.split("=", 1)
        with open(path, "rb") as file:
            data = file.read()
        parts.append(f"namespace {{\nconstexpr unsigned char {name}_bytes[] = {{\n{literal(data)}\n}};\n}}")
        parts.append(f"std::string_view {name}() noexcept {{\n"
                     f"    return {{reinterpret_cast<char const*>({name}_bytes), sizeof {name}_bytes}};\n}}")
    parts.append("}\n")
    with open(output, "w", encoding="utf-8") as file:
        file.write("\n".join(parts))


main()
