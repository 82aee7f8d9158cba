"""Every class of list and search on SQLCipher and on PostgreSQL, beside notmuch, and how a tenth of the size compares."""

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from statistics import median

from benchmarks.million import notmuch
from benchmarks.million.classes import classes
from benchmarks.million.measuring import Measured, measure
from benchmarks.million.world import World
from benchmarks.report import Report, percentile

NAME = "million"
SIZE, ROUNDS = 1_000_000, 1
_ENGINES = ("sqlcipher", "postgresql")
_GROWTH = 10
_WRITING_SECONDS = 30.0
_MESSAGES_A_SECOND = 100
_P95 = 0.95
# What is a list or a card, not a search, has this goal.
_LIST_GOAL, _SEARCH_GOAL, _PHRASE_GOAL, _WRITE_GOAL = 5, 50, 500, 50


def run(size: int, rounds: int) -> Report:
    """`SPINDLE_BENCH_NOTMUCH=0` leaves notmuch out, `SPINDLE_BENCH_ENGINES` names those to measure; `rounds` is not used."""
    del rounds
    engines = [one for one in _ENGINES if one in os.environ.get("SPINDLE_BENCH_ENGINES", " ".join(_ENGINES))]
    report = Report(f"million: {size} messages, {size // 10} relations; ms at p50 and p95, second asking")
    whole = {
        engine: _apart(engine, size, min(_WRITING_SECONDS, size / _MESSAGES_A_SECOND)) for engine in engines
    }
    small = {engine: _apart(engine, size // _GROWTH, 0) for engine in engines}
    theirs = _beside(report, size)
    for engine in engines:
        _report(report, engine, whole[engine], small[engine], theirs)
    return report


def _apart(engine: str, size: int, writing: float) -> Measured:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measure, engine, size, writing).result()


def _beside(report: Report, size: int) -> dict[str, list[float]]:
    if os.environ.get("SPINDLE_BENCH_NOTMUCH") == "0":
        return {}
    if told := notmuch.missing():
        report.notes.append(told)
        return {}
    world = World(size)
    asked = {name: [one.theirs for one in found if one.theirs] for name, found in classes(world).items()}
    answers = notmuch.measure(world, {name: texts for name, texts in asked.items() if texts})
    report.add("notmuch: indexing", "s", [answers.indexing_seconds])
    found = {name: warm for name, (_first, warm) in answers.times.items()}
    for name, values in found.items():
        report.add(f"notmuch: {name}, p50", "ms", [median(values)])
        report.add(f"notmuch: {name}, p95", "ms", [percentile(values, _P95)])
    return found


def _report(
    report: Report, engine: str, whole: Measured, small: Measured, theirs: dict[str, list[float]]
) -> None:
    report.add(f"{engine}: filling", "s", [whole.filling_seconds])
    report.add(f"{engine}: size of the rows", "MB", [whole.megabytes])
    for name, values in whole.warm.items():
        p95, beside = percentile(values, _P95), theirs.get(name)
        report.add(f"{engine}: {name}, p50", "ms", [median(values)])
        report.add(
            f"{engine}: {name}, p95",
            "ms",
            [p95],
            of=[percentile(beside, _P95)] if beside else (),
            goal="" if name in whole.lists else _goal(engine, name, p95, is_list=False),
        )
        if name in whole.lists:
            alone = percentile(whole.statements[name], _P95)
            report.add(
                f"{engine}: {name}, its statements alone, p95",
                "ms",
                [alone],
                goal=_goal(engine, name, alone, is_list=True),
            )
        report.add(f"{engine}: {name}, first asking p95", "ms", [percentile(whole.first[name], _P95)])
        report.add(
            f"{engine}: {name}, grown from a tenth by",
            "x",
            [median(values) / max(median(small.warm[name]), 0.01)],
        )
    if whole.writes:
        for share in (0.5, 0.95, 0.99):
            goal = f"below {_WRITE_GOAL}" if share > _P95 else ""
            report.add(
                f"{engine}: small write beside a sync, p{share * 100:.0f}",
                "ms",
                [percentile(whole.writes, share)],
                goal=goal,
            )


def _goal(engine: str, name: str, p95: float, *, is_list: bool) -> str:
    limit = _LIST_GOAL if is_list else _SEARCH_GOAL
    if engine == "postgresql" and name.startswith("phrase"):
        limit = _PHRASE_GOAL
    return f"below {limit}{'' if p95 < limit else ': MISSED'}"
