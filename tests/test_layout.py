"""The shape of the whole: what import-linter cannot see (architecture.md, "Folders speak the domain").

A foreign key named by a string is no import, so the models themselves are asked.
"""

import configparser
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connections, models
from django.db import router as routers

ROOT = Path(__file__).resolve().parents[1]
OURS = "spindle."


def levels() -> dict[str, int]:
    """Each folder's height in the list of imports; neighbours by `|` stand equally high."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    layers = contracts["importlinter:contract:folders"]["layers"].split("\n")
    rows = [[name.strip() for name in row.split("|")] for row in layers if row.strip()]
    return {name: height for height, row in enumerate(reversed(rows)) for name in row}


LEVELS = levels()
MODELS = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith(OURS)]


def folder(model: type[models.Model]) -> str:
    """The folder below `spindle` that a model lives in, or the name of the package that it comes from."""
    parts = model.__module__.split(".")
    return parts[1] if parts[0] == "spindle" else parts[0]


def relations(model: type[models.Model]) -> Iterator[tuple[str, type[models.Model]]]:
    """Yield each relation that a model declares, with the model it points to."""
    for field in (*model._meta.fields, *model._meta.many_to_many):
        if isinstance(field.related_model, type):
            yield f"{model._meta.label}.{field.name}", field.related_model


RELATIONS = [(name, model, target) for model in MODELS for name, target in relations(model)]


def alias(model: type[models.Model]) -> str:
    """The one database that a model's table lies in."""
    (only,) = [name for name in connections if routers.allow_migrate_model(name, model)]
    return only


def test_there_is_something_to_look_at() -> None:
    assert len(MODELS) > 10
    assert len(RELATIONS) > 10


def test_every_folder_stands_in_the_list_of_imports() -> None:
    folders = {path.parent.name for path in (ROOT / "src/spindle").glob("*/__init__.py")}
    assert folders == set(LEVELS)


@pytest.mark.parametrize(("name", "model", "target"), RELATIONS, ids=[name for name, _, _ in RELATIONS])
def test_a_relation_points_down_the_list(
    name: str, model: type[models.Model], target: type[models.Model]
) -> None:
    below_ours = -1
    own, pointed_at = LEVELS[folder(model)], LEVELS.get(folder(target), below_ours)
    assert folder(model) == folder(target) or pointed_at < own, f"{name} points to {target._meta.label}"


@pytest.mark.parametrize(("name", "model", "target"), RELATIONS, ids=[name for name, _, _ in RELATIONS])
def test_no_relation_crosses_from_one_database_to_another(
    name: str, model: type[models.Model], target: type[models.Model]
) -> None:
    assert alias(model) == alias(target), f"{name} points from {alias(model)} to {alias(target)}"


@pytest.mark.parametrize(
    "model", [m for m in MODELS if alias(m) == "organisation"], ids=lambda m: m._meta.label
)
def test_the_company_is_the_database_and_not_a_column(model: type[models.Model]) -> None:
    assert not {"organisation", "organisation_id", "company", "tenant"} & {f.name for f in model._meta.fields}


def test_no_folder_is_a_place_where_things_go_to_be_forgotten() -> None:
    forgotten = {"utils", "helpers", "common", "misc", "services", "managers", "signals"}
    names = {path.stem for path in (ROOT / "src/spindle").rglob("*") if path.suffix in {"", ".py"}}
    assert not forgotten & names


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_saving_a_model_has_no_logic_of_its_own(model: type[models.Model]) -> None:
    assert "save" not in vars(model)
    assert "delete" not in vars(model)
