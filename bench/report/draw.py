"""Plots as SVG: bars, parts of a whole, lines."""

import math
from html import escape
from typing import Sequence

_ROW, _NAMES, _WIDTH, _HEIGHT = 28, 170, 760, 420
_COLOURS = ("#2b6cb0", "#c05621", "#2f855a", "#6b46c1", "#b83280", "#718096")

Points = Sequence[tuple[float, float]]


def _page(title: str, width: int, height: int, content: list[str]) -> str:
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" '
        'font-size="13">', '<rect width="100%" height="100%" fill="white"/>',
        f'<text x="12" y="22" font-weight="bold">{escape(title)}</text>', *content, "</svg>", ""])


def bars(title: str, values: dict[str, float]) -> str:
    """Longest first; each bar says its value."""
    most, content = max(values.values()), []
    for row, (name, value) in enumerate(sorted(values.items(), key=lambda each: -each[1])):
        top, length = _ROW * (row + 1) + 10, (_WIDTH - _NAMES - 90) * value / most
        content += [_name(name, top), _bar(_NAMES, top, length, _COLOURS[0 if name.startswith("cohook") else -1]),
                    f'<text x="{_NAMES + length + 6:.1f}" y="{top + 15}">{value:,.0f}</text>']
    return _page(title, _WIDTH, _ROW * (len(values) + 2), content)


def parts(title: str, wholes: dict[str, dict[str, float]], unit: str) -> str:
    """A bar each, of parts that add up; the parts have the same names and order everywhere."""
    most = max(sum(whole.values()) for whole in wholes.values())
    names = list(next(iter(wholes.values())))
    content, left = [], _NAMES
    for colour, name in zip(_COLOURS, names):
        content += [_bar(left, 36, 12, colour, 12), f'<text x="{left + 17}" y="47">{escape(name)}</text>']
        left += 30 + 8 * len(name)
    for row, (name, whole) in enumerate(wholes.items()):
        top, at = _ROW * (row + 1) + 30, float(_NAMES)
        content.append(_name(name, top))
        for colour, part in zip(_COLOURS, names):
            length = (_WIDTH - _NAMES - 90) * whole[part] / most
            content.append(_bar(at, top, length, colour))
            if length > 34:
                content.append(f'<text x="{at + 4:.1f}" y="{top + 15}" fill="white">{whole[part]:.1f}</text>')
            at += length
        content.append(f'<text x="{at + 6:.1f}" y="{top + 15}">{sum(whole.values()):.1f} {unit}</text>')
    return _page(title, _WIDTH, _ROW * (len(wholes) + 2) + 20, content)


def _name(name: str, top: float) -> str:
    return f'<text x="{_NAMES - 8}" y="{top + 15}" text-anchor="end">{escape(name)}</text>'


def _bar(left: float, top: float, length: float, colour: str, height: int = _ROW - 8) -> str:
    return f'<rect x="{left:.1f}" y="{top}" width="{length:.1f}" height="{height}" fill="{colour}"/>'


class _Axis:
    """From values to places; by powers of ten where `log`, from zero otherwise."""

    def __init__(self, values: list[float], start: float, end: float, log: bool) -> None:
        self.log, self.start, self.end = log, start, end
        positive = [value for value in values if value > 0] or [1.0]
        self.low = math.floor(math.log10(min(positive))) if log else 0.0
        self.high = math.ceil(math.log10(max(positive)) - 1e-9) if log else max(positive) * 1.05
        if self.high <= self.low:
            self.high = self.low + 1

    def at(self, value: float) -> float:
        place = math.log10(max(value, 10 ** self.low)) if self.log else value
        return self.start + (self.end - self.start) * (place - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        if self.log:
            return [10.0 ** power for power in range(int(self.low), int(self.high) + 1)]
        step = 10 ** math.floor(math.log10(self.high / 2))
        step *= next(each for each in (1, 2, 5, 10) if self.high / (step * each) <= 6)
        return [step * count for count in range(int(self.high / step) + 1)]


def lines(title: str, across: str, curves: dict[str, Points], unit: str = "", log_x: bool = False,
          log_y: bool = False) -> str:
    left, right, top, bottom = 80, _WIDTH - 110, 50, _HEIGHT - 50
    points = [point for curve in curves.values() for point in curve]
    x = _Axis([point[0] for point in points], left, right, log_x)
    y = _Axis([point[1] for point in points], bottom, top, log_y)
    content = [f'<text x="{(left + right) / 2}" y="{_HEIGHT - 12}" text-anchor="middle">{escape(across)}</text>',
               f'<text x="12" y="42">{escape(unit)}</text>']
    for tick in y.ticks():
        content += [f'<line x1="{left}" x2="{right}" y1="{y.at(tick):.1f}" y2="{y.at(tick):.1f}" stroke="#e2e8f0"/>',
                    f'<text x="{left - 6}" y="{y.at(tick) + 4:.1f}" text-anchor="end">{tick:,g}</text>']
    for tick in x.ticks():
        content.append(f'<text x="{x.at(tick):.1f}" y="{bottom + 18}" text-anchor="middle">{tick:,g}</text>')
    for colour, (name, curve) in zip(_COLOURS, curves.items()):
        spelled = " ".join(f"{x.at(a):.1f},{y.at(b):.1f}" for a, b in curve)
        content += [f'<polyline points="{spelled}" fill="none" stroke="{colour}" stroke-width="2"/>',
                    f'<text x="{x.at(curve[-1][0]) + 6:.1f}" y="{y.at(curve[-1][1]) + 4:.1f}" fill="{colour}">'
                    f'{escape(name)}</text>']
        if len(curve) < 20:
            content += [f'<circle cx="{x.at(a):.1f}" cy="{y.at(b):.1f}" r="3" fill="{colour}"/>' for a, b in curve]
    return _page(title, _WIDTH, _HEIGHT, content)
