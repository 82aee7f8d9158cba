"""A process that is killed anywhere in a batch loses nothing and doubles nothing when it runs again."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from django.conf import settings

from spindle.archive import blobs
from spindle.archive.models import Body, Delivery, Entry, Link, Unread
from spindle.archive.search import search
from spindle.channels.contract import IncomingMessage
from spindle.organisations.models import Organisation
from tests.factories import NOON, account, member, message, relation

MESSAGES, BATCH = 200, 40
CHILD = """
import django, os, signal, sys
django.setup()
from django.db import connections
from spindle.channels.models import Account
from spindle.ingest.receive import receive
from spindle.organisations.queries import organisation_by_slug
from tests.ingest.test_survive_a_kill import BATCH, letters
left = int(sys.argv[2])
def dying(execute, sql, params, many, context):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
with organisation_by_slug(sys.argv[1]).active(), connections["organisation"].execute_wrapper(dying):
    box, batch = Account.objects.get(), letters()
    for start in range(0, len(batch), BATCH):
        receive(box, batch[start : start + BATCH])
"""


def letters() -> list[IncomingMessage]:
    """The same messages in every process."""
    return [
        replace(
            message(f"letter {number}", at=NOON - timedelta(seconds=number // 3), message_id=f"<{number}@x.example>",
                    references=(f"<{number // 10}@x.example>",)),
            fingerprint=sha256(f"letter {number}".encode()).hexdigest(),
            raw=b"letter %d" % number,
        )
        for number in range(MESSAGES)
    ]  # fmt: skip


def run(company: Organisation, *, dying_at: int) -> int:
    """Receive everything in a process that kills itself at its nth statement; its exit code."""
    environment = os.environ | {
        "SPINDLE_DATA": str(settings.SPINDLE_DATA),
        "DJANGO_SETTINGS_MODULE": "spindle.config.settings",
        "PYTHONPATH": os.pathsep.join(path for path in (os.getcwd(), *sys.path) if path),
    }
    command = [sys.executable, "-c", CHILD, company.slug, str(dying_at)]
    return subprocess.run(command, env=environment, check=False).returncode


@pytest.mark.slow
def test_killed_again_and_again_it_ends_as_if_never(company: Organisation) -> None:
    anna = member()
    account(anna)
    relation("Bakkerij", email="jan@customer.example")
    for statement in (4, 13, 21, 25, 60):
        assert run(company, dying_at=statement) == -signal.SIGKILL
    assert run(company, dying_at=-1) == 0
    assert Entry.objects.count() == Delivery.objects.count() == Body.objects.count() == MESSAGES
    assert Link.objects.count() == Unread.objects.count() == MESSAGES
    assert search(anna, "letter ").count == MESSAGES
    raw = {blobs.read(name) for name in Entry.objects.values_list("blob", flat=True)}
    assert raw == {b"letter %d" % number for number in range(MESSAGES)}
    assert Entry.objects.values("conversation_id").distinct().count() == 1
