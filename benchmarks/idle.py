"""Memory of `spindle serve` after somebody has signed up and looked at Home, beside a bare Python with Django imported."""

import subprocess
import sys
import time

from benchmarks import installation
from benchmarks.browser import Visitor
from benchmarks.memory import family
from benchmarks.report import Report

NAME = "idle"
SIZE, ROUNDS = 1, 3
_SETTLE_SECONDS = 3.0
_BARE = "import django.core.handlers.wsgi, django.db.models, django.template, django.forms; print(flush=True); input()"
_TYPED = {
    "first_name": "Femke",
    "last_name": "Smit",
    "company": "Bench",
    "email": "femke@ours.example",
    "password": "Bench-2026",
    "password1": "Bench-2026",
    "language": "en",
    "time_zone": "Europe/Amsterdam",
}


def run(size: int, rounds: int) -> Report:
    """PSS of all processes, `rounds` times; `size` visits to Home before."""
    totals, bare = [], []
    report = Report("idle: memory (PSS) of all processes, once somebody has signed up")
    for _ in range(rounds):
        with installation.empty(), installation.serving() as (process, port):
            visitor = Visitor(port)
            visitor.post("/account/signup/", _TYPED)
            for _ in range(size):
                visitor.get("/")
            time.sleep(_SETTLE_SECONDS)
            members = family(process.pid)
        totals.append(sum(one.megabytes for one in members.values()))
        bare.append(_bare())
    report.add("bare Python with Django", "MB", bare)
    report.add("Spindle, all processes", "MB", totals, of=bare, goal="below 150")
    report.notes.append(", ".join(f"{one.name} {one.megabytes:.0f} MB" for one in members.values()))
    return report


def _bare() -> float:
    command = [sys.executable, "-c", _BARE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        total = sum(one.megabytes for one in family(process.pid).values())
        process.kill()
    return total
