"""The control database: one SQLCipher file an installation, under a key that the master key gives."""

from pathlib import Path

from django.conf import settings

from spindle.organisations import crypto, keys
from spindle.organisations.backends.internals import register_functions
from spindle.organisations.backends.opening import CONTROL, Connection, dbapi, open_database
from spindle.organisations.backends.wrapper import EncryptedWrapper


def control_file() -> Path:
    """Where the control database lies."""
    return settings.SPINDLE_DATA / "control.db"


def open_control() -> Connection:
    """A connection to the control database, which the first one makes.

    Raises `keys.KeyRefused` if the master key is missing or is not the one that it was made with.
    """
    path = control_file()
    key = keys.derive("control.db")
    try:
        return open_database(path, key, CONTROL, create=True)
    except dbapi.DatabaseError as error:
        if isinstance(error, dbapi.OperationalError):
            raise
        raise keys.KeyRefused(
            f"The master key does not open {path}. It belongs to another installation; "
            "put the right one back, or run `spindle key recover` with the recovery code."
        ) from error


def opens_with(master: bytes) -> bool:
    """Whether the file was made under this master key."""
    try:
        open_database(control_file(), crypto.derive(master, "control.db"), CONTROL).close()
    except dbapi.DatabaseError:
        return False
    return True


class DatabaseWrapper(EncryptedWrapper):
    """Django's wrapper of one thread for the control database."""

    def database_file(self) -> Path:
        """The control database's file."""
        return control_file()

    def get_new_connection(self, conn_params: dict[str, object]) -> Connection:
        """Opens the file."""
        raw = open_control()
        register_functions(raw)
        return raw
