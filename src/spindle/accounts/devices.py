"""A browser in which somebody signed in before is told from a stranger's, by a signed cookie of its own.

So whoever guesses at an address from elsewhere uses up his own attempts, not the owner's: the owner is
not locked out (OWASP, "Slow down online guessing attacks with device cookies").
"""

from __future__ import annotations

from hashlib import sha256

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponseBase

COOKIE = "spindle_device"
REMEMBERED_FOR = 365 * 24 * 3600
# Colleagues who share a computer.
SHARED_BY = 4


def is_known(request: HttpRequest, email: str) -> bool:
    """Whether this address was signed in with on this browser within a year."""
    return _mark(email) in _marks(request)


def remember(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    """Let this browser be known for this address, beside the last ones that used it."""
    others = [mark for mark in _marks(request) if mark != _mark(email)]
    response.set_cookie(
        COOKIE,
        _signer().sign(".".join([_mark(email), *others][:SHARED_BY])),
        max_age=REMEMBERED_FOR,
        path="/account/",
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> list[str]:
    try:
        return _signer().unsign(request.COOKIES.get(COOKIE, ""), max_age=REMEMBERED_FOR).split(".")
    except BadSignature:
        return []


def _mark(email: str) -> str:
    return sha256(email.strip().lower().encode()).hexdigest()[:32]


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="spindle.accounts.devices")
