"""What the report says: rows with their musts, rates, plots. It prints rows as they come, and keeps all for the JSON."""

import json
from pathlib import Path
from typing import Any, Optional

import machine
from rounds import Ratio


class Result:
    def __init__(self, into: Path) -> None:
        self.into = into
        self.rows: list[dict[str, Any]] = []
        self.kept: dict[str, Any] = {}
        self.lost = 0.0  # share of the core that others had right before what is measured now

    def heading(self) -> None:
        self._line("row", "what", "must", "reached", "", "")

    def row(self, name: str, what: str, must: str, reached: Optional[float], met: Optional[bool], note: str = "") -> None:
        """`met` None: there is nothing to meet, or it cannot be told."""
        self.rows.append({"row": name, "what": what, "must": must, "reached": reached, "met": met, "note": note})
        verdict = {True: "met", False: "missed"}.get(met, "no verdict" if must else "")
        self._line(name, what, must, "—" if reached is None else _short(reached), verdict, note)

    def ratio(self, name: str, what: str, seen: Ratio, least: Optional[float] = None, note: str = "",
              by_processor: Optional[Ratio] = None) -> None:
        """No ratio is printed that the machine was too disturbed to tell. Where there is one `by_processor`, which others
        on the machine disturb less, it stands in."""
        told, words = seen, f"± {seen.spread:.0%}"
        if not seen.can_be_told and by_processor is not None and by_processor.can_be_told:
            told, words = by_processor, f"± {by_processor.spread:.0%}, of processor time; {words} by the clock"
        elif not seen.can_be_told:
            words += ": the machine was too disturbed to tell"
        reached = told.middle if told.can_be_told else None
        met = None if least is None or reached is None else reached >= least
        self.row(name, what, "" if least is None else f"≥ {least:g}", reached, met, "; ".join(filter(None, (words, note))))

    def by_clock(self, name: str, what: str, must: str, reached: float, met: bool, note: str = "") -> None:
        """A time or a rate that stands beside no other one: no verdict on a busy machine."""
        busy = self.lost > machine.BUSY
        words = f"others had {self.lost:.0%} of the core: no verdict" if busy else ""
        self.row(name, what, must, reached, None if busy else met, "; ".join(filter(None, (words, note))))

    def at_most(self, name: str, what: str, most: float, reached: float, note: str = "") -> None:
        self.row(name, what, f"≤ {most:g}", reached, reached <= most, note)

    def at_least(self, name: str, what: str, least: float, reached: float, note: str = "") -> None:
        self.row(name, what, f"≥ {least:g}", reached, reached >= least, note)

    def fact(self, name: str, what: str, reached: float, note: str = "") -> None:
        self.row(name, what, "", reached, None, note)

    def left_out(self, name: str, what: str, must: str, why: str) -> None:
        self.row(name, what, must, None, None, f"left out: {why}")

    def keep(self, name: str, what: Any) -> None:
        """For the JSON alone."""
        self.kept[name] = what

    def picture(self, name: str, svg: str) -> None:
        (self.into / f"{name}.svg").write_text(svg)

    def write(self) -> None:
        about = machine.describe()
        whole = {"machine": about, "rows": self.rows, **self.kept}
        (self.into / "report.json").write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
        (self.into / "goals.md").write_text(self._goals(about))

    def _goals(self, about: dict[str, str]) -> str:
        """The rows that have a must, as a table for a page."""
        lines = [f"{about['cores']} cores of {about['processor']}, Linux {about['kernel']}, {about['taken_at'][:10]}, "
                 f"commit {about['commit']}", "", "| | | must | reached |", "|---|---|---|---|"]
        for row in self.rows:
            if row["must"]:
                reached = "cannot be told" if row["reached"] is None else _short(row["reached"])
                lines.append(f"| {row['row']} | {row['what']} | {row['must']} | "
                             f"{f'**{reached}**' if row['met'] else reached} |")
        return "\n".join([*lines, ""])

    @staticmethod
    def _line(name: str, what: str, must: str, reached: str, verdict: str, note: str) -> None:
        print(f"{name:8} {what:66} {must:>8} {reached:>9}  {verdict:10} {note}".rstrip(), flush=True)


def _short(value: float) -> str:
    return f"{value:,.0f}".replace(",", " ") if abs(value) >= 1000 else f"{value:.3g}" if abs(value) < 10 else f"{value:.1f}"
