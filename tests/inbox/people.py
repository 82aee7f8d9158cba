"""Who works in the inbox in these tests: a signed-in member with a mailbox, a colleague, a stranger.

from tests.inbox.people import Worker, worker
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from spindle.accounts.models import Membership
from spindle.archive.models import Delivery, Entry
from spindle.channels.contract import IncomingMessage
from spindle.channels.models import Account
from spindle.members.models import Member
from spindle.members.rights import Role
from tests.accounts.factories import founded, joined, signed_in
from tests.factories import account, message, received


@dataclass(frozen=True, slots=True)
class Worker:
    """A member with a browser and a mailbox."""

    membership: Membership
    client: Client
    box: Account

    def get(self, url: str, **headers: str) -> str:
        """The page at this address."""
        answer = self.client.get(url, headers=headers or None)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def cost(self, url: str) -> int:
        """How many queries in the company's database the page costs."""
        with (
            self.membership.organisation.active(),
            CaptureQueriesContext(connections["organisation"]) as spent,
        ):
            self.get(url)
        return len(spent)

    def receive(self, *messages: IncomingMessage) -> list[Entry]:
        """Messages into his mailbox."""
        with self.membership.organisation.active():
            return received(self.box, *(messages or (message(),)))

    def places(self) -> list[str]:
        """Where his copies stand, oldest first."""
        with self.membership.organisation.active():
            copies = Delivery.objects.filter(account=self.box).order_by("entry_id")
            return list(copies.values_list("place", flat=True))

    def colleague(self, role: Role = Role.USER, *, shares: bool = False) -> "Worker":
        """Somebody of the same company, with a mailbox of his own or the same one."""
        other = joined(self.membership.organisation, role)
        return _with_mailbox(other, self.box if shares else None)


def worker() -> Worker:
    """The founder of a new company."""
    return _with_mailbox(founded())


def _with_mailbox(membership: Membership, shared: Account | None = None) -> Worker:
    with membership.organisation.active():
        member = Member.objects.get(pk=membership.member_id)
        if shared is None:
            return Worker(membership, signed_in(membership), account(member))
        shared.members.add(member)
        return Worker(membership, signed_in(membership), shared)


def ids(entries: Sequence[Entry]) -> dict[str, list[int]]:
    """The conversations of entries, as a form sends them."""
    return {"id": [entry.conversation_id for entry in entries]}
