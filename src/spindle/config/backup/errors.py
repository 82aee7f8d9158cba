"""Why a back-up cannot be taken or read: sentences for who runs the installation."""


class BackupRefused(ValueError):
    """The text says what is wrong, and what to do."""


class CodeNeeded(BackupRefused):
    """The back-up is of another installation: only its recovery code opens it."""
