"""A blob's name: HMAC-SHA256 of its content under a key of the company, in hexadecimal."""

import hashlib
import hmac

from spindle.organisations.active import Handle


def hasher(handle: Handle) -> hmac.HMAC:
    """Takes the content piece by piece; its hexdigest is the name."""
    return hmac.new(handle.derive("blob names"), digestmod=hashlib.sha256)


def name_in(handle: Handle, content: bytes) -> str:
    """The name of content that is in memory."""
    return hmac.digest(handle.derive("blob names"), content, "sha256").hex()
