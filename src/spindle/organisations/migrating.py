"""Brings databases to the shape of this code: the control database, the template, and every company at start.

A company of an older version is copied beside itself before it is migrated; the copy goes at the next good start.
A company that a newer version has used is refused, not touched.
"""

import logging
from collections.abc import Iterable

from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from spindle.organisations import companies
from spindle.organisations.active import ALIAS, Handle, active
from spindle.organisations.models import Organisation, State
from spindle.organisations.router import CONTROL, CONTROL_APPS, ORGANISATION_APPS

Node = tuple[str, str]
log = logging.getLogger(__name__)


def migrate_control() -> None:
    """Makes or updates the control database's tables."""
    if _run(CONTROL, CONTROL_APPS):
        emit_post_migrate_signal(verbosity=0, interactive=False, db=CONTROL)


def migrate_active() -> None:
    """Makes or updates the tables of the company that is active."""
    _run(ALIAS, ORGANISATION_APPS)


def known_migrations() -> frozenset[Node]:
    """The migrations of a company's database that this code has."""
    graph = MigrationLoader(None).graph
    return frozenset(node for node in graph.nodes if node[0] in ORGANISATION_APPS)


def migrate_companies() -> None:
    """Looks at every company, and migrates those of an older version. Leaves each in its right `State`."""
    known = known_migrations()
    for organisation in Organisation.objects.all():
        state = _brought_up(organisation.unchecked_handle(), known)
        if state != organisation.state:
            organisation.state = state
            organisation.save(update_fields=["state"])


def _brought_up(handle: Handle, known: frozenset[Node]) -> State:
    with active(handle):
        applied = _applied()
        if applied - known:
            return State.NEWER
        if applied == known:
            companies.of(handle.engine).drop_snapshot(handle)
            return State.READY
    companies.of(handle.engine).take_snapshot(handle)
    try:
        with active(handle):
            migrate_active()
    except DatabaseError:
        log.exception("The data of company %s could not be brought up to date.", handle.slug)
        return State.BEHIND
    return State.READY


def _applied() -> set[Node]:
    applied = MigrationRecorder(connections[ALIAS]).applied_migrations()
    return {node for node in applied if node[0] in ORGANISATION_APPS}


def _run(alias: str, labels: Iterable[str]) -> bool:
    executor = MigrationExecutor(connections[alias])
    executor.loader.check_consistent_history(connections[alias])
    wanted = set(labels)
    targets = [node for node in executor.loader.graph.leaf_nodes() if node[0] in wanted]
    plan = executor.migration_plan(targets)
    executor.migrate(targets, plan)
    return bool(plan)
