"""The strict policies under which a mail's frame, pictures and files are served."""

from typing import TypeVar

from django.http.response import HttpResponseBase

# The frame runs no script and has no form; it keeps our origin only so that the page around it can
# measure its height, and so that its pictures are asked for with the reader's own rights
# (docs/adr/0003-mail-frame.md).
FRAME_POLICY = (
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src 'self' data:; font-src 'self'; frame-ancestors 'self'; form-action 'none'; base-uri 'none'"
)
FILE_POLICY = "sandbox; default-src 'none'"
KEPT_SECONDS = 3600

Response = TypeVar("Response", bound=HttpResponseBase)


def sealed(response: Response) -> Response:
    """A stranger's bytes: nothing in them runs, loads, or is read by another site."""
    response["Content-Security-Policy"] = FILE_POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
