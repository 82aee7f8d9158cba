"""What is put is what is read, is stored once, and tells nothing on disk."""

import io
import random
from contextvars import Context
from datetime import timedelta
from pathlib import Path

import pytest

from spindle.archive import blobs
from spindle.archive.blobs import shelves
from spindle.archive.blobs.put import LARGE
from spindle.organisations.active import NoOrganisation
from spindle.organisations.backends.opening import BLOBS, open_database
from spindle.organisations.models import Organisation
from tests.engines import only_sqlcipher

_PHRASE = b"the known phrase that is planted"


def _noise(length: int, *, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(length)


def _on_disk(organisation: Organisation) -> dict[str, bytes]:
    folder = organisation.handle().folder
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("length", [0, 1, 5_000, LARGE, LARGE + 1, 3 * LARGE])
def test_it_comes_back(active_acme: Organisation, length: int) -> None:
    content = _noise(length)
    [name] = blobs.put_many([content])
    assert blobs.read(name) == content
    assert blobs.size(name) == length
    assert blobs.exists(name)
    assert name == blobs.name_of(content)


def test_names_are_in_the_order_of_the_items(active_acme: Organisation) -> None:
    items = [b"b", b"a", _noise(LARGE + 1), b"b"]
    assert blobs.put_many(items) == [blobs.name_of(item) for item in items]


def test_nothing_to_put(active_acme: Organisation) -> None:
    assert blobs.put_many([]) == []


def test_the_same_content_is_stored_once(active_acme: Organisation) -> None:
    large = _noise(LARGE + 1)
    blobs.put_many([b"a", b"a", large, large])
    before = _on_disk(active_acme).keys()
    blobs.put_many([b"a", large])
    assert _on_disk(active_acme).keys() == before
    assert len(list(blobs.names())) == 2


def test_each_company_has_its_own_names(
    globex: Organisation, active_acme: Organisation, nested_companies: None
) -> None:
    [name] = blobs.put_many([b"a"])
    with globex.active():
        assert blobs.name_of(b"a") != name
        with pytest.raises(blobs.BlobMissing):
            blobs.read(name)


def test_no_company_no_blobs() -> None:
    with pytest.raises(NoOrganisation):
        Context().run(blobs.put_many, [b"a"])


@pytest.mark.parametrize("name", ["", "zz", "00" * 32, "../../etc/passwd"])
def test_an_unknown_name(active_acme: Organisation, name: str) -> None:
    blobs.put_many([b"a"])
    assert not blobs.exists(name)
    with pytest.raises(blobs.BlobMissing):
        blobs.open_stream(name)


def test_nothing_of_it_can_be_read_on_disk(active_acme: Organisation) -> None:
    blobs.put_many([_PHRASE, _PHRASE * 50_000])
    for name, content in _on_disk(active_acme).items():
        assert _PHRASE not in content, name
        assert b"CREATE TABLE" not in content, name


@only_sqlcipher
def test_its_pages_are_as_measured(active_acme: Organisation) -> None:
    blobs.put_many([b"a"])
    [shelf] = shelves.shelves(active_acme.handle())
    raw = open_database(shelf.path, shelf.key, BLOBS)
    assert raw.execute("PRAGMA cipher_page_size").fetchall() == [("16384",)]
    assert raw.execute("PRAGMA auto_vacuum").fetchall() == [(2,)]
    assert raw.execute("PRAGMA synchronous").fetchall() == [(2,)]
    assert raw.execute("PRAGMA journal_mode").fetchall() == [("wal",)]
    raw.close()


def test_a_file_by_path(active_acme: Organisation, tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(b"From: a")
    assert blobs.read(blobs.put_file(tmp_path / "mail.eml")) == b"From: a"


def test_a_stream_that_gives_little_at_a_time(active_acme: Organisation) -> None:
    content = _noise(LARGE + 500)

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 70_001))

    assert blobs.put_file(Slow(content)) == blobs.name_of(content)


def test_deleting(active_acme: Organisation) -> None:
    small, large, kept = blobs.put_many([b"a", _noise(LARGE + 1), b"b"])
    assert blobs.delete([small, large, "00" * 32]) == 2
    assert list(blobs.names()) == [kept]
    assert blobs.delete([small]) == 0
    assert not [name for name in _on_disk(active_acme) if large in name]


@only_sqlcipher
def test_deleting_gives_the_space_back(active_acme: Organisation) -> None:
    names = blobs.put_many([_noise(100_000, seed=n) for n in range(100)])
    path = active_acme.handle().folder / "blobs.db"
    blobs.delete(names[:1])
    full = path.stat().st_size
    blobs.delete(names[1:])
    assert path.stat().st_size < full / 20


def test_what_was_deleted_can_be_put_again(active_acme: Organisation) -> None:
    items = [b"a", _noise(LARGE + 1)]
    blobs.delete(blobs.put_many(items))
    assert [blobs.read(name) for name in blobs.put_many(items)] == items


@only_sqlcipher
def test_a_full_shelf_is_sealed(active_acme: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "SEAL_AT", 1)
    [first], [second] = blobs.put_many([b"a"]), blobs.put_many([b"b"])
    folder = active_acme.handle().folder
    assert {path.name for path in folder.glob("blobs*.db")} == {"blobs.db", "blobs-0001.db"}
    assert blobs.put_many([b"a"]) == [first]
    assert sorted(blobs.names()) == sorted([first, second])
    assert (blobs.read(first), blobs.read(second)) == (b"a", b"b")
    assert blobs.delete([first, second]) == 2


def test_a_sweep_takes_what_no_row_names(active_acme: Organisation) -> None:
    _orphan, live, _large = blobs.put_many([b"a", b"b", _noise(LARGE + 1)])
    assert blobs.sweep({live}, older_than=timedelta(seconds=-5)) == 2
    assert list(blobs.names()) == [live]


def test_a_sweep_spares_what_is_young(active_acme: Organisation) -> None:
    names = blobs.put_many([b"a", _noise(LARGE + 1)])
    assert blobs.sweep(set()) == 0
    assert all(blobs.exists(name) for name in names)


@only_sqlcipher
def test_a_sweep_spares_what_was_put_again(
    active_acme: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_ago, now = shelves.now() - 5 * 86_400, shelves.now()
    items = [b"a", _noise(LARGE + 1), b"left"]
    monkeypatch.setattr(shelves, "now", lambda: long_ago)
    blobs.put_many(items)
    monkeypatch.setattr(shelves, "now", lambda: now)
    names = blobs.put_many(items[:2])
    assert blobs.sweep(set()) == 1
    assert sorted(blobs.names()) == sorted(names)


@only_sqlcipher
def test_a_sweep_takes_what_a_crash_left(active_acme: Organisation) -> None:
    [name] = blobs.put_many([_noise(LARGE + 1)])
    files = active_acme.handle().folder / "files"
    for stray in (files / "draft-0123", files / "ab" / ("ab" * 32)):
        stray.parent.mkdir(exist_ok=True)
        stray.write_bytes(b"half")
    blobs.sweep({name}, older_than=timedelta(seconds=-5))
    assert [path.name for path in files.rglob("*") if path.is_file()] == [name]


def test_all_is_well(active_acme: Organisation) -> None:
    blobs.put_many([b"a", _noise(LARGE + 1)])
    assert list(blobs.verify()) == []


@only_sqlcipher
def test_verify_finds_content_under_another_s_name(active_acme: Organisation) -> None:
    good, bad = blobs.put_many([b"a", b"b"])
    [shelf] = shelves.shelves(active_acme.handle())
    with shelves.changing(shelf) as raw:
        raw.execute(
            "UPDATE content SET data = (SELECT data FROM content JOIN blob USING (id) WHERE name = ?)"
            " WHERE id = (SELECT id FROM blob WHERE name = ?)",
            (bytes.fromhex(good), bytes.fromhex(bad)),
        )
    assert list(blobs.verify()) == [bad]


@only_sqlcipher
def test_verify_finds_a_lost_file(active_acme: Organisation) -> None:
    [name] = blobs.put_many([_noise(LARGE + 1)])
    (active_acme.handle().folder / "files" / name[:2] / name).unlink()
    assert list(blobs.verify()) == [name]
