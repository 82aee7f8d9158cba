"""Pictures from elsewhere under our own addresses: which of a mail's are shown, and what an address of ours means.

An address holds the picture's own one under the company's key and for one mail, so that it is no open proxy.
"""

import hmac
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from spindle.archive.models import Aside, Entry
from spindle.mail.html import Remote
from spindle.mail.models import TrustedSender
from spindle.mail.queries import known_pictures
from spindle.members.models import Member
from spindle.organisations.active import current

_KEY = "remote pictures"
_SEAL = 16
_SHOWN_SALT = "spindle.mail.pictures"
_SHOWN_SECONDS = 12 * 3600
_FETCH, _KEPT = b"f", b"k"


@dataclass(frozen=True, slots=True)
class Asked:
    """A picture that a frame asks for. `may_fetch`: the network may be asked, not only what is kept."""

    url: str
    may_fetch: bool


def pictures_of(entry: Entry, *, shown: bool) -> Remote | None:
    """How this mail's pictures from elsewhere are addressed; None when all are held back.

    `shown`: a member asked for them, or trusts the sender. Without that those that are kept already are shown: that
    tells the sender nothing.
    """
    if shown:
        return lambda url: _address(entry.pk, url, _FETCH)
    known = known_pictures(entry)
    if not known:
        return None
    return lambda url: _address(entry.pk, url, _KEPT) if digest_of(url) in known else ""


def is_trusted(entry: Entry) -> bool:
    """Whether a member has said that this sender's pictures are always shown; never in spam, whoever it says it is from."""
    if not entry.sender_address or entry.aside == Aside.SPAM:
        return False
    return TrustedSender.objects.filter(address=entry.sender_address).exists()


def read_token(entry_id: int, token: str) -> Asked | None:
    """What a picture's address asks for; None when we did not write it, or for another mail."""
    try:
        whole = b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (ValueError, UnicodeError):
        return None
    seal, mode, url = whole[:_SEAL], whole[_SEAL : _SEAL + 1], whole[_SEAL + 1 :]
    if mode not in (_FETCH, _KEPT) or not hmac.compare_digest(seal, _seal(entry_id, mode, url)):
        return None
    return Asked(url.decode("utf-8", "replace"), may_fetch=mode == _FETCH)


def digest_of(url: str) -> str:
    """A picture's address as it is kept: it tells nothing without the company's key."""
    return hmac.digest(_company_key(), b"digest" + url.encode("utf-8", "replace"), "sha256").hex()


def shown_word(entry_id: int, member: Member) -> str:
    """Goes into the frame's address: this member has asked for this mail's pictures. Nobody else can write it."""
    return signing.dumps([entry_id, member.pk], salt=_SHOWN_SALT)


def is_shown(word: str, entry_id: int, member: Member) -> bool:
    """Whether a frame's address says so."""
    try:
        said = signing.loads(word, salt=_SHOWN_SALT, max_age=_SHOWN_SECONDS)
    except signing.BadSignature:
        return False
    return bool(said == [entry_id, member.pk])


def _address(entry_id: int, url: str, mode: bytes) -> str:
    written = url.encode("utf-8", "replace")
    token = urlsafe_b64encode(_seal(entry_id, mode, written) + mode + written).rstrip(b"=").decode()
    return reverse("mail:remote", args=[entry_id, token])


def _seal(entry_id: int, mode: bytes, url: bytes) -> bytes:
    return hmac.digest(_company_key(), mode + b"%d " % entry_id + url, "sha256")[:_SEAL]


def _company_key() -> bytes:
    return current().organisation.derive(_KEY)
