"""The company's own addresses: what tells a sent mail from a received one, and is never linked."""

from spindle.channels.models import Account
from spindle.members.models import Member


def own_addresses() -> frozenset[str]:
    """Addresses of the mail accounts and of the members, normalised, in two queries."""
    accounts = Account.objects.filter(kind="mail").values_list("address", flat=True)
    members = Member.objects.values_list("email", flat=True)
    return frozenset(address.lower() for address in [*accounts, *members])
