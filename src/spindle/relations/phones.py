"""Numbers as people read them: at home as they are dialled there, from abroad with their country."""

import phonenumbers


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
