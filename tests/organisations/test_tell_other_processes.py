"""Nudges and datagrams: what is lost does no harm, what is sent arrives once it is true."""

import queue
import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from spindle.organisations import datagrams, wire
from spindle.organisations.actions import Call, nudge, take_nudges
from spindle.organisations.models import Organisation
from spindle.relations.models import RelationType


@pytest.fixture(params=["unix", "loopback"])
def kind(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways; the second is Windows' way, and that of long paths."""
    monkeypatch.setattr(settings, "SPINDLE_DATA", tmp_path)
    monkeypatch.setattr(settings, "SPINDLE_DATABASE", "")
    if request.param == "loopback":
        monkeypatch.setattr(datagrams, "_MAX_UNIX_PATH", 0)
    return str(request.param)


def _suffixes() -> set[str]:
    return {path.suffix for path in (settings.SPINDLE_DATA / "run").iterdir()}


def test_it_arrives(kind: str) -> None:
    heard: queue.Queue[wire.Message] = queue.Queue()
    with wire.Listener("web", heard.put):
        assert _suffixes() == {".sock" if kind == "unix" else ".port"}
        wire.send("web", {"slug": "a", "topic": "inbox"})
        assert heard.get(timeout=10) == {"slug": "a", "topic": "inbox"}


def test_every_listener_hears_it(kind: str) -> None:
    heard: list[queue.Queue[wire.Message]] = [queue.Queue(), queue.Queue()]
    with wire.Listener("web", heard[0].put), wire.Listener("web", heard[1].put):
        wire.send("web", {"n": "1"})
        assert [one.get(timeout=10) for one in heard] == [{"n": "1"}] * 2


def test_nobody_listens(kind: str) -> None:
    wire.send("web", {"n": "1"})


def test_a_name_is_not_the_beginning_of_another(kind: str) -> None:
    heard: queue.Queue[wire.Message] = queue.Queue()
    with wire.Listener("worker", heard.put):
        wire.send("work", {"n": "1"})
        wire.send("worker", {"n": "2"})
        assert heard.get(timeout=10) == {"n": "2"}


def test_closing_takes_the_place_away(kind: str) -> None:
    wire.Listener("web", print).close()
    assert list((settings.SPINDLE_DATA / "run").iterdir()) == []


def test_what_a_dead_process_left_is_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SPINDLE_DATA", tmp_path)
    monkeypatch.setattr(settings, "SPINDLE_DATABASE", "")
    (tmp_path / "run").mkdir()
    left = tmp_path / "run" / "web-1-dead.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as dead:
        dead.bind(str(left))
    wire.send("web", {"n": "1"})
    assert not left.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"n": 1}', b"\xff"])
def test_nonsense_is_passed_over(kind: str, content: bytes) -> None:
    heard: queue.Queue[wire.Message] = queue.Queue()
    with wire.Listener("web", heard.put):
        for place in (settings.SPINDLE_DATA / "run").iterdir():
            datagrams._deliver(place, content)
        wire.send("web", {"n": "2"})
        assert heard.get(timeout=10) == {"n": "2"}


def test_a_stranger_s_datagram_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SPINDLE_DATA", tmp_path)
    monkeypatch.setattr(settings, "SPINDLE_DATABASE", "")
    monkeypatch.setattr(datagrams, "_MAX_UNIX_PATH", 0)
    heard: queue.Queue[wire.Message] = queue.Queue()
    with wire.Listener("web", heard.put):
        port = int(next((tmp_path / "run").iterdir()).read_text().split()[0])
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.sendto(b'{"n": "1"}', ("127.0.0.1", port))
        wire.send("web", {"n": "2"})
        assert heard.get(timeout=10) == {"n": "2"}


def test_a_nudge_is_written_once_the_work_is_committed(active_acme: Organisation) -> None:
    heard: queue.Queue[wire.Message] = queue.Queue()
    with wire.Listener("worker", heard.put):
        with transaction.atomic(using="organisation", durable=True):
            RelationType.objects.create(name="A")
            nudge("sync")
            assert take_nudges() == []
        assert heard.get(timeout=10) == {"organisation": active_acme.slug, "kind": "sync"}
    assert take_nudges() == [Call(active_acme.pk, "sync")]
    assert take_nudges() == []


def test_two_nudges_of_a_kind_are_one(active_acme: Organisation) -> None:
    nudge("sync")
    nudge("sync")
    nudge("send")
    assert take_nudges() == [Call(active_acme.pk, "sync"), Call(active_acme.pk, "send")]


def test_work_rolled_back_nudges_nobody(active_acme: Organisation) -> None:
    def fail() -> None:
        with transaction.atomic(using="organisation", durable=True):
            nudge("sync")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert take_nudges() == []
