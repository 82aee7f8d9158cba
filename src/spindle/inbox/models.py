"""What members keep of their inbox: views, work on thousands of conversations, who reads what now."""

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from spindle.channels.contract import Place
from spindle.members.models import Member
from spindle.relations.models import Relation

PLACES = [(place.value, place.value) for place in Place]


class View(models.Model):
    """A folder with filters and a search, under a name (product.md 2.4); a member's own, or shared with all."""

    owner = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="views")
    name = models.CharField(_("Name"), max_length=60)
    place = models.CharField(max_length=10, choices=PLACES)
    # What narrows the folder, as it stands in an address.
    query = models.TextField(blank=True)
    shared = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class BulkState(models.TextChoices):
    """How far bulk work is. Waiting and undoing are the worker's to go on with."""

    WAITING = "waiting", _("at work")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")


class Bulk(models.Model):
    """A verb for all conversations of a list, done by the worker in short turns.

    A turn moves copies, keeps their ids as items and moves `cursor` in one transaction, so that a worker that was
    killed goes on where it was. `newest`: the newest copy when it was asked for; what came later is not touched.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="bulks")
    verb = models.CharField(max_length=20)
    place = models.CharField(max_length=10, choices=PLACES)
    query = models.TextField(blank=True)
    relation = models.ForeignKey(Relation, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=BulkState.choices, default=BulkState.WAITING)
    newest = models.BigIntegerField(default=0)
    cursor = models.BigIntegerField(null=True)
    # Conversations; `total` is None until the worker has counted them.
    total = models.PositiveIntegerField(null=True)
    done = models.PositiveIntegerField(default=0)
    # How many copies or entries it has changed; what an undo still has to put back are the items.
    changed = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)
    # Its line is put away by the member.
    closed = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["member", "closed"], name="bulk_shown")]

    def __str__(self) -> str:
        return f"{self.verb} {self.place} {self.state}"


class BulkItem(models.Model):
    """A copy or an entry that bulk work has changed: what its undo puts back."""

    pk = models.CompositePrimaryKey("bulk_id", "item")
    bulk = models.ForeignKey(Bulk, on_delete=models.CASCADE, related_name="items", db_index=False)
    item = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.bulk_id} {self.item}"


class Reading(models.Model):
    """A member has this conversation before him, on the page with this token. Gone when he leaves it."""

    page = models.CharField(max_length=32, primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+", db_index=False)
    # A conversation's id; no key, for two that turn out to be one are joined.
    conversation = models.BigIntegerField()
    # When the page was last heard of; a page whose stream is gone is heard of no more.
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.member_id} {self.conversation}"
