"""What became of a file when its text was to be read for the search."""

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from spindle.archive.models.entry import Attachment


class Outcome(models.TextChoices):
    """Whether the words of a file can be found, and if not, why."""

    READ = "read", _("its text can be found")
    EMPTY = "empty", _("there is no text in it")
    LOCKED = "locked", _("it has a password")
    DAMAGED = "damaged", _("it is damaged, or not what its name says")
    SLOW = "slow", _("it is too involved to be read")
    LARGE = "large", _("it is too large to be read")
    GONE = "gone", _("it is missing")


class FileReading(models.Model):
    """A file was looked into by this version of the readers; a later version looks again."""

    attachment = models.OneToOneField(
        Attachment, primary_key=True, on_delete=models.CASCADE, related_name="reading"
    )
    version = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.attachment_id} {self.outcome}"
