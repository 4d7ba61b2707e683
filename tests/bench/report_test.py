"""The report's own reckoning: ratios, folded stacks, plots. Ends with `N passed, N failed`."""

import contextlib
import io
import pathlib
import sys
import tempfile
import unittest
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench" / "report"))

import costs  # noqa: E402
import draw  # noqa: E402
from flame import flame  # noqa: E402
from result import Result  # noqa: E402
from rounds import Ratio, alternate, paired  # noqa: E402
from stacks import Frame, fold, short  # noqa: E402

PERF_SCRIPT = """delivery 4711 100.000001: 1001001 cpu-clock:
\tffffffff81001000 tcp_sendmsg+0x12 ([kernel.kallsyms])
\t    7f0000001000 __send+0x1c (/usr/lib/x86_64-linux-gnu/libc.so.6)
\t    55550000a000 cohook::transport::(anonymous namespace)::write(std::span<char const>)+0x44 (/build/bench/delivery)

delivery 4711 100.000002: 1001001 cpu-clock:
\tffffffff81001000 tcp_sendmsg+0x20 ([kernel.kallsyms])
\t    7f0000001000 __send+0x1c (/usr/lib/x86_64-linux-gnu/libc.so.6)
\t    55550000a000 cohook::transport::(anonymous namespace)::write(std::span<char const>)+0x44 (/build/bench/delivery)

delivery 4711 100.000003: 1001001 cpu-clock:
\t    7f0000002000 sha256_block_data_order+0x1 (/usr/lib/x86_64-linux-gnu/libcrypto.so.3)
"""

SENT = (Frame("cohook::transport::_::write", "delivery"), Frame("__send", "libc.so.6"),
        Frame("tcp_sendmsg", "[kernel.kallsyms]"))
HASHED = (Frame("sha256_block_data_order", "libcrypto.so.3"),)


class Rounds(unittest.TestCase):
    def test_takes_turns_and_changes_who_begins(self) -> None:
        order: list[str] = []

        def run(name: str) -> float:
            order.append(name)
            return len(order)

        with contextlib.redirect_stderr(io.StringIO()):
            figures = alternate(2, {"a": lambda: run("a"), "b": lambda: run("b")})
        self.assertEqual(order, ["a", "b", "b", "a"])
        self.assertEqual(figures, {"a": [1, 4], "b": [2, 3]})

    def test_a_ratio_is_the_median_of_neighbours_and_not_of_all(self) -> None:
        # The machine halves its speed on the way: neighbours do not notice.
        seen = paired([100, 100, 50, 50, 50], [200, 200, 100, 100, 100])
        self.assertEqual((seen.middle, seen.spread), (0.5, 0))

    def test_one_strange_round_on_either_side_does_not_widen_the_spread(self) -> None:
        seen = paired([10, 1, 1, 1, 0.1], [1, 1, 1, 1, 1])
        self.assertEqual((seen.middle, seen.spread), (1, 0))

    def test_two_strange_rounds_do(self) -> None:
        self.assertFalse(paired([2, 2, 1, 1, 1], [1, 1, 1, 1, 1]).can_be_told)


class Verdicts(unittest.TestCase):
    def setUp(self) -> None:
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.result = Result(pathlib.Path(folder))
        self.enterContext(contextlib.redirect_stdout(io.StringIO()))

    def test_a_ratio_meets_its_must_or_misses_it(self) -> None:
        self.result.ratio("G1", "one / other", Ratio(0.9, 0.02), 0.85)
        self.result.ratio("G1", "one / other", Ratio(0.8, 0.02), 0.85)
        self.assertEqual([row["met"] for row in self.result.rows], [True, False])

    def test_no_ratio_is_printed_where_the_machine_was_too_disturbed(self) -> None:
        self.result.ratio("G1", "one / other", Ratio(0.9, 0.4), 0.85)
        row = self.result.rows[0]
        self.assertIsNone(row["reached"])
        self.assertIsNone(row["met"])
        self.assertIn("too disturbed", row["note"])

    def test_bounds_hold_on_their_edge(self) -> None:
        self.result.at_most("G5", "count", 3, 3)
        self.result.at_most("G5", "count", 3, 3.1)
        self.result.at_least("G7", "share", 0.98, 0.98)
        self.result.at_least("G7", "share", 0.98, 0.97)
        self.assertEqual([row["met"] for row in self.result.rows], [True, False, True, False])


    def test_a_lone_time_has_no_verdict_on_a_busy_machine(self) -> None:
        for self.result.lost in (0.1, 0.5):
            self.result.by_clock("G20", "µs", "≤ 200", 300, False)
        self.assertEqual([row["met"] for row in self.result.rows], [False, None])

    def test_a_page_gets_the_rows_that_have_a_must(self) -> None:
        self.result.at_most("G5", "count", 3, 2)
        self.result.ratio("G1", "one / other", Ratio(0.9, 0.4), 0.85)
        self.result.fact("rates", "wrk", 70_000)
        self.result.write()
        lines = (self.result.into / "goals.md").read_text().splitlines()[4:]
        self.assertEqual(lines, ["| G5 | count | ≤ 3 | **2** |", "| G1 | one / other | ≥ 0.85 | cannot be told |"])

    def test_processor_time_stands_in_where_the_clock_cannot_tell(self) -> None:
        self.result.ratio("G1", "one / other", Ratio(0.9, 0.4), 0.85, by_processor=Ratio(0.86, 0.05))
        self.result.ratio("G1", "one / other", Ratio(0.9, 0.1), 0.85, by_processor=Ratio(0.8, 0.05))
        self.assertEqual([row["reached"] for row in self.result.rows], [0.86, 0.9])


class Stacks(unittest.TestCase):
    def test_equal_samples_are_one_stack_with_a_count(self) -> None:
        self.assertEqual(dict(fold(PERF_SCRIPT.splitlines())), {SENT: 2, HASHED: 1})

    def test_a_name_loses_parameters_and_template_arguments(self) -> None:
        self.assertEqual(short("void a::b<std::vector<int>, c>::run(int, d<e>) const"), "void a::b::run")

    def test_a_cost_is_named_by_the_callee(self) -> None:
        self.assertEqual(costs.cost_of(SENT), "writing to sockets")
        self.assertEqual(costs.cost_of(HASHED), "SHA-256")
        self.assertEqual(costs.cost_of((Frame("main", "delivery"),)), "everything else")


class Plots(unittest.TestCase):
    def parsed(self, svg: str) -> list[xml.etree.ElementTree.Element]:
        return list(xml.etree.ElementTree.fromstring(svg).iter())

    def test_bars_are_as_long_as_their_values(self) -> None:
        lengths = [float(each.get("width", "0")) for each in self.parsed(draw.bars("<t>", {"a": 50, "b": 100}))
                   if each.tag.endswith("rect") and each.get("width") != "100%"]
        self.assertEqual(lengths, [500, 250])

    def test_a_line_rises_where_its_values_do(self) -> None:
        svg = draw.lines("title", "x", {"one": [(1, 10), (10, 20), (100, 20)]}, log_x=True)
        line = next(each for each in self.parsed(svg) if each.tag.endswith("polyline"))
        places = [tuple(map(float, pair.split(","))) for pair in line.get("points", "").split()]
        self.assertLess(places[0][0], places[1][0])
        self.assertGreater(places[0][1], places[1][1])  # downwards is plus
        self.assertEqual(places[1][1], places[2][1])
        self.assertAlmostEqual(places[1][0] - places[0][0], places[2][0] - places[1][0], delta=0.2)

    def test_nothing_but_zeros_is_drawn_as_well(self) -> None:
        self.parsed(draw.lines("title", "x", {"one": [(0, 0), (1, 0)]}))

    def test_a_flame_is_as_wide_as_its_share(self) -> None:
        boxes = [each for each in self.parsed(flame("t", fold(PERF_SCRIPT.splitlines()), {})) if each.tag.endswith("title")]
        self.assertIn("sha256_block_data_order (libcrypto.so.3): 33.3%", [each.text for each in boxes])
        self.assertEqual(len(boxes), 4)


if __name__ == "__main__":
    outcome = unittest.main(exit=False, verbosity=0).result
    bad = len(outcome.failures) + len(outcome.errors)
    print(f"{outcome.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
