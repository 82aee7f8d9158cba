"""Of several workers one has each account; what a dead one had moves on (architecture.md, "Web, worker, live")."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import psutil  # type: ignore[import-untyped]
import pytest

from spindle.archive.models import Entry
from spindle.organisations import leasing
from spindle.organisations.models import Lease, Organisation
from tests.mail.sync.conftest import Synced, until
from tests.peers.mailbox import messages
from tests.peers.tcp_proxy import TcpProxy


def start() -> subprocess.Popen[bytes]:
    """A worker in a process of its own."""
    environment = {**os.environ, "SPINDLE_ALLOW_PRIVATE_SERVERS": "yes"}
    return subprocess.Popen([sys.executable, "-m", "spindle.config.cli", "mail"], env=environment)


@pytest.fixture
def workers(proxy: TcpProxy) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two of them."""
    started = [start(), start()]
    yield started
    for process in started:
        process.kill()
        process.wait()


def holder() -> str:
    """Who has the account."""
    return Lease.objects.filter(work__startswith="mail").values_list("holder", flat=True).first() or ""


def holders() -> int:
    """How many workers are there."""
    return len(list((leasing._folder()).glob("holder-*.lock")))


def test_a_killed_workers_account_moves_to_the_other(
    synced: Synced, proxy: TcpProxy, workers: list[subprocess.Popen[bytes]]
) -> None:
    synced.mailbox.append_many(messages(3))
    until(lambda: holders() == 2 and Entry.objects.count() == 3, "both workers, and the messages")
    assert proxy.connections == 1
    first = holder()
    kill_who_listens(proxy, workers)
    synced.mailbox.append_many(messages(4)[3:])
    until(lambda: holder() != first and Entry.objects.count() == 4, "the other worker")
    assert proxy.connections == 2


def kill_who_listens(proxy: TcpProxy, workers: list[subprocess.Popen[bytes]]) -> None:
    """kill -9 of the one that holds the connection."""
    for process in workers:
        ports = {it.raddr.port for it in psutil.Process(process.pid).net_connections() if it.raddr}
        if proxy.port in ports:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return
    raise AssertionError("nobody listens")


def test_work_has_one_holder(acme: Organisation) -> None:
    with leasing.holder() as one, leasing.holder() as other:
        assert leasing.take(one, {"mail 1": acme.pk}) == {"mail 1"}
        assert leasing.take(other, {"mail 1": acme.pk}) == set()
        assert leasing.take(one, {"mail 1": acme.pk}) == {"mail 1"}
        assert not leasing.companies_with_free_work()


def test_who_ends_hands_his_work_on(acme: Organisation) -> None:
    with leasing.holder() as one:
        leasing.take(one, {"mail 1": acme.pk})
    assert leasing.companies_with_free_work() == {acme.pk}
    with leasing.holder() as other:
        assert leasing.take(other, {"mail 1": acme.pk}) == {"mail 1"}


def test_who_does_not_renew_loses_it(acme: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    with leasing.holder() as one, leasing.holder() as other:
        leasing.take(one, {"mail 1": acme.pk})
        monkeypatch.setattr(leasing, "LEASE_SECONDS", -1.0)
        assert leasing.take(other, {"mail 1": acme.pk}) == {"mail 1"}


def test_what_is_over_is_forgotten(acme: Organisation) -> None:
    with leasing.holder() as one:
        leasing.take(one, {"mail 1": acme.pk, "mail 2": acme.pk})
    leasing.forget_all_but(["mail 2"], organisation_id=acme.pk)
    assert list(Lease.objects.values_list("work", flat=True)) == ["mail 2"]
