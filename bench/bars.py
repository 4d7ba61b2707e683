"""A bar chart as SVG."""

from html import escape

_ROW, _NAMES, _WIDTH = 28, 170, 760


def bars(title: str, values: dict[str, float]) -> str:
    """Longest first; each bar says its value."""
    most = max(values.values())
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_ROW * (len(values) + 2)}" '
             'font-family="sans-serif" font-size="13">',
             '<rect width="100%" height="100%" fill="white"/>',
             f'<text x="12" y="22" font-weight="bold">{escape(title)}</text>']
    for row, (name, value) in enumerate(sorted(values.items(), key=lambda each: -each[1])):
        top = _ROW * (row + 1) + 10
        length = (_WIDTH - _NAMES - 90) * value / most
        lines += [f'<text x="{_NAMES - 8}" y="{top + 15}" text-anchor="end">{escape(name)}</text>',
                  f'<rect x="{_NAMES}" y="{top}" width="{length:.1f}" height="{_ROW - 8}" '
                  f'fill="{"#2b6cb0" if name.startswith("cohook") else "#a0aec0"}"/>',
                  f'<text x="{_NAMES + length + 6:.1f}" y="{top + 15}">{value:,.0f}</text>']
    return "\n".join([*lines, "</svg>", ""])
