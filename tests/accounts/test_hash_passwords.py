"""What is kept of a password."""

from django.contrib.auth.hashers import Argon2PasswordHasher
from pytest_django import Settings

from tests.accounts.factories import PASSWORD, founded

SMALL = "spindle.accounts.hashers.SmallArgon2Hasher"


def test_it_is_argon2_in_little_memory(installation: Settings) -> None:
    installation.PASSWORD_HASHERS = [SMALL]
    identity = founded().identity
    assert identity.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert identity.check_password(PASSWORD)


def test_a_hash_with_other_costs_still_opens_and_is_made_anew(installation: Settings) -> None:
    installation.PASSWORD_HASHERS = [SMALL]
    identity = founded().identity
    identity.password = Argon2PasswordHasher().encode(PASSWORD, "saltsaltsaltsaltsaltsalt")
    assert identity.check_password(PASSWORD)
    assert "m=19456" in identity.password
