"""Django's two databases, on one engine or the other."""

Databases = dict[str, dict[str, object]]


def databases(*, server: bool) -> Databases:
    """The setting DATABASES: on a PostgreSQL server, or in SQLCipher files.

    Neither says where: the backends find it by SPINDLE_DATA, SPINDLE_DATABASE and the company that is active.
    """
    control, company = ("postgresql_control", "postgresql") if server else ("control", "sqlcipher")
    return {
        "default": {
            "ENGINE": f"spindle.organisations.backends.{control}",
            "NAME": "control",
            # Without it each request would open the database anew.
            "CONN_MAX_AGE": None,
            # A server may have been started anew since the last request of the thread.
            "CONN_HEALTH_CHECKS": server,
        },
        "organisation": {"ENGINE": f"spindle.organisations.backends.{company}", "NAME": "organisation"},
    }
