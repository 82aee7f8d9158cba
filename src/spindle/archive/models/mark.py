"""What members mark entries with."""

from django.db import models
from django.utils.timezone import now

from spindle.archive.models.entry import Entry
from spindle.members.models import Member


class Highlight(models.Model):
    """An entry stands out for all who may read it (product.md 2.3, 2.4); who marked it, and when."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="highlight")
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return str(self.pk)
