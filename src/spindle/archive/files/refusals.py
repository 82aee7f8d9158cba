"""Why nothing came out of a file: said by the child with its exit status."""

from enum import StrEnum


class Refusal(StrEnum):
    """One of a few reasons, kept with the file."""

    LOCKED = "locked"
    DAMAGED = "damaged"
    SLOW = "slow"
    LARGE = "large"
    BUSY = "busy"


class Refused(Exception):
    """A reader in the child gives up."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


# Above what an interpreter that fails leaves by itself.
REFUSALS = {11: Refusal.LOCKED, 12: Refusal.DAMAGED, 13: Refusal.LARGE}
STATUS = {refusal: status for status, refusal in REFUSALS.items()}
