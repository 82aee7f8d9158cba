"""The body of a mail, cleaned, with its pictures under our addresses."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from spindle.archive import blobs
from spindle.archive.models import Body, Entry
from spindle.mail.html import clean, plain_to_html
from spindle.mail.parsing import LARGE, ParsedMail, parse, parse_large
from spindle.mail.reading.remote import is_trusted, pictures_of


@dataclass(frozen=True, slots=True)
class Letter:
    """The cleaned body of a mail, safe to stand in its frame. `plain`: it may take the reader's own colours."""

    html: str
    plain: bool
    blocked_pictures: int = 0
    # Pictures that nobody can see, which would only tell the sender that he is read.
    trackers: int = 0
    # A member said that this sender's pictures are always shown.
    trusted: bool = False
    # Its raw message is gone or damaged: this is what was read in it when it came.
    damaged: bool = False


def letter_of(entry: Entry, *, shown: bool = False) -> Letter:
    """The body of a mail; its text where there is no HTML, or where the raw message cannot be read any more.

    `shown`: a member has asked for the pictures from elsewhere.
    """
    label = _("Earlier messages")
    try:
        mail = _parsed(entry)
    except (blobs.BlobMissing, blobs.BlobDamaged):
        text = Body.objects.filter(entry=entry).values_list("text", flat=True).first() or ""
        return Letter(plain_to_html(text, quote_label=label), plain=True, damaged=True)
    if not mail.html:
        return Letter(plain_to_html(mail.text, quote_label=label), plain=True)
    own = {
        attachment.content_id: reverse("mail:picture", args=[entry.pk, attachment.index])
        for attachment in mail.attachments
        if attachment.content_id
    }
    trusted = is_trusted(entry)
    remote = pictures_of(entry, shown=shown or trusted)
    found = clean(mail.html, pictures=own, remote=remote, quote_label=label)
    return Letter(found.html, False, found.blocked_pictures, found.trackers, trusted)


def _parsed(entry: Entry) -> ParsedMail:
    if not entry.size:
        # An empty message has no blob.
        return parse(b"")
    if entry.size > LARGE:
        with blobs.open_stream(entry.blob) as stream:
            return parse_large(stream, entry.size).mail
    return parse(blobs.read(entry.blob))
