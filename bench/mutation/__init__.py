"""Mutation testing: what in the program may be changed without any test noticing?

`python -m bench.mutation` makes small changes, one at a time, and runs the tests that reach the changed line. A change
that no test notices has survived: either a test is missing, or the code says more than it needs to. What is mutated and
by which tests is data, `rooms.toml`; survivors that are no fault are explained in `explained.toml`.
"""
