"""Seals what must not lie readable in a company's database, such as a mailbox's password.

Format: one byte of version (1), then nonce and ciphertext of AES-256-GCM under a key of the active company.
"""

from spindle.organisations import crypto
from spindle.organisations.active import current

_VERSION = b"\x01"
_CONTEXT = "secret"


def seal(text: str) -> bytes:
    """`text` as bytes that only this company can read again."""
    return _VERSION + crypto.encrypt(_key(), text.encode(), context=_CONTEXT)


def unseal(sealed: bytes) -> str:
    """What was sealed. Raises `crypto.Tampered` if it was altered or is another company's."""
    sealed = bytes(sealed)
    if sealed[:1] != _VERSION:
        raise crypto.Tampered("a secret of a version that this code does not know")
    return crypto.decrypt(_key(), sealed[1:], context=_CONTEXT).decode()


def _key() -> bytes:
    return current().organisation.derive("secrets")
