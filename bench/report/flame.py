"""A flame graph as SVG: width is time, what stands upon a frame was called by it; each tells its share when pointed at."""

from collections import Counter
from html import escape

from stacks import Frame, Stack

_ROW, _WIDTH, _LEAST = 17, 1200, 1.0  # the narrowest that is drawn, in pixels

_COLOURS = {"kernel": "#d69e2e", "crypto": "#c05621", "store": "#2f855a", "library": "#2b6cb0"}


def flame(title: str, counted: "Counter[Stack]", kind_of: "dict[str, str]") -> str:
    """`kind_of`: image → kernel, crypto, store or library."""
    total = sum(counted.values())
    boxes: list[str] = []
    depth = _boxes(boxes, counted, 0, 0.0, _WIDTH / total, total, kind_of)
    height = _ROW * (depth + 3)
    legend = "".join(f'<text x="{700 + 110 * at}" y="18" fill="{colour}">■ {name}</text>'
                     for at, (name, colour) in enumerate(_COLOURS.items()))
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        'font-family="sans-serif" font-size="11">', '<rect width="100%" height="100%" fill="white"/>',
        f'<text x="8" y="18" font-size="13" font-weight="bold">{escape(title)}</text>', legend,
        f'<g transform="translate(0,{height - _ROW})">', *boxes, "</g></svg>", ""])


def _boxes(boxes: list[str], counted: "Counter[Stack]", level: int, left: float, scale: float, total: int,
           kind_of: "dict[str, str]") -> int:
    """Draws what stands on this level, then above each of them; how many levels there were."""
    above: dict[Frame, Counter[Stack]] = {}
    for stack, count in counted.items():
        if stack:
            above.setdefault(stack[0], Counter())[stack[1:]] += count
    deepest = level
    for frame in sorted(above, key=lambda each: each.name):
        count = sum(above[frame].values())
        if count * scale >= _LEAST:
            boxes.append(_box(frame, count, level, left, count * scale, total, kind_of))
            deepest = max(deepest, _boxes(boxes, above[frame], level + 1, left, scale, total, kind_of))
        left += count * scale
    return deepest


def _box(frame: Frame, count: int, level: int, left: float, width: float, total: int,
         kind_of: "dict[str, str]") -> str:
    colour = _COLOURS[kind_of.get(frame.image, "library")]
    label = escape(frame.name[:int(width / 6)]) if width > 24 else ""
    return (f'<g><title>{escape(frame.name)} ({escape(frame.image)}): {count / total:.1%}</title>'
            f'<rect x="{left:.1f}" y="{-_ROW * (level + 1)}" width="{max(width - 0.5, 0.5):.1f}" height="{_ROW - 1}" '
            f'fill="{colour}" rx="1"/><text x="{left + 3:.1f}" y="{-_ROW * (level + 1) + 12}" fill="white">{label}'
            '</text></g>')
