"""Which addresses are ours: by them nothing is ever linked (product.md EM-13)."""

from spindle.channels.addresses import normalise, without_tag
from spindle.channels.models import Account
from spindle.members.models import Member


def own_addresses() -> frozenset[str]:
    """The addresses of all members and accounts, normalised and without plus-tags. One SELECT."""
    members = Member.objects.values_list("email", flat=True).order_by()
    accounts = Account.objects.values_list("address", flat=True).order_by()
    found = {without_tag(normalise(address)) for address in members.union(accounts)}
    return frozenset(found - {""})
