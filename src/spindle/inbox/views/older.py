"""The answer to the offer to finish old mail."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from spindle.inbox.older import Span, answer_offer, finish_older, unfinish_older
from spindle.members.access import MemberRequest, writes
from spindle.ui.responses import toast


@require_http_methods(["POST", "DELETE"])
@writes
def finish(request: MemberRequest) -> HttpResponse:
    """Finish all that is older than 30 days (POST), or take that back (DELETE, with the span that POST told)."""
    if request.method == "DELETE":
        unfinish_older(_span(request), by=request.member)
        return HttpResponse(status=204)
    span = finish_older(by=request.member)
    words = ngettext("%(count)d message finished", "%(count)d messages finished", span.count)
    asked = urlencode({"since": str(span.since.timestamp()), "until": str(span.until.timestamp())})
    return toast(
        HttpResponse(status=204), words % {"count": span.count}, undo_url=f"{reverse('inbox:older')}?{asked}"
    )


@require_POST
@writes
def keep(request: MemberRequest) -> HttpResponse:
    """Leave everything where it is, and do not ask again."""
    answer_offer(by=request.member)
    return HttpResponse(status=204)


def _span(request: MemberRequest) -> Span:
    try:
        since, until = (datetime.fromtimestamp(float(request.GET[key]), UTC) for key in ("since", "until"))
    except (KeyError, ValueError, OverflowError, OSError) as error:
        raise Http404 from error
    return Span(since, until, 0)
