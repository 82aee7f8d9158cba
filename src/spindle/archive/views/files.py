"""Pages of a file, shown as pictures that we made of them: nothing of the file itself reaches the browser."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from spindle.archive.files.preview import NoPreview, page_count, page_picture, shown_pages
from spindle.archive.models import Attachment
from spindle.archive.queries import entries_for
from spindle.channels import registry
from spindle.members.access import MemberRequest, member_required

KEPT_SECONDS = 3600


@require_GET
@member_required
def preview(request: MemberRequest, entry_id: int, index: int) -> HttpResponse:
    """The first pages of a PDF, in a pop-up; each is fetched when it comes into sight."""
    file = _file(request, entry_id, index)
    download = registry.get(file.entry.channel).file_url(entry_id, index)
    context: dict[str, object] = {"file": file, "download_url": download}
    try:
        found = page_count(file)
        context |= {"pages": shown_pages(file, found), "more": found.count - len(found.sizes)}
    except NoPreview as error:
        context |= {"reason": str(error)}
    return render(request, "archive/preview.html", context)


@require_GET
@member_required
@cache_control(private=True, max_age=KEPT_SECONDS)
def page(request: MemberRequest, entry_id: int, index: int, number: int) -> HttpResponse:
    """One page as a picture; 404 when there is no such page, or it cannot be drawn."""
    try:
        picture = page_picture(_file(request, entry_id, index), number)
    except NoPreview as error:
        raise Http404 from error
    response = HttpResponse(picture, content_type="image/png")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _file(request: MemberRequest, entry_id: int, index: int) -> Attachment:
    readable = entries_for(request.member).filter(pk=entry_id)
    return get_object_or_404(Attachment.objects.select_related("entry"), entry__in=readable, index=index)
