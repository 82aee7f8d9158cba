"""kill -9 of web and worker, again and again during a first synchronisation: nothing lost, nothing double.

Each life of the two processes is let run until it has stored something, then both are killed at a
moment that nobody chose. At the end the last ones are left in peace.
"""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256

import pytest

from spindle.archive.models import Delivery, Entry, Link
from spindle.mail.models import Location
from tests.factories import relation
from tests.mail.sync.conftest import Synced, until
from tests.peers.ports import free_port

MESSAGES, KILLS = 5000, 50


@pytest.fixture
def dice() -> random.Random:
    """Printed by pytest when a test fails, so that the same moments can be tried again."""
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    return random.Random(seed)


def mails() -> Iterator[bytes]:
    """Messages of a known customer, of different sizes."""
    for number in range(MESSAGES):
        yield (
            f"Message-ID: <{number}@customer.example>\r\nFrom: Jan <jan@customer.example>\r\n"
            f"To: info@ours.example\r\nSubject: No. {number}\r\n\r\n{'order ' * (number % 90)}\r\n"
        ).encode()


def start(port: int) -> subprocess.Popen[bytes]:
    """`spindle serve` in a process group of its own: the web process and its worker."""
    environment = {**os.environ, "SPINDLE_ALLOW_PRIVATE_SERVERS": "yes"}
    command = [sys.executable, "-m", "spindle.config.cli", "serve", "--port", str(port)]
    return subprocess.Popen(command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Both at once, without a word."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.slow
def test_fifty_kills_lose_nothing_and_double_nothing(synced: Synced, dice: random.Random) -> None:
    customer = relation("Customer", email="jan@customer.example")
    raws = list(mails())
    synced.mailbox.append_many(raws)
    port = free_port()
    for _ in range(KILLS):
        live_for_a_batch(port, dice.uniform(0, 0.15))
    process = start(port)
    until(lambda: Location.objects.count() == MESSAGES, "the rest")
    kill(process)
    assert synced.hashes() == sorted(sha256(raw).hexdigest() for raw in raws)
    assert Entry.objects.count() == Delivery.objects.count() == MESSAGES
    assert Link.objects.filter(relation=customer).count() == MESSAGES


def live_for_a_batch(port: int, further: float) -> None:
    """One life of both processes: until something was stored, and `further` seconds."""
    before = Location.objects.count()
    process = start(port)
    until(lambda: Location.objects.count() > before or before == MESSAGES, "another batch")
    until_moment(further)
    kill(process)


def until_moment(seconds: float) -> None:
    """Let the processes work on for a moment that is part of the test's dice."""
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run(["sleep", "10"], timeout=seconds, check=False)
