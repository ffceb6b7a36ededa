"""Settings every environment shares. Each can be set by an environment variable; defaults are safe."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

from .mail import *  # noqa: F403
from .mail import DEFAULT_FROM_EMAIL
from .seams import *  # noqa: F403
from .uploads import UPLOAD_QUOTAS as UPLOAD_QUOTAS
from .uploads import kept_by

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent
env.read_env(str(BASE_DIR / ".env"), recurse=False)

DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).expanduser().resolve()
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", [])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
# The address used in mails. Never taken from a request: a forged Host header must not reach a reset link.
SITE_URL = env.str("SITE_URL", "http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "community.core",
    "accounts",
    "accounts.notifications",
    "accounts.ignoring",
    "accounts.push",
    "forums",
    "forums.threads",
    "forums.posts",
    "forums.attachments",
    "forums.reactions",
    "forums.personal",
    "forums.search",
    "forums.polls",
    "forums.events",
    "forums.conversations",
    "forums.people",
    "forums.trust",
    "forums.badges",
    "forums.digests",
    "forums.mailin",
    "forums.rearranging",
    "forums.timers",
    "forums.web",
    "moderation",
    "community.importers",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "crispy_forms",
    "crispy_bootstrap5",
    "huey.contrib.djhuey",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "community.core.packing.Packed",
    "csp.middleware.CSPMiddleware",
    "community.core.middleware.SafeAnswers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.Presence",
    "accounts.middleware.SecondFactor",
    "accounts.middleware.OneSite",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    # Innermost, so that the pages it answers with know who is looking.
    "community.core.middleware.SoundRequests",
]

ROOT_URLCONF = "community.urls"
WSGI_APPLICATION = "community.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "community.core.context.site",
                "forums.web.context.navigation",
            ],
        },
    }
]

# --- Database: SQLite in WAL mode unless DATABASE_URL says PostgreSQL -------------------------------------------------
SQLITE_OPTIONS = {
    # IMMEDIATE takes the write lock at BEGIN: a read that later writes can no longer fail with "database is locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-20000;"
        "PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=67108864;"
    ),
}
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'folkmoot.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"] |= {"OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": 600}
else:
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    # A database that is away is said so within seconds (503), not after a minute of waiting.
    _options.setdefault("connect_timeout", 3)
    if _options.get("pool") is True:
        _options["pool"] = {"min_size": 1, "max_size": env.int("DATABASE_POOL", 8), "timeout": 4}
    DATABASES["default"].setdefault("CONN_MAX_AGE", 0 if DATABASES["default"].get("OPTIONS", {}).get("pool") else 600)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis is optional: without it one process keeps cache and jobs itself --------------------------------------------
REDIS_URL = env.str("REDIS_URL", "")
if REDIS_URL:
    CACHES: dict[str, Any] = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    HUEY = {"name": "folkmoot", "immediate": False, "huey_class": "huey.PriorityRedisHuey", "url": REDIS_URL}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}}
    HUEY = {
        "name": "folkmoot",
        "immediate": False,
        "huey_class": "huey.SqliteHuey",
        "filename": str(DATA_DIR / "jobs.sqlite3"),
        "timeout": 20,
    }

# --- Live news: so many open pages a process listen at once; further ones ask now and then. 0: all ask. -----------------
LIVE_MAX = env.int("LIVE_MAX", 5_000)

# --- Accounts ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Member"
AUTHENTICATION_BACKENDS = ["accounts.backends.FoldedLogin"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "add_email": "accounts.forms.NewAddressForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
# One address a member: a new one replaces the old only after its code was entered.
ACCOUNT_CHANGE_EMAIL = True
# The member is told by mail whenever password, address or second factor change.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "reason_for_joining"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_DISPLAY = "accounts.models.display"
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = env.bool("ALLOW_INSECURE_ORIGIN", False)
# A row written on every request costs 5 ms of CPU; accounts.middleware.Presence notes the last visit every five minutes.
USERSESSIONS_TRACK_ACTIVITY = False
# Staff must hold a second factor before the admin and the desk open (accounts.gates); a demo on one's own machine may not ask.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", True)
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = env.str("LANGUAGE_CODE", "en")
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["community.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "Europe/Berlin")

# --- Files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": kept_by(env),
    "staticfiles": {"BACKEND": "community.core.storage.StaticFiles"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", 10_000_000)
UPLOAD_MAX_PIXELS = 25_000_000
# Behind nginx: the prefix of an internal location over MEDIA_ROOT ("/kept/"); nginx then sends what the gate let through.
MEDIA_ACCEL = env.str("MEDIA_ACCEL", "")

# --- Mail: the rest stands in .mail -------------------------------------------------------------------------------------
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Push messages to browsers ----------------------------------------------------------------------------------------
# The site's key: 32 bytes in base64url. Without it one is made once and kept in DATA_DIR; several machines need the same.
VAPID_PRIVATE_KEY = env.str("VAPID_PRIVATE_KEY", "")
# Only tests talk to a push service on their own machine.
PUSH_ALLOW_LOOPBACK = False
# Shows mails in the browser at /mailbox/ for somebody who tries the forum on their own machine. Refused when DEBUG-free
# production settings are in use: it would show reset codes to anybody.
DEMO_MAILBOX = False

# --- Security ---------------------------------------------------------------------------------------------------------
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "community.core.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    # The level stands at the handler: Django's own loggers set theirs and would pass a root that wants less.
    "filters": {"without_keys": {"()": "community.core.logs.WithoutKeys"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "level": env.str("LOG_LEVEL", "INFO"),
            "filters": ["without_keys"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}

# --- Writing ----------------------------------------------------------------------------------------------------------
# Seconds a member waits between two posts; the last is between two threads. Numbers: PRODUCT "Limits for newcomers".
PAUSE_BETWEEN_POSTS = {"newcomer": 30, "member": 5, "thread": 15}

# --- Moderation -------------------------------------------------------------------------------------------------------
# Nobody is told of a decision before so many seconds have passed: a slip of the hand can be taken back unseen.
TAKE_BACK_SECONDS = 12
