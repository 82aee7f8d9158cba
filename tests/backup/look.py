"""What is in the one company of an installation, as JSON: run as a process of its own, with SPINDLE_DATA set.

`python -m tests.backup.look` looks; with `go-on` it first lets sending and sync go on, and follows the mailbox to its end.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from hashlib import sha256

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spindle.config.settings")
django.setup()

from spindle.archive import blobs  # noqa: E402  (models load with Django)
from spindle.archive.models import Entry, Link  # noqa: E402
from spindle.mail.models import MailAccount  # noqa: E402
from spindle.mail.sync.worker import MailWorker  # noqa: E402
from spindle.members.models import Member  # noqa: E402
from spindle.organisations.actions import nudge, set_paused  # noqa: E402
from spindle.organisations.models import Nudge, Organisation  # noqa: E402
from spindle.relations.models import Relation  # noqa: E402

PATIENCE = 90


def main() -> None:
    """Print what is there, after a worker has had its look at it."""
    organisation = Organisation.objects.get()
    if "go-on" in sys.argv:
        set_paused(organisation, paused=False)
    worker = MailWorker()
    worker.start()
    _let_it_look(organisation)
    followed = any(one.name.startswith("mail ") for one in threading.enumerate())
    if followed:
        with organisation.active():
            _until(_is_up_to_date, "the mailbox to be up to date")
    worker.end()
    with organisation.active():
        print(json.dumps(_found(organisation) | {"followed": followed}))


def _let_it_look(organisation: Organisation) -> None:
    """Two calls, one after the other: when the second is taken, the worker is through with the first."""
    for _call in range(2):
        with organisation.active():
            nudge("mail")
        _until(lambda: not Nudge.objects.exists(), "the worker to take its call")


def _is_up_to_date() -> bool:
    folders = list(MailAccount.objects.get().folders.all())
    return bool(folders) and all(folder.complete and folder.fetched == folder.total for folder in folders)


def _until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"waited in vain for {what}")
        time.sleep(0.05)


def _found(organisation: Organisation) -> dict[str, object]:
    return {
        "name": organisation.name,
        "paused": organisation.paused,
        "messages": sorted(sha256(blobs.read(name)).hexdigest() for name in _blobs()),
        "linked": Link.objects.count(),
        "relations": sorted(Relation.objects.values_list("name", flat=True)),
        "members": sorted(Member.objects.values_list("email", flat=True)),
    }


def _blobs() -> list[str]:
    return list(Entry.objects.values_list("blob", flat=True))


if __name__ == "__main__":
    main()
