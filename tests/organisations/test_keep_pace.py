"""The sync takes long turns while nobody else writes, and short ones from a colleague's write on."""

import os
import time

from spindle.mail.sync.batches import LONG, SHORT, batches
from spindle.organisations.durability import fast_commits
from spindle.organisations.models import Organisation
from spindle.organisations.pace import SILENCE_SECONDS, others_write
from spindle.organisations.turnstile import turn_file
from spindle.relations.models import RelationType
from tests.engines import only_sqlcipher


def _silence(organisation: Organisation) -> None:
    """Nobody has written for long enough."""
    past = time.time() - SILENCE_SECONDS - 1
    os.utime(turn_file(organisation.handle().main), (past, past))


@only_sqlcipher
def test_a_colleague_who_writes_is_noticed(acme: Organisation) -> None:
    with acme.active():
        RelationType.objects.create(code="first")
        _silence(acme)
        assert not others_write()
        RelationType.objects.create(code="second")
        assert others_write()


@only_sqlcipher
def test_the_sync_does_not_count(acme: Organisation) -> None:
    with acme.active():
        RelationType.objects.create(code="first")
        _silence(acme)
        with fast_commits():
            RelationType.objects.create(code="second")
        assert not others_write()


def test_the_next_batch_is_short() -> None:
    sizes = dict.fromkeys(range(1, 1001), 10)
    limits = iter([LONG, SHORT, SHORT, LONG, LONG])
    made = [len(batch) for batch in batches(range(1000, 0, -1), sizes, lambda: next(limits))]
    assert made == [300, 100, 100, 300, 200]
