"""Who an entry is with: the addresses on it, and the relations that it is linked to (product.md EM-13)."""

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from spindle.archive.models.entry import Entry
from spindle.members.models import Member
from spindle.relations.models import Relation


class Address(models.Model):
    """An address that was seen on some entry, normalised, with the best name that came with it."""

    address = models.CharField(max_length=254, unique=True)
    name = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.address


class ParticipantRole(models.TextChoices):
    """In which header an address stood."""

    FROM = "from", _("From")
    TO = "to", _("To")
    CC = "cc", _("Cc")
    BCC = "bcc", _("Bcc")
    REPLY_TO = "reply_to", _("Reply to")


class Participant(models.Model):
    """An address on an entry. Finds all past mail of an address (product.md 2.4)."""

    pk = models.CompositePrimaryKey("address_id", "entry_id", "role")
    address = models.ForeignKey(
        Address, on_delete=models.CASCADE, related_name="participations", db_index=False
    )
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="participants")
    role = models.CharField(max_length=8, choices=ParticipantRole.choices)
    # The name as it stood on this entry, when it differs from the address' own.
    name = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.role} {self.address_id}"


class LinkOrigin(models.TextChoices):
    """Why an entry stands at a relation; a hand's word outlives the machine's."""

    ADDRESS = "address", _("by address")
    HAND = "hand", _("by hand")


class Link(models.Model):
    """An entry stands in the archive of a relation."""

    pk = models.CompositePrimaryKey("relation_id", "entry_id")
    relation = models.ForeignKey(Relation, on_delete=models.CASCADE, related_name="links", db_index=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="links")
    origin = models.CharField(max_length=8, choices=LinkOrigin.choices, default=LinkOrigin.ADDRESS)
    # The header in which the relation's address stood; empty when linked by hand.
    role = models.CharField(max_length=8, choices=ParticipantRole.choices, blank=True)
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.relation_id} {self.entry_id}"


class RefusedLink(models.Model):
    """A link that a member took away: no later linking by address makes it again."""

    relation = models.ForeignKey(Relation, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["relation", "entry"], name="refused_link_once")]

    def __str__(self) -> str:
        return f"{self.relation_id} {self.entry_id}"
