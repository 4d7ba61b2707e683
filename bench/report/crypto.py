"""What a signature costs beside its SHA-256 (G8)."""

import json

from bench import Bench, output
from result import Result


def measure(bench: Bench, result: Result) -> None:
    found = json.loads(output([str(bench.programs / "sign")]))
    result.at_most("G8", "one signature of 1 KiB / bare SHA-256, precomputed pads", 1.15, found["ratio"],
                   f"{found['sign_ns']:.0f} ns / {found['bare_ns']:.0f} ns")
