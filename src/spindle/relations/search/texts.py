"""What can be found of relations, and how what was typed is taken apart; the same on both engines."""

import re

from spindle.relations.models import ContactPoint, PointKind, Relation

SHORTEST_PART = 3
_DIGITS = re.compile(r"\D+")
_NUMBER = re.compile(r"\+?[\d\s().\-/]+")

# The id, name, company, e-mail addresses, phone numbers, city.
Row = tuple[int, str, str, str, str, str]


def rows_of(ids: list[int]) -> list[Row]:
    """What is indexed of these relations, as they are now."""
    points: dict[int, dict[str, list[str]]] = {}
    found = ContactPoint.objects.filter(relation__in=ids).exclude(kind=PointKind.WEB).order_by()
    for relation, kind, value, normalised in found.values_list("relation_id", "kind", "value", "normalised"):
        group = "email" if kind == PointKind.EMAIL else "phone"
        texts = [normalised] if kind == PointKind.EMAIL else _number_texts(value, normalised)
        points.setdefault(relation, {}).setdefault(group, []).extend(texts)
    cards = Relation.objects.filter(pk__in=ids).values_list("pk", "name", "parent__name", "city")
    return [
        (pk, name, company or "", *_joined(points.get(pk, {})), city) for pk, name, company, city in cards
    ]


def _joined(points: dict[str, list[str]]) -> tuple[str, str]:
    return " ".join(points.get("email", ())), " ".join(points.get("phone", ()))


def _number_texts(value: str, normalised: str) -> list[str]:
    """A number's digits as dialled from abroad and at home: 31612345678 and 0612345678."""
    international = _DIGITS.sub("", normalised)
    country, _, _rest = value.partition(" ")
    national = international.removeprefix(_DIGITS.sub("", country)) if value.startswith("+") else ""
    return [international, f"0{national}"] if national else [international]


def typed_words(text: str) -> list[str]:
    """What was typed, word by word; a phone number is one word of digits."""
    plain = text.replace("\x00", " ").encode("utf-8", "replace").decode().strip()[:200]
    if _NUMBER.fullmatch(plain):
        digits = _DIGITS.sub("", plain)
        return [digits.removeprefix("00")] if digits else []
    return [word for word in plain.split() if any(letter.isalnum() for letter in word)]
