"""An archive entry: one message (later also note, document, task) of the company, kept once."""

from datetime import datetime

from django.db import models

from spindle.archive.time_key import RowKeyField, TimeKeyField, key_time
from spindle.channels.contract import Place
from spindle.members.models import Member


class Conversation(models.Model):
    """The entries of one thread. Two threads that turn out to be one are joined under the lower id."""

    def __str__(self) -> str:
        return str(self.pk)


class MessageReference(models.Model):
    """A Message-ID that was seen, as its 64-bit digest: of a message that we hold, or only referred to.

    An id that was only referenced already has its conversation, so the result does not depend on
    the order of arrival (mail.md).
    """

    digest = RowKeyField(primary_key=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="references")
    # Whether a message with this id is here; a second, different one with the same id stands alone.
    held = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.digest)


class Aside(models.TextChoices):
    """Where all copies of an entry agree that it belongs: it then stands in no archive."""

    NOWHERE = "", ""
    DRAFTS = Place.DRAFTS.value, Place.DRAFTS.value
    SPAM = Place.SPAM.value, Place.SPAM.value
    TRASH = Place.TRASH.value, Place.TRASH.value


class Entry(models.Model):
    """The head of an archive entry: all that a row of a list shows. Its text stands in Body, its bytes in a blob."""

    id = TimeKeyField(primary_key=True)
    channel = models.CharField(max_length=16)
    direction = models.CharField(max_length=3)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    # Equal messages have equal fingerprints, whoever received them (mail.md, rule 8).
    fingerprint = models.CharField(max_length=64, unique=True)
    message_id = models.CharField(max_length=500, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    sender_address = models.CharField(max_length=254, blank=True)
    # The first few of To, for rows of sent messages.
    to_line = models.CharField(max_length=200, blank=True)
    snippet = models.CharField(max_length=240, blank=True)
    # The Date that the sender wrote, when there was a readable one; the key is what sorts.
    sent_at = models.DateTimeField(null=True)
    has_attachments = models.BooleanField(default=False)
    automatic = models.BooleanField(default=False)
    blob = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    parse_version = models.PositiveSmallIntegerField(default=1)
    # Why the message could not be read; it is kept raw and shown with this reason.
    parse_error = models.TextField(blank=True)
    # Private to this member (and to who may see private messages).
    private_to = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    # Drafts, spam or trash when every copy lies there; kept by archive.actions and ingest.
    aside = models.CharField(max_length=10, choices=Aside.choices, blank=True)
    # Gone from every archive: deleted there, or by every account that had it.
    trashed_at = models.DateTimeField(null=True)
    trashed_by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(fields=["conversation", "id"], name="entry_conversation"),
            models.Index(
                fields=["private_to", "-id"],
                name="entry_private",
                condition=models.Q(private_to__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.subject or str(self.pk)

    @property
    def at(self) -> datetime:
        """When it was received or sent, in UTC."""
        return key_time(self.pk)


class Body(models.Model):
    """The readable text of an entry, apart from its head so that lists never read it."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="body")
    text = models.TextField()

    def __str__(self) -> str:
        return str(self.pk)


class Attachment(models.Model):
    """A file that came with an entry; its bytes are read out of the raw message by `index`."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="attachments", db_index=False)
    index = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    content_id = models.CharField(max_length=250, blank=True)
    inline = models.BooleanField(default=False)
    # Place and encoding in the raw message, for large ones; else -1.
    offset = models.BigIntegerField(default=-1)
    length = models.BigIntegerField(default=-1)
    encoding = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["entry", "index"], name="attachment_once")]

    def __str__(self) -> str:
        return self.name


class FileText(models.Model):
    """The text of an entry's files, so that its place in the index can be made anew without reading them again."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="file_text")
    # Compressed (zstd); `spindle.archive.search` writes and reads it.
    packed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.pk)
