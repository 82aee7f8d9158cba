"""A company goes to the other engine and back with nothing lost, and stays where it is when something is wrong."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from spindle.archive import blobs
from spindle.archive.models import Body, Entry
from spindle.archive.search import index_files, search
from spindle.channels.contract import AttachmentInfo
from spindle.config import moving
from spindle.config.moving import MoveRefused, move
from spindle.members.models import Member
from spindle.organisations.active import active
from spindle.organisations.backends.postgresql.comparing import Sum, sums
from spindle.organisations.engine import Engine
from spindle.organisations.models import Organisation, State, Unavailable
from spindle.relations.models import Relation
from spindle.relations.queries import relation_page
from tests.engines import only_postgresql
from tests.factories import account, member, message, received, relation

pytestmark = only_postgresql

_THERE_AND_BACK = [Engine.SQLCIPHER, Engine.POSTGRESQL]


def _silent(_line: str) -> None:
    pass


@pytest.fixture
def filled(acme: Organisation) -> Organisation:
    """A company with all kinds of values in its rows, and blobs of both sizes."""
    with acme.active():
        who = member("Anna")
        bakery = relation("Bäckerei O’Neill", email="jan@customer.example")
        relation("Jan", email="piet@customer.example", below=bakery)
        pdf = (AttachmentInfo(0, "café.pdf", "application/pdf", 9),)
        box = account(who)
        entries = received(box, *(message(f"order {number} café ☃", attachments=pdf) for number in range(30)))
        large = blobs.put_many([os.urandom(3_000_000)])
        Entry.objects.filter(pk=entries[0].pk).update(blob=large[0])
        with transaction.atomic(using="organisation"):
            index_files({entries[1].pk: ["windmill"]})
    return acme


def _contents(organisation: Organisation) -> tuple[object, ...]:
    with organisation.active():
        who = Member.objects.get(first_name="Anna")
        return (
            {name: blobs.read(name) for name in blobs.names()},
            [hit.entry.subject for hit in search(who, "order cafe ").rows],
            [hit.entry.subject for hit in search(who, "windmill ").rows],
            [hit.entry.subject for hit in search(who, "relation:backerei order ").rows],
            [row.name for row in relation_page(query="neill").rows],
            list(Body.objects.order_by("pk").values_list("text", flat=True)),
        )


def _fresh(organisation: Organisation) -> Organisation:
    return Organisation.objects.get(pk=organisation.pk)


def _sums(organisation: Organisation) -> dict[str, Sum]:
    # Where blobs lie may differ.
    found = sums(organisation.handle())
    return {name: one for name, one in found.items() if name not in {"archive_pack", "archive_packedblob"}}


def test_there_and_back(filled: Organisation) -> None:
    before, rows = _contents(filled), _sums(filled)
    assert rows["archive_entry"].count == 30
    for engine in _THERE_AND_BACK:
        move(filled, engine, _silent)
        moved = _fresh(filled)
        assert (moved.engine, moved.state) == (engine, State.READY)
        assert _contents(moved) == before
        assert _sums(moved) == rows


def test_blobs_take_the_form_of_the_place(filled: Organisation) -> None:
    folder = filled.handle().folder
    move(filled, Engine.SQLCIPHER, _silent)
    assert (folder / "main.db").exists()
    assert (folder / "blobs.db").exists()
    move(filled, Engine.POSTGRESQL, _silent)
    left = {path.name for path in folder.rglob("*") if path.is_file()}
    assert not {name for name in left if name.startswith(("main", "blobs"))}
    assert not list((folder / "files").glob("??/*"))


def test_it_goes_on_there(filled: Organisation) -> None:
    """New rows get numbers of their own, and new messages are found."""
    for engine in _THERE_AND_BACK:
        move(filled, engine, _silent)
        moved = _fresh(filled)
        with moved.active():
            who = Member.objects.get(first_name="Anna")
            relation(f"New on {engine}", email=f"{engine}@new.example")
            [entry] = received(account(who), message(f"arrived {engine}"))
            assert [hit.entry.pk for hit in search(who, f"arrived {engine} ").rows] == [entry.pk]
            assert blobs.read(entry.blob)
    with moved.active():
        assert Relation.objects.filter(name__startswith="New on").count() == 2


@pytest.mark.parametrize("engine", _THERE_AND_BACK)
def test_what_fails_leaves_it_where_it_is(
    filled: Organisation, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine is Engine.POSTGRESQL:
        move(filled, Engine.SQLCIPHER, _silent)
    before = _contents(_fresh(filled))
    with monkeypatch.context() as broken:
        broken.setattr(moving, "_compare", _raise)
        with pytest.raises(MoveRefused):
            move(filled, engine, _silent)
    here = _fresh(filled)
    assert (here.engine, here.state) == (filled.engine, State.READY)
    assert here.engine != engine
    assert _contents(here) == before
    move(filled, engine, _silent)
    assert _contents(_fresh(filled)) == before


def _raise(*_both: object) -> None:
    raise MoveRefused("different")


def test_it_can_be_begun_again_after_a_kill(filled: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is killed puts nothing in order: the state stays, and so does half a copy."""
    before = _contents(filled)
    with monkeypatch.context() as broken:
        broken.setattr(moving, "_compare", _raise)
        with pytest.raises(MoveRefused):
            move(filled, Engine.SQLCIPHER, _silent)
    Organisation.objects.filter(pk=filled.pk).update(state=State.MOVING)
    assert (filled.unchecked_handle().folder / "main.db").exists()
    move(filled, Engine.SQLCIPHER, _silent)
    assert _contents(_fresh(filled)) == before


def test_a_damaged_blob_is_no_reason_to_lose_it(filled: Organisation) -> None:
    handle = filled.handle()
    pack = next(path for path in (handle.folder / "packs").rglob("*") if path.is_file())
    content = bytearray(pack.read_bytes())
    content[-5] ^= 1
    pack.write_bytes(content)
    with pytest.raises(MoveRefused, match="damaged"):
        move(filled, Engine.SQLCIPHER, _silent)
    assert _fresh(filled).engine == Engine.POSTGRESQL


@pytest.mark.parametrize("engine", _THERE_AND_BACK)
def test_who_believes_the_old_place_can_write_nothing(filled: Organisation, engine: Engine) -> None:
    if engine is Engine.POSTGRESQL:
        move(filled, Engine.SQLCIPHER, _silent)
    stale = _fresh(filled)
    with active(stale.handle()):
        assert Entry.objects.exists()
        thread = threading.Thread(target=move, args=(_fresh(filled), engine, _silent))
        thread.start()
        thread.join()
        with pytest.raises(DatabaseError):
            Entry.objects.update(subject="lost")
    with pytest.raises(DatabaseError), active(stale.handle()):
        Entry.objects.update(subject="lost")
    with _fresh(filled).active():
        assert not Entry.objects.filter(subject="lost").exists()


def test_it_stands_still_meanwhile(filled: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def look(*both: object) -> None:
        with pytest.raises(Unavailable) as refused:
            _fresh(filled).handle()
        seen.append(str(refused.value))

    monkeypatch.setattr(moving, "_compare", look)
    move(filled, Engine.SQLCIPHER, _silent)
    assert "moved" in seen[0]


def test_what_comes_in_while_blobs_are_copied_is_not_left(
    filled: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    move(filled, Engine.SQLCIPHER, _silent)
    copy: Callable[[], int] = blobs.to_packs
    late: list[str] = []

    def and_one_more() -> int:
        count = copy()
        if not late:
            late.extend(blobs.put_many([b"late"]))
        return count

    monkeypatch.setattr(blobs, "to_packs", and_one_more)
    move(filled, Engine.POSTGRESQL, _silent)
    with _fresh(filled).active():
        assert blobs.read(late[0]) == b"late"


def test_a_whole_installation_goes_to_postgresql(tmp_path: Path) -> None:
    """As the administrator does it: set SPINDLE_DATABASE, move each company. Who signs in to it is known there."""
    from tests.peers.postgresql import make_database, url

    port = int(os.environ["SPINDLE_TEST_SERVER"])
    name = f"moving_{os.getpid()}"
    make_database(port, name)
    files = {**os.environ, "SPINDLE_DATA": str(tmp_path / "data")}
    files.pop("SPINDLE_DATABASE", None)
    server = {**files, "SPINDLE_DATABASE": url(port, name)}
    created = _spindle(files, "org", "create", "Bakkerij", "--administrator", "anna@ours.example")
    slug = created.split("short name is ")[1].split(".")[0]
    assert "is on PostgreSQL" in _spindle(server, "org", "move", slug, "--to", "postgresql")
    assert slug in _spindle(server, "org", "list")
    assert "is whole" in _spindle(server, "org", "verify", slug)
    assert "is on files" in _spindle(server, "org", "move", slug, "--to", "sqlcipher")
    assert "is whole" in _spindle(server, "org", "verify", slug)


def _spindle(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "spindle.config.cli", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
