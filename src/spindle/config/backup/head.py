"""The first line of a back-up, readable by all: versions, the company's short name, and the wrapped keys.

The company's data key is wrapped under the master key of the installation that took the back-up, and that master key
under its recovery code (`organisations.recovery`). Nothing of this opens anything without the one or the other.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from spindle.config.backup.errors import BackupRefused, CodeNeeded
from spindle.organisations import crypto, keys, recovery

FORMAT = 1
_LONGEST = 64 * 1024
_MARK = "spindle-backup"
_NO_BACKUP = "This file is not a Spindle back-up, or its beginning is damaged."


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the encrypted part. `version` is Spindle's own, `wrapped_key` is wrapped for `slug`."""

    version: str
    slug: str
    wrapped_key: bytes
    recovery: recovery.Recovery
    format: int = FORMAT

    def to_line(self) -> bytes:
        """As written to the file, with a digest that tells damage from a wrong code."""
        told = {
            _MARK: self.format,
            "version": self.version,
            "slug": self.slug,
            "wrapped_key": self.wrapped_key.hex(),
            "recovery": json.loads(self.recovery.to_json()),
        }
        return json.dumps(told | {"digest": _digest(told)}).encode() + b"\n"

    def digest(self) -> str:
        """Stands in the encrypted part too, so that no head can be put before another's content."""
        return sha256(self.to_line()).hexdigest()

    def data_key(self, code: str | None) -> bytes:
        """The company's key: by the recovery code, or without one by this installation's own master key.

        Raises `recovery.CodeRefused` for a wrong code, `CodeNeeded` where it takes one.
        """
        try:
            master = recovery.master_key(code, self.recovery) if code else None
            return keys.unwrap(self.wrapped_key, self.slug, under=master)
        except crypto.Tampered as error:
            raise CodeNeeded(
                "This back-up was taken by another installation; its recovery code is needed."
            ) from error


def read_head(file: BinaryIO) -> Head:
    """The head, with `file` left where the encrypted part begins. Raises `BackupRefused`."""
    line = file.readline(_LONGEST)
    try:
        told = json.loads(line)
        if told[_MARK] > FORMAT:
            raise BackupRefused(
                f"This back-up was taken with a newer version of Spindle ({told['version']}). Update Spindle first."
            )
        digest = told.pop("digest")
        if digest != _digest(told):
            raise BackupRefused("The beginning of this back-up is damaged. Take another copy of it.")
        return Head(
            version=told["version"],
            slug=told["slug"],
            wrapped_key=bytes.fromhex(told["wrapped_key"]),
            recovery=recovery.Recovery.from_json(json.dumps(told["recovery"])),
        )
    except BackupRefused:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupRefused(_NO_BACKUP) from error


def _digest(told: dict[str, object]) -> str:
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
