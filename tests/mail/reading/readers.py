"""A member who reads a mail that has come in."""

from dataclasses import dataclass

from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from spindle.accounts.models import Membership
from spindle.archive import blobs
from spindle.archive.models import Entry
from spindle.channels.models import Account, AccountMember
from spindle.mail.models import Folder, MailAccount
from spindle.mail.parsing import parse
from spindle.mail.sync.incoming import Arrival
from spindle.mail.sync.store import store
from tests.accounts.factories import member


@dataclass(frozen=True, slots=True)
class Reader:
    """A member with a mail in his inbox, and his browser."""

    membership: Membership
    browser: Client
    entry: Entry

    def get(self, name: str, *more: int) -> HttpResponseBase:
        """A part of the mail."""
        return self.browser.get(reverse(f"mail:{name}", args=[self.entry.pk, *more]))

    def lose(self) -> None:
        """The file of the message is gone."""
        with self.membership.organisation.active():
            blobs.delete([self.entry.blob])


def received(founder: Membership, raw: bytes) -> Entry:
    """The mail as it comes in."""
    me = member(founder)
    with founder.organisation.active():
        account = Account.objects.create(kind="mail", address="info@acme.example")
        AccountMember.objects.create(account=account, member=me)
        mail_account = MailAccount.objects.create(account=account, address=account.address, login="info")
        folder = Folder.objects.create(account=mail_account, name="INBOX", raw_name="INBOX", place="inbox")
        [known] = store(folder, [Arrival(1, frozenset(), None, raw, len(raw))], [parse(raw)])
        return Entry.objects.get(pk=known.entry_id)


def body(response: HttpResponseBase) -> bytes:
    """All of an answer, streamed or not."""
    return b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
