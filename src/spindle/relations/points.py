"""Checks contact points and gives them the form by which they are found (product.md, RL-3).

E-mail addresses by email-validator without asking the network, numbers in E.164, sites over http(s) only.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email

from spindle.channels.addresses import normalise
from spindle.relations.models import PointKind

VALUE_LIMIT = 254


@dataclass(frozen=True, slots=True)
class Point:
    """A contact point as typed."""

    kind: PointKind
    value: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A contact point that is right: as it is shown, and as it is matched."""

    kind: PointKind
    value: str
    normalised: str
    label: str


def check(point: Point, *, region: str) -> Checked:
    """The point in its two forms. `region` (ISO 3166, "NL") is where a number without a country code is dialled.

    Raises `ValidationError` with a sentence for the person who typed it.
    """
    value = " ".join(point.value.replace("\x00", "").split())
    if len(value) > VALUE_LIMIT:
        raise ValidationError(_("This is too long: at most %(limit)s characters.") % {"limit": VALUE_LIMIT})
    if point.kind == PointKind.EMAIL:
        shown, normalised = _email(value)
    elif point.kind == PointKind.WEB:
        shown, normalised = _site(value)
    else:
        shown, normalised = _number(value, region)
    return Checked(PointKind(point.kind), shown, normalised, point.label.strip()[:40])


def _email(value: str) -> tuple[str, str]:
    try:
        found = validate_email(value, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise ValidationError(_("“%(value)s” is not an e-mail address.") % {"value": value}) from None
    return found.normalized, normalise(found.normalized)


def _number(value: str, region: str) -> tuple[str, str]:
    try:
        number = phonenumbers.parse(value, region or None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValidationError(
            _("“%(value)s” is not a phone number. Begin with + and the country code if it is abroad.")
            % {"value": value}
        )
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return shown, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _site(value: str) -> tuple[str, str]:
    wrong = ValidationError(_("“%(value)s” is not a web address.") % {"value": value})
    address = value if "://" in value else f"https://{value}"
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode().lower().removesuffix(".")
        port = parts.port
    except (ValueError, UnicodeError):
        raise wrong from None
    if (
        parts.scheme.lower() not in {"http", "https"}
        or "." not in host
        or " " in value
        or parts.username is not None
    ):
        raise wrong
    place = f"{host}:{port}" if port else host
    shown = urlunsplit((parts.scheme.lower(), place, parts.path, parts.query, parts.fragment))
    if len(shown) > VALUE_LIMIT:
        raise wrong
    return shown, f"{host.removeprefix('www.')}{parts.path.rstrip('/')}"
