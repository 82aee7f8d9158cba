"""What an answer tells the page beside its HTML: a toast with undo, close the pop-up, fetch this again."""

import json
from typing import Literal, TypeVar

from django.core import signing
from django.http import HttpRequest, HttpResponseBase

Response = TypeVar("Response", bound=HttpResponseBase)
Method = Literal["DELETE", "POST"]
Tone = Literal["plain", "wrong"]

# A toast that must outlive a redirect travels in a signed cookie: no session write, no database.
FLASH_COOKIE = "spindle_toast"
_FLASH_SALT = "spindle.ui.toast"
_FLASH_AGE = 60


def toast(
    response: Response,
    text: str,
    *,
    undo_url: str | None = None,
    undo_method: Method = "DELETE",
    tone: Tone = "plain",
) -> Response:
    """Show a sentence for ten seconds, with a button that undoes by a request to `undo_url`; for answers to htmx."""
    return _announce(response, "toast", _detail(text, undo_url, undo_method, tone))


def close_dialog(response: Response) -> Response:
    """Close the pop-up that sent the request."""
    return _announce(response, "close-dialog", {})


def refresh(response: Response, *topics: str) -> Response:
    """Let what listens to these live topics fetch itself now, without waiting for the stream."""
    for topic in topics:
        _announce(response, topic, {"target": "#live"})
    return response


def show_density(response: Response, density: str) -> Response:
    """The page that asked takes on this density at once."""
    return _announce(response, "density", {"density": density})


def flash(
    response: Response,
    text: str,
    *,
    undo_url: str | None = None,
    undo_method: Method = "DELETE",
    tone: Tone = "plain",
) -> Response:
    """The same toast, shown by the next page that this browser opens; for redirects."""
    value = signing.dumps(_detail(text, undo_url, undo_method, tone), salt=_FLASH_SALT)
    response.set_cookie(FLASH_COOKIE, value, max_age=_FLASH_AGE, samesite="Lax")
    return response


def flashed(request: HttpRequest) -> dict[str, str] | None:
    """The toast that waits for this browser, if its signature holds. The page's script forgets the cookie."""
    try:
        kept = signing.loads(request.COOKIES.get(FLASH_COOKIE, ""), salt=_FLASH_SALT, max_age=_FLASH_AGE)
    except signing.BadSignature:
        return None
    return {str(key): str(value) for key, value in kept.items()}


def _detail(text: str, undo_url: str | None, undo_method: Method, tone: Tone) -> dict[str, str]:
    detail = {"text": str(text), "tone": tone}
    return detail | {"undo": undo_url, "method": undo_method} if undo_url else detail


def _announce(response: Response, event: str, detail: dict[str, str]) -> Response:
    """Add an event to HX-Trigger beside those that are there. ASCII only, as a header must be."""
    events = json.loads(response.headers.get("HX-Trigger", "{}"))
    response.headers["HX-Trigger"] = json.dumps(events | {event: detail})
    return response
