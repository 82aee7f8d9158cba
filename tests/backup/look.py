"""What is in the one company of an installation, as JSON: run as a process of its own, with SPINDLE_DATA set.

`python -m tests.backup.look` looks; with `go-on` it first lets sending and sync go on, and follows the mailbox to its end.
"""

import json
import os
import sys
import time
from hashlib import sha256

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spindle.config.settings")
django.setup()

from spindle.archive import blobs  # noqa: E402  (models load with Django)
from spindle.archive.models import Entry, Link  # noqa: E402
from spindle.mail.models import MailAccount  # noqa: E402
from spindle.mail.sync.account_sync import AccountSync  # noqa: E402
from spindle.members.models import Member  # noqa: E402
from spindle.organisations.actions import set_paused  # noqa: E402
from spindle.organisations.models import Organisation  # noqa: E402
from spindle.relations.models import Relation  # noqa: E402

PATIENCE = 90


def main() -> None:
    """Print what is there."""
    organisation = Organisation.objects.get()
    if "go-on" in sys.argv:
        set_paused(organisation, paused=False)
    with organisation.active():
        account = MailAccount.objects.get()
    sync = AccountSync(organisation, account.pk)
    sync.start()
    ended = _ends(organisation, sync, account)
    with organisation.active():
        print(json.dumps(_found(organisation) | {"sync_ended_by_itself": ended}))


def _ends(organisation: Organisation, sync: AccountSync, account: MailAccount) -> bool:
    """Whether the sync ended at once, as it must while all stands still; else it is ended when it has come to the end."""
    if organisation.paused:
        sync.join(PATIENCE)
        return not sync.is_alive()
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with organisation.active():
            folders = list(account.folders.all())
            if folders and all(folder.complete and folder.fetched == folder.total for folder in folders):
                break
        time.sleep(0.05)
    sync.end()
    sync.join(PATIENCE)
    return False


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
