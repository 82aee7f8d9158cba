"""A mail's body, pictures and files. Each answer carries a strict policy of its own, for all of it is hostile."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import chain

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from spindle.archive import blobs
from spindle.archive.models import Attachment, Entry
from spindle.archive.queries import entries_for
from spindle.mail.pictures import picture_type
from spindle.mail.reading import attachment_stream, letter_of
from spindle.mail.reading.remote import is_shown
from spindle.mail.views.policies import FRAME_POLICY, KEPT_SECONDS, sealed
from spindle.members.access import MemberRequest, member_required


@require_GET
@member_required
def frame(request: MemberRequest, entry_id: int) -> HttpResponse:
    """The body of a mail as a document of its own."""
    entry = _entry(request, entry_id)
    # Cleaned by spindle.mail.html, and the policy below lets nothing in it run or reach out.
    letter = letter_of(entry, shown=is_shown(request.GET.get("shown", ""), entry.pk, request.member))
    html = mark_safe(letter.html)  # noqa: S308
    shown = {"html": html, "plain": letter.plain, "entry": entry}
    response = render(request, "mail/frame.html", shown)
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


@require_GET
@member_required
@cache_control(private=True, max_age=KEPT_SECONDS)
def picture(request: MemberRequest, entry_id: int, index: int) -> HttpResponseBase:
    """A picture that came with a mail, shown in place; 404 for what is no picture, whatever it calls itself."""
    entry = _entry(request, entry_id)
    found = _attachment(entry, index)
    with _there():
        parts = attachment_stream(entry, found)
        first = next(parts, b"")
    content_type = picture_type(first)
    if not content_type:
        raise Http404
    return sealed(StreamingHttpResponse(chain([first], parts), content_type=content_type))


@require_GET
@member_required
def attachment(request: MemberRequest, entry_id: int, index: int) -> HttpResponseBase:
    """A file that came with a mail, to be saved: never opened in place."""
    entry = _entry(request, entry_id)
    found = _attachment(entry, index)
    with _there():
        return _download(attachment_stream(entry, found), found.name)


@require_GET
@member_required
def raw(request: MemberRequest, entry_id: int) -> HttpResponseBase:
    """The mail as it arrived, byte for byte."""
    entry = _entry(request, entry_id)
    with _there():
        stream = blobs.open_stream(entry.blob) if entry.size else BytesIO()
        return _download(iter(lambda: stream.read(1 << 16), b""), f"{entry.pk}.eml")


@contextmanager
def _there() -> Iterator[None]:
    """404 for a file whose message is gone or damaged, or that it does not hold any more."""
    try:
        yield
    except (blobs.BlobMissing, blobs.BlobDamaged, IndexError) as error:
        raise Http404 from error


def _download(parts: Iterator[bytes], name: str) -> HttpResponseBase:
    # The first part is read while the company is active; the rest needs only what is open by then.
    first = next(parts, b"")
    response = StreamingHttpResponse(chain([first], parts), content_type="application/octet-stream")
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    return sealed(response)


def _entry(request: MemberRequest, entry_id: int) -> Entry:
    return get_object_or_404(entries_for(request.member), pk=entry_id)


def _attachment(entry: Entry, index: int) -> Attachment:
    return get_object_or_404(entry.attachments, index=index)
