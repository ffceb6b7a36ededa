"""One's own machine: `make run`. No second service, a mailbox in the browser, a secret made once and kept in DATA_DIR."""

import secrets

from .base import *  # noqa: F403
from .base import DATA_DIR, env

DATA_DIR.mkdir(parents=True, exist_ok=True)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", False)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
DEMO_MAILBOX = True
OUTBOX_DELIVERY_BACKEND = env.str("EMAIL_DELIVERY_BACKEND", "django.core.mail.backends.dummy.EmailBackend")

SECRET_KEY = env.str("SECRET_KEY", "")
if not SECRET_KEY:
    _secret = DATA_DIR / "secret"
    if not _secret.exists():
        _secret.touch(mode=0o600)
        _secret.write_text(secrets.token_urlsafe(50))
    SECRET_KEY = _secret.read_text()
