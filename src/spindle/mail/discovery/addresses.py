"""An address as somebody typed or pasted it: taken apart, or refused with a reason that helps."""

import re
from dataclasses import dataclass
from typing import Self

import idna
from django.utils.translation import gettext_lazy as _

_REASONS = {
    "empty": _("Enter the e-mail address of the mailbox."),
    "not_bare": _("Enter the address alone, as name@company.com, without anything around it."),
    "space": _("An e-mail address has no spaces."),
    "no_at": _("There is no @ in this address. An e-mail address looks like name@company.com."),
    "several_ats": _("There is more than one @ in this address. Enter one address at a time."),
    "no_name": _("The part before the @ is missing or not complete."),
    "no_domain": _("The part after the @ is missing."),
    "trailing_dot": _("This address ends with a dot. Remove the dot."),
    "local_domain": _("The part after the @ must be a full domain, such as company.com."),
    "bad_domain": _("The part after the @ is not a valid domain."),
}
_WRAPPED = re.compile(
    r"^(?:mailto:(?P<link>[^?]*)(?:\?.*)?|[^<>]*<(?P<angle>[^<>]*)>[\s,;]*)$", re.IGNORECASE
)


class BadAddress(ValueError):
    """Not an address that a mailbox can have.

    `code` is one of the reasons, `reason` the sentence for it, `suggestion` the address that was probably meant.
    """

    def __init__(self, code: str, suggestion: str = "") -> None:
        super().__init__(code, suggestion)
        self.code = code
        self.suggestion = suggestion

    @property
    def reason(self) -> str:
        """A sentence for the person who typed it."""
        return str(_REASONS[self.code])


@dataclass(frozen=True, slots=True)
class MailAddress:
    """A mailbox's address; `domain` is ASCII (IDNA 2008) and lower case, `local` as typed."""

    local: str
    domain: str

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"

    @classmethod
    def of(cls, local: str, domain: str) -> Self:
        """From its two halves; raises BadAddress when the domain is none."""
        try:
            return cls(local, idna.encode(domain, uts46=True).decode().lower())
        except idna.IDNAError as error:
            raise BadAddress("bad_domain") from error


def parse_address(text: str) -> MailAddress:
    """Takes `text` apart; spaces around it do no harm. Raises BadAddress with its reason."""
    text = text.strip()
    wrapped = _WRAPPED.match(text)
    if wrapped:
        raise BadAddress("not_bare", _suggestion(wrapped["link"] or wrapped["angle"] or ""))
    code = _fault(text)
    if code:
        raise BadAddress(code, _suggestion(text.rstrip(".")) if code == "trailing_dot" else "")
    local, _at, domain = text.partition("@")
    return MailAddress.of(local, domain)


def _fault(text: str) -> str:
    local, _at, domain = text.partition("@")
    # In the order in which a reader would remark on them.
    checks = (
        ("empty", not text),
        ("space", any(letter.isspace() or not letter.isprintable() for letter in text)),
        ("no_at", "@" not in text),
        ("several_ats", text.count("@") > 1),
        ("no_name", not local or local.startswith(".") or local.endswith(".") or len(local) > 64),
        ("no_domain", not domain),
        ("trailing_dot", domain.endswith(".")),
        ("local_domain", "." not in domain),
        ("bad_domain", _is_number(domain.rpartition(".")[2]) or not _is_domain(domain)),
        ("not_bare", bool(set(local) & set('<>()[],;:\\"'))),
    )
    return next((code for code, wrong in checks if wrong), "")


def _is_number(label: str) -> bool:
    return label.isdigit() or label.lower().startswith("0x")


def _is_domain(domain: str) -> bool:
    return len(domain) <= 253 and re.fullmatch(r"[\w.-]+", domain) is not None and ".." not in domain


def _suggestion(text: str) -> str:
    try:
        return str(parse_address(text))
    except BadAddress:
        return ""
