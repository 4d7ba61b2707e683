"""The disk fails under the real binary: it must stop acknowledging instead of lying, and lose nothing it said it had."""
