"""The site's own key for push services: from the environment, or made once and kept in DATA_DIR."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from .sealing import CURVE, decode, encode, point


def private_key() -> ec.EllipticCurvePrivateKey:
    """Whoever loses it loses every device: browsers take messages from the key they were given only."""
    return _from_number(settings.VAPID_PRIVATE_KEY) if settings.VAPID_PRIVATE_KEY else _kept(str(settings.DATA_DIR))


def public_key() -> str:
    """What the browser is given."""
    return encode(point(private_key().public_key()))


def contact() -> str:
    """Where a push service writes when something is wrong with our messages."""
    return settings.SITE_URL if settings.SITE_URL.startswith("https://") else f"mailto:{settings.DEFAULT_FROM_EMAIL}"


@lru_cache(maxsize=4)
def _from_number(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decode(text), "big"), CURVE)


@lru_cache(maxsize=4)
def _kept(folder: str) -> ec.EllipticCurvePrivateKey:
    path = Path(folder) / "vapid.key"
    if not path.exists():
        _make(path)
    return _from_number(path.read_text().strip())


def _make(path: Path) -> None:
    """Written whole under another name first: of two processes that make one, both end with the same."""
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(encode(number.to_bytes(32, "big")))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
