"""The printable recovery code: what a person keeps on paper, so that a dead disk does not destroy every company.

It is 160 random bits in eight groups of five letters and digits. The fifth of each group is a check over the group
and its place, so that a typing error, swapped letters and swapped groups are found, and where. recovery.json holds
the master key encrypted under the code, and the code encrypted under the master key (so that it can be shown again);
without the one or the other it tells nothing. A back-up carries a copy of it.
"""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from spindle.organisations import crypto, keys

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_MISREAD = str.maketrans("ILO", "110")
_GROUPS, _DATA_LENGTH = 8, 4
_CONTEXT_KEY, _CONTEXT_CODE = "master key under the recovery code", "recovery code under the master key"


class CodeRefused(ValueError):
    """The recovery code has a typing error or is another installation's. The text is for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """The content of recovery.json."""

    salt: bytes
    master_under_code: bytes
    code_under_master: bytes
    confirmed: bool = False

    def to_json(self) -> str:
        """As text for the file, and for a back-up's manifest."""
        return json.dumps(
            {
                "version": 1,
                "salt": self.salt.hex(),
                "master_under_code": self.master_under_code.hex(),
                "code_under_master": self.code_under_master.hex(),
                "confirmed": self.confirmed,
            },
            indent=1,
        )

    @classmethod
    def from_json(cls, text: str) -> "Recovery":
        """Reads `to_json`. Raises `CodeRefused` if the text is anything else."""
        try:
            found = json.loads(text)
            return cls(
                salt=bytes.fromhex(found["salt"]),
                master_under_code=bytes.fromhex(found["master_under_code"]),
                code_under_master=bytes.fromhex(found["code_under_master"]),
                confirmed=found.get("confirmed") is True,
            )
        except (ValueError, KeyError, TypeError) as error:
            raise CodeRefused(_("The recovery file is damaged; take the one from a back-up.")) from error


def recovery_file(data: Path) -> Path:
    """Where recovery.json lies."""
    return data / "recovery.json"


def ensure_code() -> Recovery:
    """The installation's recovery, with a code made if there is none yet."""
    path = recovery_file(settings.SPINDLE_DATA)
    if not path.exists():
        _store(_made(keys.master(), _new_code()))
    return Recovery.from_json(path.read_text(encoding="utf-8"))


def show_code() -> str:
    """The code, for the administrator to print: `0A1B2-…`, eight groups of five."""
    stored = ensure_code()
    return crypto.decrypt(keys.master(), stored.code_under_master, context=_CONTEXT_CODE).decode()


def is_confirmed() -> bool:
    """Whether somebody has typed the code back; until then Home reminds the administrator."""
    return ensure_code().confirmed


def confirm(code: str) -> None:
    """Notes that somebody has the code on paper. Raises `CodeRefused` if it is not the code."""
    stored = ensure_code()
    master_key(code, stored)
    _store(
        Recovery(stored.salt, stored.master_under_code, stored.code_under_master, confirmed=True),
    )


def master_key(code: str, stored: Recovery) -> bytes:
    """The master key that `stored` (this installation's, or a back-up's) holds. Raises `CodeRefused`."""
    key = _code_key(normalise(code), stored.salt)
    try:
        return crypto.decrypt(key, stored.master_under_code, context=_CONTEXT_KEY)
    except crypto.Tampered as error:
        raise CodeRefused(_("This is a recovery code, but of another installation.")) from error


def recover(code: str) -> Path:
    """Rebuilds the master key's file from the code; returns its path. Raises `CodeRefused` or `keys.KeyRefused`."""
    data = settings.SPINDLE_DATA
    if not keys.is_file():
        raise keys.KeyRefused("The master key comes from the environment; recover it where that is kept.")
    path = recovery_file(data)
    if not path.exists():
        raise CodeRefused(_("%(file)s is missing; take it from a back-up.") % {"file": path})
    stored = Recovery.from_json(path.read_text(encoding="utf-8"))
    keys.write_key_file(keys.key_file(data), master_key(code, stored))
    keys.forget()
    return keys.key_file(data)


def normalise(code: str) -> str:
    """The code as it was printed, from what a person typed. Raises `CodeRefused`, naming the wrong group."""
    typed = "".join(code.upper().translate(_MISREAD).replace("-", " ").split())
    length = _GROUPS * (_DATA_LENGTH + 1)
    if len(typed) != length:
        raise CodeRefused(
            _("A recovery code has %(length)d letters and digits; this has %(typed)d.")
            % {"length": length, "typed": len(typed)}
        )
    groups = [typed[at : at + _DATA_LENGTH + 1] for at in range(0, length, _DATA_LENGTH + 1)]
    for place, group in enumerate(groups):
        if not set(group) <= set(_ALPHABET) or _check(group[:-1], place) != group[-1]:
            raise CodeRefused(
                _("There is a typing error in group %(place)d of the recovery code: %(group)s.")
                % {"place": place + 1, "group": group}
            )
    return "-".join(groups)


def _new_code() -> str:
    groups = [
        "".join(secrets.choice(_ALPHABET) for _letter in range(_DATA_LENGTH)) for _group in range(_GROUPS)
    ]
    return "-".join(group + _check(group, place) for place, group in enumerate(groups))


def _check(group: str, place: int) -> str:
    # A weighted sum in GF(32): each weight differs, so one wrong or two swapped characters always change it.
    total = 0
    for weight, value in enumerate([place + 1, *(_ALPHABET.index(letter) for letter in group)], start=1):
        for _step in range(weight):
            value = (value << 1) ^ (0b100101 if value & 0b10000 else 0)
        total ^= value
    return _ALPHABET[total]


def _made(master: bytes, code: str) -> Recovery:
    salt = os.urandom(16)
    return Recovery(
        salt=salt,
        master_under_code=crypto.encrypt(_code_key(code, salt), master, context=_CONTEXT_KEY),
        code_under_master=crypto.encrypt(master, code.encode(), context=_CONTEXT_CODE),
    )


def _code_key(code: str, salt: bytes) -> bytes:
    return crypto.derive(code.encode(), "recovery code", salt=salt)


def _store(recovery: Recovery) -> None:
    path = recovery_file(settings.SPINDLE_DATA)
    draft = path.with_suffix(".new")
    draft.write_text(recovery.to_json(), encoding="utf-8")
    draft.replace(path)
