"""Second-factor secrets are locked with the site's key: a copy of the database alone opens no account."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def _locks() -> MultiFernet:
    # The first key locks; the fallbacks still open what was locked before SECRET_KEY was changed.
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"accounts.second-factor:" + force_bytes(key)).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def lock(text: str) -> str:
    return _locks().encrypt(text.encode()).decode()


def unlock(locked: str) -> str:
    """Raises cryptography.fernet.InvalidToken when no key of this site locked it."""
    return _locks().decrypt(locked.encode()).decode()
