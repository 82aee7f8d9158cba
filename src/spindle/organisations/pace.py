"""How long the sync may keep the turn to write: short turns while others write in the company, longer ones when nobody does.

Every writer but the sync leaves the time of its turn on the turnstile's file. A larger batch costs a third less a message
(measured/sync.md, 8); who writes first after a silence waits for one of them, and the next ones are small.
"""

import os
import time
from pathlib import Path

from spindle.organisations.active import current
from spindle.organisations.engine import Engine
from spindle.organisations.turnstile import turn_file

SILENCE_SECONDS = 3.0


def note_writer(database: Path) -> None:
    """Somebody but the sync has the turn."""
    os.utime(turn_file(database))


def others_write() -> bool:
    """Whether somebody but the sync has written in the active company a moment ago. On PostgreSQL we take it that somebody has."""
    organisation = current().organisation
    if organisation.engine is not Engine.SQLCIPHER:
        return True
    try:
        written = turn_file(organisation.main).stat().st_mtime
    except FileNotFoundError:
        return False
    return time.time() - written < SILENCE_SECONDS
