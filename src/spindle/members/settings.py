"""What a company has chosen, as typed values (product.md PR-2: each holds for all its members).

A kind of value is a frozen dataclass of texts, numbers and switches, each with its default, in the folder that uses
it. Here the values are kept, a row for each kind that was ever changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, fields
from typing import ClassVar, Protocol, TypeVar

from spindle.members.models import Setting


class Kind(Protocol):
    """A dataclass with a name under which it is kept."""

    NAME: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Field[object]]]


T = TypeVar("T", bound=Kind)


def read(kind: type[T]) -> T:
    """The company's value: what was chosen, and the defaults for the rest. One query by a unique name."""
    kept = Setting.objects.filter(name=kind.NAME).values_list("value", flat=True).first()
    return kind(**_understood(kind, kept or {}))


def write(kind: type[T], changes: Mapping[str, object]) -> None:
    """Choose these fields, and leave the others as they are. Within the transaction of who changes it."""
    setting, _new = Setting.objects.select_for_update().get_or_create(
        name=kind.NAME, defaults={"value": dict(changes)}
    )
    setting.value = {**setting.value, **changes}
    setting.save(update_fields=["value"])


def _understood(kind: type[T], kept: Mapping[str, object]) -> dict[str, object]:
    """What a newer or older version of the program kept in another shape is as if it had not been chosen."""
    return {
        field.name: kept[field.name]
        for field in fields(kind)
        if type(kept.get(field.name)) is type(field.default)
    }
