"""The installation's master key, what is derived from it, and the companies' data keys wrapped under it.

The master key comes from SPINDLE_MASTER_KEY (64 hex digits), else from what SPINDLE_MASTER_KEY_COMMAND prints, else
from the file master.key (mode 0600), which the first start makes. Whoever has it has everything; without it, and
without the recovery code (`recovery.py`), nothing can be read.
"""

import os
import shlex
import subprocess
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from spindle.organisations import control, crypto
from spindle.organisations.turnstile import FileLock

_COMMAND_SECONDS = 30


class KeyRefused(RuntimeError):
    """The master key is missing, malformed or another installation's. The text is for the administrator."""


def derive(purpose: str) -> bytes:
    """32 bytes of this installation for one purpose."""
    return crypto.derive(master(), purpose)


def wrap(key: bytes, slug: str, *, under: bytes | None = None) -> bytes:
    """A company's data key, encrypted under the master key (or `under`) for that company alone."""
    return crypto.encrypt(_wrapping(under), key, context=_context(slug))


def unwrap(wrapped: bytes, slug: str, *, under: bytes | None = None) -> bytes:
    """The data key again. Raises `crypto.Tampered` if it was wrapped for another company or installation."""
    return crypto.decrypt(_wrapping(under), wrapped, context=_context(slug))


def _wrapping(master_key: bytes | None) -> bytes:
    return crypto.derive(master_key or master(), "wrapping of data keys")


def _context(slug: str) -> str:
    return f"data key of {slug}"


def master() -> bytes:
    """The master key (32 bytes), made if this installation has none yet. Raises `KeyRefused`."""
    return _master(settings.SPINDLE_DATA)


@lru_cache(maxsize=4)
def _master(data: Path) -> bytes:
    return _from_environment() or _from_command() or _from_file(data)


def forget() -> None:
    """Reads the master key afresh at its next use (after a recovery)."""
    _master.cache_clear()


def is_file() -> bool:
    """Whether the master key is the file's, so that a recovery can write it."""
    return not (os.environ.get("SPINDLE_MASTER_KEY") or os.environ.get("SPINDLE_MASTER_KEY_COMMAND"))


def key_file(data: Path) -> Path:
    """Where the master key lies."""
    return data / "master.key"


def _from_environment() -> bytes | None:
    text = os.environ.get("SPINDLE_MASTER_KEY", "")
    return _parsed(text, "SPINDLE_MASTER_KEY") if text else None


def _from_command() -> bytes | None:
    command = os.environ.get("SPINDLE_MASTER_KEY_COMMAND", "")
    if not command:
        return None
    try:
        done = subprocess.run(  # noqa: S603  (the administrator's own command, without a shell)
            shlex.split(command), capture_output=True, text=True, timeout=_COMMAND_SECONDS, check=True
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise KeyRefused("SPINDLE_MASTER_KEY_COMMAND failed; the master key is not known.") from error
    return _parsed(done.stdout, "the output of SPINDLE_MASTER_KEY_COMMAND")


def _from_file(data: Path) -> bytes:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = key_file(data)
    with FileLock(data / "master.lock"):
        if path.exists():
            return _parsed(path.read_text(encoding="ascii"), str(path))
        if control.exists():
            raise KeyRefused(
                f"The master key {path} is missing. Put it back, or run `spindle key recover` with the recovery code."
            )
        return write_key_file(path, crypto.new_key())


def write_key_file(path: Path, key: bytes) -> bytes:
    """Puts the master key on disk, readable by its owner alone, whole or not at all; returns it."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return key


def _parsed(text: str, source: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != crypto.KEY_LENGTH:
        raise KeyRefused(f"The master key in {source} must be 64 hexadecimal digits.")
    return key
