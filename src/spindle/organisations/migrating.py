"""Brings databases to the shape of this code: the control database, the template, and every company at start.

A company of an older version is copied beside itself before it is migrated; the copy goes at the next good start.
A company that a newer version has used is refused, not touched. What is wrong with one keeps no other from its update,
and an update that was broken off goes on where it was: each company knows its own migrations.
"""

import logging
from collections.abc import Callable, Iterable

from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connections
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from spindle.organisations import companies, keys
from spindle.organisations.active import ALIAS, Handle, active
from spindle.organisations.engine import Engine
from spindle.organisations.models import Organisation, State
from spindle.organisations.replaying import Recorder, Statement, is_replayable, replay
from spindle.organisations.router import CONTROL, CONTROL_APPS, ORGANISATION_APPS

Node = tuple[str, str]
# How many companies have been looked at, of how many.
Report = Callable[[int, int], None]
log = logging.getLogger(__name__)


def ignore(_done: int, _of: int) -> None:
    """Tells nobody."""


def migrate_control() -> None:
    """Makes or updates the control database's tables."""
    if _run(CONTROL, CONTROL_APPS):
        emit_post_migrate_signal(verbosity=0, interactive=False, db=CONTROL)


def migrate_active() -> list[Migration]:
    """Makes or updates the tables of the company that is active; which migrations that took."""
    return _run(ALIAS, ORGANISATION_APPS)


def known_migrations() -> frozenset[Node]:
    """The migrations of a company's database that this code has."""
    graph = MigrationLoader(None).graph
    return frozenset(node for node in graph.nodes if node[0] in ORGANISATION_APPS)


def migrate_companies(report: Report = ignore) -> None:
    """Looks at every company, and migrates those of an older version. Leaves each in its right `State`."""
    update = _Update(known_migrations())
    # One that is being moved belongs to who moves it.
    organisations = list(Organisation.objects.exclude(state=State.MOVING))
    for number, organisation in enumerate(organisations, start=1):
        state = _state_after(organisation, update)
        if state != organisation.state:
            organisation.state = state
            organisation.save(update_fields=["state"])
        report(number, len(organisations))


def _state_after(organisation: Organisation, update: "_Update") -> State:
    driver = companies.of(Engine(organisation.engine))
    faults: tuple[type[Exception], ...] = (DatabaseError, OSError, keys.KeyRefused, *driver.faults())
    try:
        return _brought_up(organisation.unchecked_handle(), update)
    except faults:
        log.exception("The data of company %s cannot be opened.", organisation.slug)
        return State.BROKEN


def _brought_up(handle: Handle, update: "_Update") -> State:
    with active(handle):
        applied = frozenset(_applied())
    if applied - update.known:
        return State.NEWER
    if applied == update.known:
        companies.of(handle.engine).drop_snapshot(handle)
        return State.READY
    companies.of(handle.engine).take_snapshot(handle)
    try:
        with active(handle):
            update.run(applied, handle.engine)
    except DatabaseError:
        log.exception("The data of company %s could not be brought up to date.", handle.slug)
        return State.BEHIND
    return State.READY


class _Update:
    """One update of many companies. What Django did to the first one is done again to those that lack the same."""

    def __init__(self, known: frozenset[Node]) -> None:
        self.known = known
        self._recorded: dict[tuple[Engine, frozenset[Node]], list[Statement]] = {}

    def run(self, applied: frozenset[Node], engine: Engine) -> None:
        """Migrates the company that is active, which has `applied`. Raises `DatabaseError`."""
        statements = self._recorded.get((engine, applied))
        if statements is None:
            self._run_first(applied, engine)
            return
        try:
            replay(statements)
        except DatabaseError:
            # This company is not quite like the first: Django works it out.
            log.warning("The recorded update did not fit; the long way is taken.", exc_info=True)
            migrate_active()

    def _run_first(self, applied: frozenset[Node], engine: Engine) -> None:
        recorder = Recorder()
        with connections[ALIAS].execute_wrapper(recorder):
            plan = migrate_active()
        if is_replayable(plan):
            self._recorded[engine, applied] = recorder.statements


def _applied() -> set[Node]:
    applied = MigrationRecorder(connections[ALIAS]).applied_migrations()
    return {node for node in applied if node[0] in ORGANISATION_APPS}


def _run(alias: str, labels: Iterable[str]) -> list[Migration]:
    executor = MigrationExecutor(connections[alias])
    executor.loader.check_consistent_history(connections[alias])
    wanted = set(labels)
    targets = [node for node in executor.loader.graph.leaf_nodes() if node[0] in wanted]
    plan = executor.migration_plan(targets)
    executor.migrate(targets, plan)
    return [migration for migration, _backwards in plan]
