"""What a company says of itself (product.md CO-1); later the merge fields of its templates (CO-2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CompanyDetails:
    """Beside the name, which the company has from its sign-up. Each may be empty; figures are as people write them."""

    NAME: ClassVar[str] = "company"

    street: str = ""
    postcode: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    chamber_number: str = ""
    vat_number: str = ""
    iban: str = ""
    bic: str = ""
    bank_city: str = ""
