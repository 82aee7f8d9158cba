"""An update of many companies at a start, a company, beside Django's own migrate on each."""

import time

from benchmarks import installation
from benchmarks.report import Report

NAME = "companies"
SIZE, ROUNDS = 1_000, 1
# Django's way is measured on so many of them.
_LONG_WAY = 10
_AWAY = ("journal", None)


def run(size: int, rounds: int) -> Report:
    """Make `size` companies, take the journal's tables from them, and bring all of them up again, `rounds` times."""
    report = Report(f"companies: an update of {size} companies at a start")
    made, theirs, ours, all_of_them = [], [], [], []
    with installation.fresh():
        started = time.perf_counter()
        slugs = _found(size)
        made.append((time.perf_counter() - started) * 1000 / size)
        for _ in range(rounds):
            _make_older(slugs)
            theirs.append(_django(slugs[:_LONG_WAY]))
            started = time.perf_counter()
            _update(size)
            seconds = time.perf_counter() - started
            ours.append(seconds * 1000 / (size - _LONG_WAY))
            all_of_them.append(seconds)
    report.add("a new company", "ms", made)
    report.add("Django's migrate, a company", "ms", theirs)
    report.add("Spindle's update with its snapshot, a company", "ms", ours, of=theirs)
    report.add("all of them", "s", all_of_them)
    return report


def _found(size: int) -> list[str]:
    from spindle.organisations.actions import create_organisation

    return [
        create_organisation(f"Bench {number}", language="en", timezone="UTC").slug for number in range(size)
    ]


def _make_older(slugs: list[str]) -> None:
    """Back by one app: Django says how on the first, the others get the same statements."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    from spindle.organisations.queries import organisation_by_slug
    from spindle.organisations.replaying import Recorder, replay

    recorder = Recorder()
    for slug in slugs:
        with organisation_by_slug(slug).active():
            connection = connections["organisation"]
            if recorder.statements:
                replay(recorder.statements)
            else:
                with connection.execute_wrapper(recorder):
                    MigrationExecutor(connection).migrate([_AWAY])


def _django(slugs: list[str]) -> float:
    """Milliseconds a company."""
    from spindle.organisations.migrating import migrate_active
    from spindle.organisations.queries import organisation_by_slug

    started = time.perf_counter()
    for slug in slugs:
        with organisation_by_slug(slug).active():
            migrate_active()
    return (time.perf_counter() - started) * 1000 / len(slugs)


def _update(size: int) -> None:
    """The update itself; RuntimeError unless every company is ready after it."""
    from spindle.organisations.migrating import migrate_companies
    from spindle.organisations.models import Organisation, State

    migrate_companies()
    if (ready := Organisation.objects.filter(state=State.READY).count()) != size:
        raise RuntimeError(f"{ready} of {size} companies are ready")
