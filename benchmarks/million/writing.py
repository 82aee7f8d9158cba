"""A member's small writes while mail comes in at full speed, each 20 ms after the one before."""

import subprocess
import sys
import time

from benchmarks.million.filling import Company
from benchmarks.million.world import World
from spindle.archive.actions import mark_read, mark_unread
from spindle.archive.models import Delivery
from spindle.organisations.models import Organisation

_PAUSE = 0.02
_SYNC = """
import sys, django
django.setup()
from benchmarks import seeding
from benchmarks.corpus import relations
from spindle.channels.models import Account
from spindle.organisations.models import Organisation
with Organisation.objects.get(slug=sys.argv[1]).active():
    print("begun", flush=True)
    seeding.fill(Account.objects.get(pk=int(sys.argv[2])), relations(1000), 10_000_000)
"""


def small_writes(organisation: Organisation, filled: Company, world: World, seconds: float) -> list[float]:
    """Milliseconds of each."""
    del world
    who = filled.members[0]
    with organisation.active():
        entries = list(
            Delivery.objects.filter(account=filled.accounts[0])
            .order_by("-entry_id")
            .values_list("entry_id", flat=True)[:200]
        )
    command = [sys.executable, "-c", _SYNC, organisation.slug, str(filled.accounts[1])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=sys.path[0] or None) as sync:
        assert sync.stdout is not None
        sync.stdout.readline()
        taken: list[float] = []
        end = time.monotonic() + seconds
        number = 0
        while time.monotonic() < end:
            number += 1
            with organisation.active():
                started = time.perf_counter()
                (mark_read if number % 2 else mark_unread)([entries[number // 2 % len(entries)]], by=who)
                taken.append((time.perf_counter() - started) * 1000)
            time.sleep(_PAUSE)
        alive = sync.poll() is None
        sync.kill()
    if not alive:
        raise RuntimeError("the sync ended before the measurement did")
    return taken
