"""Tests: fast hashing, jobs run at once, plain static files, mail kept as rows. The database comes from DATABASE_URL."""

import atexit
import logging
import os
import shutil
import tempfile
from pathlib import Path

if "DATA_DIR" not in os.environ:
    # Whoever made it removes it; workers started from here inherit the name and leave it alone.
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="folkmoot-test-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

from .base import *  # noqa: F403
from .base import DATABASES, HUEY, SQLITE_OPTIONS, env

SECRET_KEY = "only-for-tests-0123456789-0123456789-0123456789"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
OUTBOX_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
HUEY = HUEY | {"immediate": True, "huey_class": "huey.MemoryHuey"}
HUEY.pop("filename", None)
HUEY.pop("timeout", None)
HUEY.pop("url", None)
STAFF_SECOND_FACTOR = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and the browser's server then use the same engine, locks and all, as production does.
    DATABASES["default"]["NAME"] = str(Path(os.environ["DATA_DIR"]) / "unused.sqlite3")
    DATABASES["default"]["TEST"] = {"NAME": str(Path(os.environ["DATA_DIR"]) / "test.sqlite3")}
    # What a test wrote need not survive a power cut.
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS | {
        "init_command": str(SQLITE_OPTIONS["init_command"]).replace("synchronous=NORMAL", "synchronous=OFF")
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
    DATABASES["default"]["TEST"] = {"NAME": "test_folkmoot" + env.str("TEST_SUFFIX", "")}
if TEST_TEMPLATE := env.str("TEST_TEMPLATE", ""):
    # Migrated once for all lanes (.ci/template.py): a file to copy (tests/conftest.py), or a database PostgreSQL copies itself.
    DATABASES["default"]["TEST"] |= {"MIGRATE": False, "TEMPLATE": TEST_TEMPLATE}

# Tests write quickly; those about the pause set it themselves.
PAUSE_BETWEEN_POSTS = {"newcomer": 0, "member": 0, "thread": 0}

# Decisions are told at once; tests about taking back set the seconds themselves.
TAKE_BACK_SECONDS = 0

# Every job of every test says twice that it ran; nobody reads it.
logging.getLogger("huey").setLevel(logging.WARNING)
