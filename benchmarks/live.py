"""From a delivery at Dovecot to the event on an open page's stream, beside Dovecot's own word to a client that idles."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from queue import Queue
from typing import TYPE_CHECKING

from benchmarks import installation
from benchmarks.browser import Visitor
from benchmarks.report import Report
from tests.peers.dovecot import Dovecot
from tests.peers.mailbox import Mailbox, messages, new_mailbox

if TYPE_CHECKING:
    from spindle.organisations.models import Organisation

NAME = "live"
SIZE, ROUNDS = 50, 1
_PATIENCE = 30.0
_QUIET_SECONDS = 0.3


def run(size: int, rounds: int) -> Report:
    """`size` deliveries, one after the other."""
    ours: list[float] = []
    theirs: list[float] = []
    with installation.fresh(), Dovecot() as server:
        mailbox = new_mailbox(server)
        mailbox.append_many(messages(3))
        account_id, organisation = _company(mailbox)
        with installation.serving() as (_process, port), organisation.active():
            _await_watching(account_id)
            heard, told = _open_stream(port), _idle_beside(mailbox)
            for raw in messages(size * rounds + 3)[3:]:
                # What the delivery before has left to say must not be taken for this one's.
                time.sleep(_QUIET_SECONDS)
                _drain(heard)
                _drain(told)
                mailbox.deliver(raw)
                delivered = time.perf_counter()
                theirs.append((told.get(timeout=_PATIENCE) - delivered) * 1000)
                ours.append((heard.get(timeout=_PATIENCE) - delivered) * 1000)
    report = Report(f"live: {len(ours)} deliveries one after the other (ms from the file in the mailbox)")
    report.add("Dovecot's own notice to a client in IDLE", "ms", theirs)
    report.add("event on an open page", "ms", ours, of=theirs, goal="below 1000")
    report.add("the difference is ours", "ms", [a - b for a, b in zip(ours, theirs, strict=True)])
    return report


def _company(mailbox: Mailbox) -> tuple[int, Organisation]:
    from benchmarks import company
    from spindle.members.models import Member

    membership = company.found(0)
    with membership.organisation.active():
        account = company.add_account(
            Member.objects.get(), address=mailbox.user, password=mailbox.password, port=mailbox.server.port
        )
    return account.pk, membership.organisation


def _await_watching(account_id: int) -> None:
    from spindle.channels.models import Account

    installation.until(lambda: Account.objects.get(pk=account_id).state == "ok", "the account", every=0.1)
    # The inbox is selected last, then IDLE begins.
    time.sleep(2)


def _open_stream(port: int) -> Queue[float]:
    """The moments at which `inbox` is told to an open page."""
    from benchmarks import company

    visitor = Visitor(port)
    visitor.sign_in(company.EMAIL.format(number=0), company.PASSWORD)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE * 10)
    connection.request("GET", "/live/", headers=visitor.headers())
    stream = connection.getresponse()
    heard: Queue[float] = Queue()

    def listen() -> None:
        while line := stream.readline():
            if line.strip() == b"event: inbox":
                heard.put(time.perf_counter())

    threading.Thread(target=listen, daemon=True).start()
    return heard


def _idle_beside(mailbox: Mailbox) -> Queue[float]:
    """The moments at which Dovecot tells another client of a new message."""
    told: Queue[float] = Queue()
    sock = socket.create_connection(("127.0.0.1", mailbox.server.port))
    stream = sock.makefile("rwb")
    stream.readline()
    for command in (f'LOGIN "{mailbox.user}" "{mailbox.password}"', "SELECT INBOX"):
        stream.write(f"a {command}\r\n".encode())
        stream.flush()
        while not stream.readline().startswith(b"a OK"):
            pass
    stream.write(b"a IDLE\r\n")
    stream.flush()
    stream.readline()

    def listen() -> None:
        while line := stream.readline():
            if line.rstrip().endswith(b"EXISTS"):
                told.put(time.perf_counter())

    threading.Thread(target=listen, daemon=True).start()
    return told


def _drain(queue: Queue[float]) -> None:
    """One delivery may be told more than once."""
    while not queue.empty():
        queue.get()
