"""The few cryptographic steps that keys, secrets and blobs share: HKDF-SHA256 and AES-256-GCM, nothing of our own."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_LENGTH = 32
_NONCE_LENGTH = 12


class Tampered(ValueError):
    """What was to be decrypted is not what was encrypted, or the key is another one."""


def new_key() -> bytes:
    """A random 256-bit key."""
    return os.urandom(KEY_LENGTH)


def derive(key: bytes, purpose: str, *, salt: bytes | None = None) -> bytes:
    """32 bytes that only `purpose` gets from `key` (HKDF-SHA256, RFC 5869); neither key tells the other."""
    return HKDF(SHA256(), length=KEY_LENGTH, salt=salt, info=b"spindle " + purpose.encode()).derive(key)


def encrypt(key: bytes, plain: bytes, *, context: str) -> bytes:
    """Nonce and ciphertext of `plain`; opens only with the same `context` (AES-256-GCM)."""
    nonce = os.urandom(_NONCE_LENGTH)
    return nonce + AESGCM(key).encrypt(nonce, plain, context.encode())


def decrypt(key: bytes, sealed: bytes, *, context: str) -> bytes:
    """What `encrypt` was given. Raises `Tampered`."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_LENGTH], sealed[_NONCE_LENGTH:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise Tampered("not encrypted with this key for this use, or altered") from error
