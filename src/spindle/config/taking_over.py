"""The control database of an installation that goes from SQLCipher to PostgreSQL: its rows, taken over once.

`control.db` stays as it was, under another name.
"""

from django.conf import settings

from spindle.organisations.engine import Engine, installed_engine
from spindle.organisations.models import Organisation
from spindle.organisations.router import CONTROL_APPS

# Both sides have made their own of these.
_MADE_BY_MIGRATIONS = {"django_content_type", "auth_permission", "auth_group_permissions"}


def take_over_control() -> int:
    """How many rows came over; 0 where there is nothing to take over, or companies are here already."""
    path = settings.SPINDLE_DATA / "control.db"
    if installed_engine() is not Engine.POSTGRESQL or not path.exists() or Organisation.objects.exists():
        return 0
    count = _copy()
    for part in settings.SPINDLE_DATA.glob("control.db*"):
        part.rename(part.with_name(part.name.replace("control.db", "control.before.db")))
    return count


def _copy() -> int:
    from spindle.organisations.backends.control.base import open_control
    from spindle.organisations.backends.postgresql.server import borrowed
    from spindle.organisations.backends.postgresql.transfer import continue_numbers, copy_in, tables

    file = open_control()
    try:
        ours = [table for table in tables(CONTROL_APPS) if table.name not in _MADE_BY_MIGRATIONS]
        count = 0
        with borrowed() as raw, raw.transaction():
            raw.execute("SET CONSTRAINTS ALL DEFERRED")
            for table in ours:
                copy_in(raw, file, table)
                count += file.execute(f'SELECT count(*) FROM "{table.name}"').fetchall()[0][0]  # noqa: S608 (ours)
            continue_numbers(raw, file, {table.name for table in ours})
    finally:
        file.close()
    return count
