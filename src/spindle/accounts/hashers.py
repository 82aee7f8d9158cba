"""How passwords are hashed: Argon2id with little enough memory that sixteen sign-ins at once hurt nobody."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class SmallArgon2Hasher(Argon2PasswordHasher):
    """19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet), instead of Django's 100 MiB and eight.

    With Django's, as many guessers as the server has threads would take 1.6 GB.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
