"""An account's copy of an entry: where it stands, who finished it, and who has not read it yet."""

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from spindle.archive.models.entry import Conversation, Entry
from spindle.channels.contract import Place
from spindle.channels.models import Account
from spindle.members.models import Member

PLACES = [(place.value, place.value) for place in Place]


class Delivery(models.Model):
    """One account's copy of an entry, shared by that account's members.

    Finish, delete and spam move the copy to another place, with who and when; `place_before` is
    where undo puts it back.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    # The entry's conversation again, so that a list of conversations is one walk of an index.
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.CharField(max_length=10, choices=PLACES)
    place_before = models.CharField(max_length=10, choices=PLACES, blank=True)
    moved_at = models.DateTimeField(null=True)
    moved_by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    # As the mail server has it; a member's own unread mark stands in Unread.
    seen = models.BooleanField(default=False)
    answered = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "account"], name="delivery_once")]
        indexes = [
            models.Index(fields=["account", "place", "-entry"], name="delivery_list"),
            models.Index(fields=["conversation", "place", "entry"], name="delivery_conversation"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.entry_id} {self.place}"


class Unread(models.Model):
    """This member has not read this entry yet. Unread is per member."""

    pk = models.CompositePrimaryKey("member_id", "entry_id")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="unread", db_index=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="unread")

    def __str__(self) -> str:
        return f"{self.member_id} {self.entry_id}"


class OperationKind(models.TextChoices):
    """What a member did here that the account's server could be told."""

    SEEN = "seen", _("read")
    UNSEEN = "unseen", _("unread")
    TRASH = "trash", _("deleted")
    SPAM = "spam", _("marked as spam")
    RESTORE = "restore", _("put back")


class Operation(models.Model):
    """The operation log: written with the change, carried out on the server by the channel later (mail.md, rule 7)."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="operations")
    kind = models.CharField(max_length=10, choices=OperationKind.choices)
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField(default=now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["done_at", "id"], name="operation_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.delivery_id}"
