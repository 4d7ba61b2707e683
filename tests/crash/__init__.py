"""kill -9 at any moment, and an independent judge of what is left.

run.py starts the real binary, lets publishers and operators work on it (writers.py, operations.py) against a receiver
that fails as receivers do, kills it at random moments, starts it again, heals the receiver, waits until nothing is
pending and takes the store's content out of the file (dump.py). checker.py then judges the logs against the promises of
the product; it shares no code with it. checker_test.py breaks good histories and wants each break to be found.
"""
