"""Two mailboxes on disk as Maildir++: written in one go at first, and delivered into while Dovecot runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from tools.demo.letters import Copy, Letter
from tools.demo.playing import BOXES

if TYPE_CHECKING:
    import pwd

FOLDERS = {"inbox": "", "archive": ".Archive", "sent": ".Sent", "spam": ".Junk", "trash": ".Trash"}
_numbers = count(1)


class Maildirs:
    """The mail below `root`: root/<address>/mail. Owned by the user that Dovecot runs as."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def fill(
        self, letters: Iterable[Letter], compose: Callable[[Letter], bytes], answered: frozenset[str]
    ) -> None:
        """Write all letters as read mail of their time; `answered` are Message-IDs."""
        for box in BOXES:
            for folder in FOLDERS:
                self._make(box, folder)
        for letter in letters:
            raw = compose(letter)
            for copy in letter.copies:
                flags = ("R" if letter.message_id in answered else "") + ("S" if copy.seen else "")
                self._write(copy, raw, letter.at.timestamp(), f"cur/{{}}:2,{flags}")

    def deliver(self, letter: Letter, raw: bytes) -> None:
        """One new message, unread, as a delivery agent does it."""
        for copy in letter.copies:
            self._write(Copy(copy.box, "inbox", seen=False), raw, letter.at.timestamp(), "new/{}")

    def drop(self, box: str, raw: bytes, at: float) -> None:
        """Bytes from elsewhere into the inbox of a mailbox."""
        self._write(Copy(box, "inbox", seen=False), raw, at, "new/{}")

    def path(self, box: str, folder: str) -> Path:
        """Where a folder lies."""
        return self.root / BOXES[box] / "mail" / FOLDERS[folder]

    def _make(self, box: str, folder: str) -> None:
        path = self.path(box, folder)
        for part in ("cur", "new", "tmp"):
            (path / part).mkdir(parents=True, exist_ok=True)
        for made in (path.parent.parent, path.parent, path, *path.iterdir()):
            own(made)

    def _write(self, copy: Copy, raw: bytes, at: float, place: str) -> None:
        path = self.path(copy.box, copy.folder)
        name = f"{int(at)}.{os.getpid()}_{next(_numbers)}.demo"
        draft = path / "tmp" / name
        draft.write_bytes(raw)
        own(draft)
        os.utime(draft, (at, at))
        draft.rename(path / place.format(name))


def owner() -> pwd.struct_passwd:
    """Whom Dovecot runs as: Dovecot refuses to handle mail as root, and only root may become somebody else."""
    import pwd  # not on Windows, where Dovecot is not either

    return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def own(path: Path) -> None:
    """Give a path to that user."""
    if os.geteuid() == 0:
        who = owner()
        os.chown(path, who.pw_uid, who.pw_gid)
