"""A company of ten years: a million messages and a hundred thousand relations, on both engines and beside notmuch."""

from benchmarks.million.run import NAME, ROUNDS, SIZE, run

__all__ = ["NAME", "ROUNDS", "SIZE", "run"]
