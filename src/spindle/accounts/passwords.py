"""What a password must hold (product.md 2.1): eight characters, lower case, a capital, a digit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHORTEST = 8


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name for the script that ticks it, its text, and the test."""

    name: str
    text: str | Promise
    met: Callable[[str], bool]


RULES = (
    Rule("length", _("8 characters"), lambda password: len(password) >= SHORTEST),
    Rule("lower", _("lower case"), lambda password: any(sign.islower() for sign in password)),
    Rule("upper", _("a capital"), lambda password: any(sign.isupper() for sign in password)),
    Rule("digit", _("a digit"), lambda password: any(sign.isdecimal() for sign in password)),
)


def words() -> list[tuple[str, str]]:
    """The rules as a page shows them: name and text."""
    return [(rule.name, str(rule.text)) for rule in RULES]


class RulesValidator:
    """Refuses a password that does not meet the rules, and says in one sentence which it does not."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """ValidationError with the rules that are not met."""
        missing = [rule for rule in RULES if not rule.met(password)]
        if missing:
            raise ValidationError(
                _("The password still needs: %(rules)s."),
                code="password_signs",
                params={"rules": ", ".join(str(rule.text) for rule in missing)},
            )

    def get_help_text(self) -> str:
        return ", ".join(text for _name, text in words())
