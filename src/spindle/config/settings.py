"""All settings in one place. Every environment variable that Spindle reads is named in docs/settings.md."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from spindle.config.databases import databases


def _flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


PACKAGE = Path(__file__).resolve().parents[1]

# Where everything of this installation lives: control.db, master.key, organisations/, run/.
SPINDLE_DATA = Path(os.environ.get("SPINDLE_DATA", Path.cwd() / ".data")).resolve()
# Empty: SQLCipher files in SPINDLE_DATA. postgresql://…: everything but blobs on that server, a schema for each company.
SPINDLE_DATABASE = os.environ.get("SPINDLE_DATABASE", "")
# Where blobs go as packs: a folder, or s3://BUCKET/PREFIX?endpoint=URL&region=NAME. Empty: beside each company's rows.
SPINDLE_BLOBS = os.environ.get("SPINDLE_BLOBS", "")
# The address by which people reach Spindle; empty means: on this machine only.
SPINDLE_URL = os.environ.get("SPINDLE_URL", "").rstrip("/")
# Who may sign up: open, first (the first company only) or closed (product.md part 3).
SPINDLE_SIGNUP = os.environ.get("SPINDLE_SIGNUP", "first" if SPINDLE_URL else "open")
# Python draws pages on one core at a time: for many at once as many web processes as there are cores.
SPINDLE_WEB_PROCESSES = int(os.environ.get("SPINDLE_WEB_PROCESSES", "1"))
SPINDLE_EDITION = os.environ.get("SPINDLE_EDITION", "enterprise")
# Mail servers on private addresses: "yes", "no", or networks ("10.1.0.0/16"). Off, so that nobody uses the wizard
# to look around in the network.
SPINDLE_ALLOW_PRIVATE_SERVERS = os.environ.get("SPINDLE_ALLOW_PRIVATE_SERVERS", "no")
# A file of further certificate authorities (PEM) for mail servers, such as a company's own.
SPINDLE_AUTHORITIES = os.environ.get("SPINDLE_AUTHORITIES", "")
SPINDLE_SHOW_COMPONENTS = _flag("SPINDLE_SHOW_COMPONENTS", default=False)
# An address of a film for newcomers, shown beside the tour; empty: there is none.
SPINDLE_TOUR_VIDEO = os.environ.get("SPINDLE_TOUR_VIDEO", "")
SPINDLE_SUPPORT_PHONE = os.environ.get("SPINDLE_SUPPORT_PHONE", "")
SPINDLE_SUPPORT_MAIL = os.environ.get("SPINDLE_SUPPORT_MAIL", "")

DEBUG = _flag("SPINDLE_DEBUG", default=False)
# Sessions and signed links hang on it; made from the master key by spindle.organisations at start.
SECRET_KEY = os.environ.get("SPINDLE_SECRET_KEY", "")
ALLOWED_HOSTS = [h for h in os.environ.get("SPINDLE_HOSTS", "").split(",") if h] or [
    "localhost",
    "127.0.0.1",
    "[::1]",
]
if SPINDLE_URL:
    _host = SPINDLE_URL.split("://", 1)[-1].split("/")[0].split(":")[0]
    ALLOWED_HOSTS = sorted({*ALLOWED_HOSTS, _host})
    CSRF_TRUSTED_ORIGINS = [SPINDLE_URL]
SECURE = SPINDLE_URL.startswith("https://")

INSTALLED_APPS = [
    "spindle.organisations",
    "spindle.accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_htmx",
    "csp",
    "spindle.ui",
    "spindle.journal",
    "spindle.members",
    "spindle.channels",
    "spindle.relations",
    "spindle.archive",
    "spindle.ingest",
    "spindle.mail",
    "spindle.inbox",
    "spindle.home",
    "spindle.preferences",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "spindle.accounts.middleware.CompanyMiddleware",
]

ROOT_URLCONF = "spindle.config.urls"
WSGI_APPLICATION = None
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "spindle.home.context.frame",
            ],
        },
    }
]

# Each finds its own place: the control database by SPINDLE_DATA or SPINDLE_DATABASE, the other by the active company.
DATABASES: dict[str, dict[str, object]] = databases(server=bool(SPINDLE_DATABASE))
DATABASE_ROUTERS = ["spindle.organisations.router.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Identity"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["spindle.accounts.hashers.SmallArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "spindle.accounts.passwords.RulesValidator"},
]
ACCOUNT_ADAPTER = "spindle.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Failures count by address and browser, so that a stranger's guesses do not lock the owner out.
ACCOUNT_RATE_LIMITS = {
    "signup": "10/h/ip",
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "login_from_anywhere": "100/h/key",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

EMAIL_HOST = os.environ.get("SPINDLE_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("SPINDLE_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("SPINDLE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SPINDLE_SMTP_PASSWORD", "")
EMAIL_USE_TLS = _flag("SPINDLE_SMTP_STARTTLS", default=EMAIL_PORT == 587)
EMAIL_USE_SSL = _flag("SPINDLE_SMTP_TLS", default=EMAIL_PORT == 465)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("SPINDLE_SMTP_FROM", EMAIL_HOST_USER or "spindle@localhost")

LANGUAGE_CODE = "en"
# Those of product.md GE-1, each by its own name: who does not read the language that is on finds his. What a program in
# one of them needs besides is its catalogue (tools/translations.py).
LANGUAGES = [
    ("en", "English"),
    ("nl", "Nederlands"),
    ("it", "Italiano"),
    ("fr", "Français"),
    ("da", "Dansk"),
    ("pt-br", "Português (Brasil)"),
    ("es", "Español"),
]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "language"
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

SESSION_COOKIE_NAME = "spindle_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
if _flag("SPINDLE_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "manifest-src": [SELF],
    }
}

# Hostile input: no upload or form is held in memory beyond these.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Holds the counts of attempts: with room for many, so that a flood from many places does not push one's own out.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("SPINDLE_LOG", "WARNING")},
}
