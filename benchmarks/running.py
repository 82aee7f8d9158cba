"""One benchmark in a process of its own: each has an installation of its own, and Django knows only one."""

import importlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

from benchmarks.report import Report

NAMES = ("sync", "pages", "live", "idle", "companies", "million", "members")


def measured(name: str, *, size: int | None = None, rounds: int | None = None) -> Report:
    """What the benchmark `name` found, at its own size and number of rounds if none are given."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measure, name, size, rounds).result()


def _measure(name: str, size: int | None, rounds: int | None) -> Report:
    module = importlib.import_module(f"benchmarks.{name}")
    report: Report = module.run(size or module.SIZE, rounds or module.ROUNDS)
    return report
