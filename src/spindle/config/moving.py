"""A company from one engine to the other, whole or not at all, while it stands still.

Its blobs first, into packs if it goes to PostgreSQL; then, within its turn to write, its rows in one view, the indexes
made anew, every table compared and every blob read; then the switch, one row of the control database. Broken off before
that it can be begun again, and the company is where it was. Whoever still believes the old place finds it closed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.db import transaction

from spindle.archive import blobs
from spindle.archive.search import index as entries
from spindle.organisations import companies, creation
from spindle.organisations.active import Handle, active
from spindle.organisations.backends.opening import Connection as File
from spindle.organisations.backends.sqlcipher.base import open_main
from spindle.organisations.copies import active_migrations
from spindle.organisations.engine import Engine
from spindle.organisations.locks import InstallationLock
from spindle.organisations.migrating import known_migrations
from spindle.organisations.models import Organisation, State
from spindle.organisations.turnstile import Turnstile
from spindle.relations.search import index as relations

Say = Callable[[str], None]
_CHANGES = ("INSERT", "UPDATE", "DELETE")


class MoveRefused(RuntimeError):
    """The company stays where it is; the text says why, for who runs the installation."""


def move(organisation: Organisation, to: Engine, say: Say) -> None:
    """Moves a company; of one that is there already what a broken move left is put in order. Raises `MoveRefused`."""
    with InstallationLock(f"move-{organisation.slug}"):
        organisation.refresh_from_db()
        source = organisation.unchecked_handle()
        if source.engine is not to:
            _refuse_unready(organisation, source)
            source.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _move(organisation, source, replace(source, engine=to), say)
        _clear_up(replace(source, engine=to), say)


def _refuse_unready(organisation: Organisation, source: Handle) -> None:
    if organisation.state not in {State.READY, State.MOVING}:
        raise MoveRefused(f"{organisation.name} {State(organisation.state).label}; it cannot be moved so.")
    with active(source):
        if active_migrations() != known_migrations():
            raise MoveRefused(
                f"{organisation.name} must be brought up to date first: run `spindle org migrate`."
            )


def _move(organisation: Organisation, source: Handle, target: Handle, say: Say) -> None:
    if source.engine is Engine.SQLCIPHER:
        say("Copying messages and files…")
        with active(source):
            blobs.to_packs()
    with _standing_still(organisation), _nobody_writing(source) as close:
        say("Copying rows…")
        _copy_rows(source, target)
        say("Making the indexes of the search…")
        with active(target), transaction.atomic(using="organisation", durable=True):
            relations.rebuild()
            entries.rebuild()
        say("Comparing…")
        _compare(source, target)
        organisation.engine, organisation.state = target.engine, State.READY
        organisation.save(update_fields=["engine", "state"])
        close()


@contextmanager
def _standing_still(organisation: Organisation) -> Iterator[None]:
    """Nobody new comes in. What fails leaves the company as it was."""
    organisation.state = State.MOVING
    organisation.save(update_fields=["state"])
    before = organisation.engine
    try:
        yield
    except BaseException:
        organisation.refresh_from_db()
        if organisation.engine == before:
            organisation.state = State.READY
            organisation.save(update_fields=["state"])
        raise


@contextmanager
def _nobody_writing(source: Handle) -> Iterator[Callable[[], None]]:
    """The company's turn to write, with no blob left behind; what it gives closes the rows for good, to be called at the end."""
    while True:
        with _turn(source) as close:
            if source.engine is Engine.POSTGRESQL or not _left_behind(source):
                yield close
                return
        with active(source):
            blobs.to_packs()


def _left_behind(source: Handle) -> bool:
    """Whether a blob came in since the blobs were copied."""
    with active(source):
        return blobs.outside_packs()


@contextmanager
def _turn(source: Handle) -> Iterator[Callable[[], None]]:
    if source.engine is Engine.SQLCIPHER:
        with Turnstile(source.main):
            yield lambda: _close_file(source)
        return
    from spindle.organisations.backends.postgresql.closing import turn_and_close

    with turn_and_close(source) as close:
        yield close


def _close_file(source: Handle) -> None:
    """Who has the file open already can read it, and change nothing."""
    raw = open_main(source)
    try:
        raw.execute("BEGIN IMMEDIATE")
        for table in _tables(raw):
            for change in _CHANGES:
                raw.execute(
                    f'CREATE TRIGGER "moved_{table}_{change}" BEFORE {change} ON "{table}" '
                    "BEGIN SELECT RAISE(ABORT, 'this company has moved to another database'); END"
                )
        raw.execute("COMMIT")
    finally:
        raw.close()


def _tables(raw: File) -> list[str]:
    """Those that a transaction of ours touches: the ones of models, not the shadow tables of the index."""
    from spindle.organisations.backends.postgresql.transfer import tables

    there = {row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()}
    return [table.name for table in tables() if table.name in there]


def _copy_rows(source: Handle, target: Handle) -> None:
    from spindle.organisations.backends.postgresql.transfer import to_postgresql

    companies.of(target.engine).remove(target)  # what a broken move left
    if target.engine is Engine.SQLCIPHER:
        companies.of(source.engine).copy_rows(
            source, target, lambda: creation.migrate_template(Engine.SQLCIPHER)
        )
        return
    companies.of(target.engine).make(target, creation.migrate_template(target.engine))
    to_postgresql(source, target)


def _compare(source: Handle, target: Handle) -> None:
    from spindle.organisations.backends.postgresql.comparing import sums

    before, after = sums(source), sums(target)
    different = [name for name in before if before[name] != after.get(name)]
    if different:
        raise MoveRefused(f"The copy differs in {', '.join(different)}; nothing was changed.")
    with active(target):
        damaged = list(blobs.verify())
    if damaged:
        raise MoveRefused(
            f"{len(damaged)} messages or files are damaged, such as {damaged[0]}; nothing was changed. "
            "`spindle org verify` tells more."
        )


def _clear_up(here: Handle, say: Say) -> None:
    """Takes away what is left in the old place, and brings blobs into the new one's own form."""
    other = Engine.SQLCIPHER if here.engine is Engine.POSTGRESQL else Engine.POSTGRESQL
    companies.of(other).remove(replace(here, engine=other))
    if here.engine is Engine.POSTGRESQL:
        blobs.drop_shelves(here)
        return
    with active(here):
        if blobs.belong_on_shelves():
            say("Putting messages and files beside the rows…")
            blobs.to_shelves()
