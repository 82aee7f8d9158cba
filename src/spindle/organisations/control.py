"""The control database before Django meets it: whether it is there, and whether a master key is its own."""

from django.conf import settings

from spindle.organisations.engine import Engine, installed_engine


def place() -> str:
    """Where it is, for a person."""
    if installed_engine() is Engine.POSTGRESQL:
        return "the database at SPINDLE_DATABASE"
    return str(settings.SPINDLE_DATA / "control.db")


def prepare() -> None:
    """Makes what Django cannot. Raises `keys.KeyRefused` if it was made under another master key."""
    if installed_engine() is Engine.POSTGRESQL:
        from spindle.organisations.backends.postgresql import control

        control.prepare()


def exists() -> bool:
    """Whether this installation has one, so that a missing master key is not made anew."""
    if installed_engine() is Engine.POSTGRESQL:
        from spindle.organisations.backends.postgresql import control

        return control.exists()
    return (settings.SPINDLE_DATA / "control.db").exists()


def opens_with(master: bytes) -> bool:
    """Whether it was made under this master key."""
    if installed_engine() is Engine.POSTGRESQL:
        from spindle.organisations.backends.postgresql import control as postgresql

        return postgresql.opens_with(master)
    from spindle.organisations.backends.control import base as sqlcipher

    return sqlcipher.opens_with(master)
