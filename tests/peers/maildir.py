"""Delivering into a Maildir++ as a delivery agent does: a complete file moved into new/."""

import datetime as dt
import itertools
import os
import time
from collections.abc import Callable
from pathlib import Path

from imapclient.imap_utf7 import encode

_serial = itertools.count()


def name_on_disk(folder: str, separator: str) -> str:
    """`Ablage/Müller` → `.Ablage.M&APw-ller`."""
    return "." + bytes(encode(folder.replace(separator, "."))).decode("ascii")


def deliver(box: Path, raw: bytes, *, received: dt.datetime | None, own: Callable[[Path], None]) -> None:
    """Put `raw` into `box`/new; `received` becomes INTERNALDATE (the file's time)."""
    for name in ("new", "cur", "tmp"):
        if not (box / name).exists():
            (box / name).mkdir()
            own(box / name)
    file = f"{time.time():.6f}.{next(_serial)}.peer"
    temporary = box / "tmp" / file
    temporary.write_bytes(raw)
    own(temporary)
    if received is not None:
        os.utime(temporary, (received.timestamp(), received.timestamp()))
    temporary.rename(box / "new" / file)
