"""What every test has: a data folder of its own, the control database, and two fresh companies, acme and globex.

Companies are copies of a migrated template, made and thrown away in milliseconds, so nothing is rolled back: tests
see real commits, and threads and other processes see what a test wrote. `control` empties the control database after
each test that used it; `@pytest.mark.django_db` means the same here.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.utils import translation
from pytest_django import DjangoDbBlocker

_data = tempfile.TemporaryDirectory(prefix="spindle-")
os.environ["SPINDLE_DATA"] = _data.name
settings.SPINDLE_DATA = Path(_data.name)
# Argon2 costs 50 ms on purpose; a test that signs in does not check that.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

from tests import engines  # noqa: E402

engines.begin()

from spindle.organisations import active as activation  # noqa: E402  (the folder must be set first)
from spindle.organisations.actions import create_organisation  # noqa: E402
from spindle.organisations.creation import ensure_ready  # noqa: E402
from spindle.organisations.models import Organisation  # noqa: E402
from spindle.organisations.router import CONTROL, CONTROL_APPS  # noqa: E402


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The control database and the template, made once. There are no test databases: the folder is the tests'."""
    with django_db_blocker.unblock():
        ensure_ready()
        yield
        connections.close_all()
    _data.cleanup()


@pytest.fixture
def _django_db_helper(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Takes the place of pytest-django's: real commits, the control database emptied afterwards."""
    with django_db_blocker.unblock():
        yield
        for organisation in Organisation.objects.all():
            engines.put_away(organisation)
        _empty_control()


@pytest.fixture
def control(_django_db_helper: None) -> None:
    """The control database, empty again after the test."""


@pytest.fixture
def acme(control: None) -> Organisation:
    """A company, not active."""
    return create_organisation("Acme", language="en", timezone="Europe/Amsterdam")


@pytest.fixture
def globex(control: None) -> Organisation:
    """Another company, not active."""
    return create_organisation("Globex", language="nl", timezone="Europe/Amsterdam")


@pytest.fixture
def active_acme(acme: Organisation) -> Iterator[Organisation]:
    """Acme, active for the whole test."""
    with acme.active():
        yield acme


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Each test begins in English, whatever language the one before it left behind."""
    with translation.override("en"):
        yield


@pytest.fixture
def nested_companies() -> Iterator[None]:
    """Allows a test that has one company active to enter another, as a request of the test client does."""
    activation.nesting.allowed = True
    yield
    activation.nesting.allowed = False


def _empty_control() -> None:
    tables = [
        model._meta.db_table
        for label in CONTROL_APPS & set(apps.app_configs)
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if label != "contenttypes" and model._meta.db_table != "auth_permission"
    ]
    connection = connections[CONTROL]
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {table} WHERE EXISTS (SELECT 1 FROM {table})")
