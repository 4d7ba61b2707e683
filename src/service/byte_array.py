"""How bytes are written in C++: as arrays, since no compiler has to take a string literal of more than 64 KiB."""

_A_LINE = 32  # bytes


def array(name: str, data: bytes) -> str:
    """The definition of an array of that name; an empty one has a zero, which its view leaves out."""
    shown = data or b"\0"
    lines = (",".join(map(str, shown[at:at + _A_LINE])) for at in range(0, len(shown), _A_LINE))
    body = "\n".join(f"    {line}," for line in lines)
    return f"constexpr unsigned char {name}[] = {{\n{body}\n}};"


def view(name: str, data: bytes) -> str:
    """An expression for what array() wrote, as a string_view."""
    return f"std::string_view(reinterpret_cast<char const*>({name}), {len(data)})"
