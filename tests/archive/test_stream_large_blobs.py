"""Large blobs stream in and out of encrypted files in bounded memory; whatever is done to a file is found."""

import io
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from spindle.archive import blobs
from spindle.archive.blobs.chunks import CHUNK, ChunkReader, ChunkWriter
from spindle.organisations.models import Organisation
from tests.engines import only_sqlcipher

_MEGABYTE = 1024 * 1024
_HEADER, _SEALED = 20, CHUNK + 16


class Endless(io.RawIOBase):
    """Noise of a length, made while it is read."""

    def __init__(self, length: int) -> None:
        self._left = length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        taken = min(len(buffer), self._left)
        buffer[:taken] = os.urandom(taken)
        self._left -= taken
        return taken


@pytest.fixture
def large(active_acme: Organisation) -> tuple[str, Path]:
    """A blob of some chunks, and its file."""
    [name] = blobs.put_many([os.urandom(4 * CHUNK + 12_345)])
    return name, active_acme.handle().folder / "files" / name[:2] / name


def _chunks(path: Path) -> list[bytes]:
    content = path.read_bytes()
    return [content[:_HEADER], *(content[at : at + _SEALED] for at in range(_HEADER, len(content), _SEALED))]


def _cut_within(pieces: list[bytes]) -> list[bytes]:
    return [*pieces[:-1], pieces[-1][:-1]]


def _cut_a_chunk(pieces: list[bytes]) -> list[bytes]:
    return pieces[:-1]


def _only_the_header(pieces: list[bytes]) -> list[bytes]:
    return pieces[:1]


def _half_a_header(pieces: list[bytes]) -> list[bytes]:
    return [pieces[0][:10]]


def _swap(pieces: list[bytes]) -> list[bytes]:
    return [pieces[0], pieces[2], pieces[1], *pieces[3:]]


def _repeat(pieces: list[bytes]) -> list[bytes]:
    return [*pieces[:2], pieces[1], *pieces[2:]]


def _add(pieces: list[bytes]) -> list[bytes]:
    return [*pieces, b"x"]


def _flip(pieces: list[bytes]) -> list[bytes]:
    return [*pieces[:2], bytes([pieces[2][0] ^ 1]) + pieces[2][1:], *pieces[3:]]


def _flip_salt(pieces: list[bytes]) -> list[bytes]:
    return [pieces[0][:-1] + bytes([pieces[0][-1] ^ 1]), *pieces[1:]]


@pytest.mark.parametrize(
    "damage",
    [_cut_within, _cut_a_chunk, _only_the_header, _half_a_header, _swap, _repeat, _add, _flip, _flip_salt],
)
@only_sqlcipher
def test_damage_is_found(large: tuple[str, Path], damage: Callable[[list[bytes]], list[bytes]]) -> None:
    name, path = large
    path.write_bytes(b"".join(damage(_chunks(path))))
    with pytest.raises(blobs.BlobDamaged):
        blobs.read(name)
    assert list(blobs.verify()) == [name]


@pytest.mark.parametrize("damage", [_cut_within, _cut_a_chunk, _only_the_header, _swap, _repeat, _add, _flip])
def test_the_chunks_alone_tell(damage: Callable[[list[bytes]], list[bytes]], tmp_path: Path) -> None:
    path = tmp_path / "chunks"
    with path.open("wb") as file:
        writer = ChunkWriter(file, b"k" * 32)
        writer.write(os.urandom(4 * CHUNK + 12_345))
        writer.finish()
    path.write_bytes(b"".join(damage(_chunks(path))))
    with path.open("rb") as file, pytest.raises(blobs.BlobDamaged):
        ChunkReader(file, b"k" * 32).readall()


@only_sqlcipher
def test_a_file_under_another_s_name_is_found(large: tuple[str, Path]) -> None:
    name, path = large
    [other] = blobs.put_many([os.urandom(2 * _MEGABYTE)])
    (path.parents[1] / other[:2] / other).replace(path)
    with pytest.raises(blobs.BlobDamaged):
        blobs.read(name)


def test_the_start_can_be_read_without_the_rest(large: tuple[str, Path]) -> None:
    with blobs.open_stream(large[0]) as stream:
        assert len(stream.read(100)) == 100


@pytest.mark.parametrize("length", [4 * CHUNK, 4 * CHUNK - 1, 8 * CHUNK])
def test_content_that_ends_with_a_chunk(active_acme: Organisation, length: int) -> None:
    content = os.urandom(_MEGABYTE + length)
    assert blobs.read(blobs.put_file(io.BytesIO(content))) == content


def test_memory_stays_bounded(active_acme: Organisation) -> None:
    tracemalloc.start()
    name = blobs.put_file(Endless(60 * _MEGABYTE))  # type: ignore[arg-type]
    with blobs.open_stream(name) as stream:
        length = sum(len(piece) for piece in iter(lambda: stream.read(CHUNK), b""))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert length == 60 * _MEGABYTE
    assert peak < 8 * _MEGABYTE


def test_a_source_that_fails_leaves_nothing(active_acme: Organisation) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > _MEGABYTE:
                raise ConnectionResetError
            return super().read(size)

    with pytest.raises(ConnectionResetError):
        blobs.put_file(Broken(os.urandom(3 * _MEGABYTE)))
    assert not [path for path in (active_acme.handle().folder / "files").rglob("*") if path.is_file()]


_PUTTING = """
import os, sys, django
django.setup()
from spindle.archive import blobs
from spindle.organisations.queries import organisation_by_slug
with organisation_by_slug(sys.argv[1]).active():
    print("ready", flush=True)
    while True:
        items = [os.urandom(3000 + n) for n in range(30)] + [os.urandom(1_100_000)]
        print(*blobs.put_many(items), flush=True)
"""


@pytest.mark.parametrize("batches", [1, 3, 8])
def test_kill_loses_no_blob_that_was_named(active_acme: Organisation, batches: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _PUTTING, active_acme.slug], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    lines = [process.stdout.readline() for _ in range(batches)]
    process.kill()
    lines += [line for line in process.communicate()[0].splitlines(keepends=True) if line.endswith("\n")]
    named = {name for line in lines for name in line.split()}
    assert len(named) >= 31 * batches
    assert named <= set(blobs.names())
    assert list(blobs.verify()) == []
    blobs.put_many([b"and it goes on"])
