"""Numbers as people read them: at home as they are dialled there, from abroad with their country."""

import phonenumbers

from spindle.relations.models import ContactPoint, PointKind

_NUMBERS = {PointKind.MOBILE.value, PointKind.PHONE.value}


def point_as_read(point: ContactPoint, region: str) -> str:
    """A contact point as it is read everywhere: numbers as they are dialled at home, sites without their scheme."""
    if point.kind in _NUMBERS:
        return readable(point.normalised, region)
    return point.normalised if point.kind == PointKind.WEB else point.value


def readable(number: str, region: str) -> str:
    """An E.164 number for a reader in `region` (ISO 3166, "NL"): 06 41328890, or +44 113 496 0000 from elsewhere."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    home = phonenumbers.country_code_for_region(region) if region else 0
    formats = phonenumbers.PhoneNumberFormat
    shape = formats.NATIONAL if parsed.country_code == home else formats.INTERNATIONAL
    return phonenumbers.format_number(parsed, shape)
