"""Blobs in packs, in a folder and in a bucket of a real S3 server: what is put is what is read, whatever is interrupted."""

import io
import os
import random
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from spindle.archive import blobs
from spindle.archive.blobs.packs import clearing, keeping, stores
from spindle.archive.blobs.put import LARGE
from spindle.archive.models import Pack, PackedBlob
from spindle.organisations.models import Organisation
from tests.peers.s3 import S3, s3_server

_PHRASE = b"the known phrase that is planted"
_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def s3() -> Iterator[S3]:
    with s3_server() as server:
        yield server


@pytest.fixture(params=["folder", "bucket"], autouse=True)
def where(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """SPINDLE_BLOBS, in its two forms."""
    address = str(tmp_path / "packs") if request.param == "folder" else request.getfixturevalue("s3").bucket()
    monkeypatch.setattr(settings, "SPINDLE_BLOBS", address)
    return str(address)


def _noise(length: int, *, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(length)


def _keys(company: Organisation, where: str) -> set[str]:
    return {one.key for one in stores.store_at(company.handle(), where).listed()}


def _aged(delta: timedelta) -> None:
    """As if everything had been put so long ago."""
    PackedBlob.objects.update(at=now() - delta)
    Pack.objects.exclude(emptied_at=None).update(emptied_at=now() - delta)


@pytest.mark.parametrize("length", [0, 1, 5_000, LARGE, LARGE + 1, 9 * LARGE])
def test_it_comes_back(active_acme: Organisation, length: int) -> None:
    content = _noise(length)
    [name] = blobs.put_many([content])
    assert blobs.read(name) == content
    assert blobs.size(name) == length
    assert name == blobs.name_of(content)
    assert not (active_acme.handle().folder / "blobs.db").exists()


def test_one_put_is_one_object(active_acme: Organisation, where: str) -> None:
    names = blobs.put_many([b"a", b"b", b"a"])
    assert len(_keys(active_acme, where)) == 1
    assert [blobs.read(name) for name in names] == [b"a", b"b", b"a"]


def test_the_same_content_is_stored_once(active_acme: Organisation, where: str) -> None:
    large = _noise(LARGE + 1)
    blobs.put_many([b"a", large])
    before = _keys(active_acme, where)
    blobs.put_many([b"a", large, b"a"])
    assert _keys(active_acme, where) == before
    assert len(list(blobs.names())) == 2


def test_nothing_of_it_can_be_read_where_it_lies(
    active_acme: Organisation, where: str, request: pytest.FixtureRequest
) -> None:
    blobs.put_many([_PHRASE, _PHRASE * 50_000])
    if where.startswith("s3"):
        found = request.getfixturevalue("s3").objects(where)
    else:
        found = {str(path): path.read_bytes() for path in Path(where).rglob("*") if path.is_file()}
    assert len(found) == 2
    assert not any(_PHRASE in content for content in found.values())
    assert not any(blobs.name_of(_PHRASE).encode() in content for content in found.values())


def test_each_company_has_its_own_part(
    globex: Organisation, active_acme: Organisation, nested_companies: None, where: str
) -> None:
    blobs.put_many([b"a"])
    with globex.active():
        blobs.put_many([b"a"])
        assert len(_keys(globex, where)) == len(_keys(active_acme, where)) == 1
        blobs.sweep(set(), older_than=-_DAY)
    assert blobs.read(blobs.name_of(b"a")) == b"a"


def test_an_unknown_name(active_acme: Organisation) -> None:
    for name in ("", "zz", "00" * 32):
        with pytest.raises(blobs.BlobMissing):
            blobs.open_stream(name)
        assert not blobs.exists(name)


def test_deleting_takes_the_object_away(active_acme: Organisation, where: str) -> None:
    small, large = blobs.put_many([b"a", _noise(LARGE + 1)])
    assert blobs.delete([small, large, "00" * 32]) == 2
    assert _keys(active_acme, where) == set()
    assert list(blobs.names()) == []


def test_a_pack_that_is_a_fifth_dead_is_written_anew(active_acme: Organisation, where: str) -> None:
    items = [_noise(1000, seed=seed) for seed in range(20)]
    names = blobs.put_many(items)
    [old] = _keys(active_acme, where)
    blobs.delete(names[:3])
    assert _keys(active_acme, where) == {old}
    blobs.delete(names[3:6])
    assert [blobs.read(name) for name in names[6:]] == items[6:]
    # Who reads in the old one still does; a day later it goes.
    assert len(_keys(active_acme, where)) == 2
    _aged(2 * _DAY)
    clearing.reclaim(active_acme.handle())
    [new] = _keys(active_acme, where)
    assert new != old
    assert [blobs.read(name) for name in names[6:]] == items[6:]
    assert list(blobs.verify()) == []


def test_many_small_packs_become_one(active_acme: Organisation, where: str) -> None:
    items = [f"message {number}".encode() for number in range(40)]
    names = [blobs.put_many([item])[0] for item in items]
    blobs.tidy()
    _aged(2 * _DAY)
    blobs.tidy()
    assert len(_keys(active_acme, where)) == 1
    assert [blobs.read(name) for name in names] == items


def test_few_small_packs_are_left(active_acme: Organisation, where: str) -> None:
    for item in (b"a", b"b", b"c"):
        blobs.put_many([item])
    before = _keys(active_acme, where)
    blobs.tidy()
    assert _keys(active_acme, where) == before


def test_two_merge_at_once(active_acme: Organisation) -> None:
    items = [f"message {number}".encode() for number in range(40)]
    names = [blobs.put_many([item])[0] for item in items]

    def merge() -> None:
        with active_acme.active():
            blobs.tidy()

    threads = [threading.Thread(target=merge) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [blobs.read(name) for name in names] == items
    assert list(blobs.verify()) == []


def test_two_put_the_same_at_once(active_acme: Organisation) -> None:
    items = [f"message {number}".encode() for number in range(50)]
    answers: list[list[str]] = []

    def put() -> None:
        with active_acme.active():
            answers.append(blobs.put_many(items))

    threads = [threading.Thread(target=put) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [answers[0]] * 4
    assert [blobs.read(name) for name in answers[0]] == items
    assert PackedBlob.objects.count() == 50


def test_a_merge_while_one_reads(active_acme: Organisation) -> None:
    [name] = blobs.put_many([b"a"])
    row = PackedBlob.objects.select_related("pack").get(pk=name)
    blobs.put_many([b"b"])
    packs = list(Pack.objects.all())
    clearing._rewrite(active_acme.handle(), packs)
    assert keeping._opened(active_acme.handle(), row).read() == b"a"
    assert blobs.read(name) == b"a"


def test_what_was_rolled_back_is_swept(active_acme: Organisation, where: str) -> None:
    with transaction.atomic(using="organisation"):
        [name] = blobs.put_many([b"a"])
        transaction.set_rollback(True, using="organisation")
    assert not blobs.exists(name)
    assert len(_keys(active_acme, where)) == 1
    blobs.sweep(set())
    assert len(_keys(active_acme, where)) == 1, "what is young may be about to get its row"
    blobs.sweep(set(), older_than=-_DAY)
    assert _keys(active_acme, where) == set()
    assert blobs.put_many([b"a"]) == [name]
    assert blobs.read(name) == b"a"


def test_a_sweep_takes_what_nobody_names(active_acme: Organisation) -> None:
    _orphan, live, large = blobs.put_many([b"a", b"b", _noise(LARGE + 1)])
    assert blobs.sweep({live, large}) == 0
    _aged(2 * _DAY)
    blobs.put_many([b"again"])
    assert blobs.sweep({live, large}) == 1
    assert set(blobs.names()) == {live, large, blobs.name_of(b"again")}


def test_a_sweep_spares_what_was_put_again(active_acme: Organisation) -> None:
    blobs.put_many([b"a", b"b"])
    _aged(2 * _DAY)
    [kept] = blobs.put_many([b"a"])
    assert blobs.sweep(set()) == 1
    assert list(blobs.names()) == [kept]


def test_a_changed_byte_is_found(active_acme: Organisation, where: str) -> None:
    good, bad, large = blobs.put_many([b"good" * 10, b"bad" * 10, _noise(LARGE + 1)])
    place = PackedBlob.objects.select_related("pack").get(pk=bad)
    _overwrite(active_acme, where, place.pack, place.offset + 40)
    _overwrite(active_acme, where, PackedBlob.objects.select_related("pack").get(pk=large).pack, 5000)
    assert set(blobs.verify()) == {bad, large}
    with pytest.raises(blobs.BlobDamaged):
        blobs.read(bad)
    assert blobs.read(good) == b"good" * 10


def test_a_lost_object_is_found(active_acme: Organisation, where: str) -> None:
    [name] = blobs.put_many([b"a"])
    stores.store_at(active_acme.handle(), where).delete(Pack.objects.get().key)
    with pytest.raises(blobs.BlobMissing):
        blobs.read(name)
    assert list(blobs.verify()) == [name]


def _overwrite(company: Organisation, where: str, pack: Pack, at: int) -> None:
    store = stores.store_at(company.handle(), where)
    content = bytearray(store.read(pack.key, 0, pack.size))
    content[at] ^= 1
    store.write(pack.key, [bytes(content)])


class _Endless(io.RawIOBase):
    def __init__(self, length: int) -> None:
        self._left = length

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        taken = min(size, self._left)
        self._left -= taken
        return os.urandom(taken)


def test_a_large_one_streams_in_and_out(active_acme: Organisation) -> None:
    tracemalloc.start()
    name = blobs.put_file(_Endless(60 * LARGE))  # type: ignore[arg-type]
    with blobs.open_stream(name) as stream:
        while stream.read(LARGE):
            pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40 * LARGE


_WRITER = """
import os, random, sys
import django
django.setup()
from spindle.archive import blobs
from spindle.organisations.models import Organisation

with Organisation.objects.get(slug=sys.argv[1]).active():
    for number in range(10_000):
        print(*blobs.put_many([f"{sys.argv[2]} {number} {part}".encode() * 50 for part in range(5)]), flush=True)
"""


def test_two_writers_are_killed(active_acme: Organisation, where: str) -> None:
    """What a writer said is stored is there after it was killed, and nothing else is in the way."""
    environment = {
        **os.environ,
        "SPINDLE_BLOBS": where,
        "DJANGO_SETTINGS_MODULE": "spindle.config.settings",
    }
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, active_acme.slug, str(number)],
            stdout=subprocess.PIPE,
            env=environment,
        )
        for number in range(2)
    ]
    said: set[str] = set()
    for writer in writers:
        assert writer.stdout is not None
        for _ in range(5):
            said |= set(writer.stdout.readline().decode().split())
    for writer in writers:
        writer.kill()
        assert writer.stdout is not None
        *whole, _cut = writer.stdout.read().decode().split("\n")
        said |= {name for line in whole for name in line.split()}
        writer.wait()
    assert len(said) >= 50
    assert said <= set(blobs.names())
    assert list(blobs.verify()) == []
    blobs.sweep(set(blobs.names()), older_than=-_DAY)
    assert list(blobs.verify()) == []
    assert _keys(active_acme, where) == set(Pack.objects.values_list("key", flat=True))
    blobs.tidy()
    assert said <= set(blobs.names())
    assert list(blobs.verify()) == []


def test_from_rows_to_packs(active_acme: Organisation, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was put before SPINDLE_BLOBS was set, or after it was set to another place, is still found."""
    contents = [b"a", b"b", b"c"]
    monkeypatch.setattr(settings, "SPINDLE_BLOBS", "")
    [first] = blobs.put_many([b"a"])
    monkeypatch.setattr(settings, "SPINDLE_BLOBS", where)
    [second] = blobs.put_many([b"b"])
    monkeypatch.setattr(settings, "SPINDLE_BLOBS", "")
    [third] = blobs.put_many([b"c"])
    assert [blobs.read(name) for name in (first, second, third)] == contents
    assert set(blobs.names()) == {first, second, third}
    assert blobs.delete([first, second, third]) == 3
