"""Each app's tables are in one database; none is forgotten."""

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from spindle.organisations.checks import check_every_app_is_routed
from spindle.organisations.models import Organisation
from spindle.organisations.router import CONTROL_APPS, ORGANISATION_APPS, Router
from spindle.relations.models import RelationType


def test_every_installed_app_is_in_exactly_one_list() -> None:
    assert check_every_app_is_routed() == []
    assert not CONTROL_APPS & ORGANISATION_APPS


def test_an_app_in_no_list_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps.get_app_config("relations"), "label", "stranger")
    assert [error.id for error in check_every_app_is_routed()] == ["organisations.E001"]


def test_an_app_in_no_list_is_not_migrated() -> None:
    assert not Router().allow_migrate("default", "stranger")
    assert not Router().allow_migrate("organisation", "stranger")


def test_an_app_in_no_list_is_not_queried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RelationType._meta, "app_label", "stranger")
    with pytest.raises(ImproperlyConfigured):
        Router().db_for_read(RelationType)


def test_no_key_crosses() -> None:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.related_model and not field.auto_created:
                mine, theirs = model._meta.app_label, field.related_model._meta.app_label
                assert (mine in CONTROL_APPS) == (theirs in CONTROL_APPS), f"{model.__name__}.{field.name}"


def test_tables_are_where_they_belong(active_acme: Organisation) -> None:
    control = set(connections["default"].introspection.table_names())
    company = set(connections["organisation"].introspection.table_names())
    assert "organisations_organisation" in control - company
    assert "relations_relation" in company - control


def test_only_its_own_migrations_are_recorded(active_acme: Organisation) -> None:
    with connections["organisation"].cursor() as cursor:
        cursor.execute("SELECT DISTINCT app FROM django_migrations")
        assert {app for (app,) in cursor.fetchall()} <= ORGANISATION_APPS
