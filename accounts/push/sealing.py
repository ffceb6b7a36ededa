"""Push messages that only the browser can read (RFC 8291, RFC 8188), from a sender it knows (RFC 8292). Pure: no network."""

from __future__ import annotations

import base64
import json
import os
import time

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
# One record; push services take 4,096 bytes in all.
_RECORD = 4_096
MOST = 3_000
_HALF_A_DAY = 12 * 3_600


def encode(raw: bytes) -> str:
    """base64url without padding, as all of these RFCs write."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Raises ValueError."""
    return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def is_sound(p256dh: str, auth: str) -> bool:
    """Whether a message can be sealed with these."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decode(p256dh))
        return len(decode(auth)) == 16
    except (ValueError, UnicodeError):
        return False


def seal(
    words: bytes,
    *,
    p256dh: str,
    auth: str,
    private: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """`words` for the browser with these keys. `private` and `salt` are new each time; only the RFC's example gives them."""
    private = private or ec.generate_private_key(CURVE)
    salt = salt or os.urandom(16)
    theirs = decode(p256dh)
    ours = point(private.public_key())
    shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
    secret = _derive(decode(auth), shared, b"WebPush: info\0" + theirs + ours, 32)
    key = _derive(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(salt, secret, b"Content-Encoding: nonce\0", 12)
    head = salt + _RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return head + AESGCM(key).encrypt(nonce, words + b"\x02", None)


def _derive(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA256 (RFC 5869) of one block."""
    return _mac(_mac(salt, secret), info + b"\x01")[:length]


def _mac(key: bytes, words: bytes) -> bytes:
    made = hmac.HMAC(key, hashes.SHA256())
    made.update(words)
    return made.finalize()


def authorization(private: ec.EllipticCurvePrivateKey, *, audience: str, contact: str, now: float | None = None) -> str:
    """The header that says who sends, to the push service at `audience` only, for half a day."""
    expires = int(time.time() if now is None else now) + _HALF_A_DAY
    parts = [{"typ": "JWT", "alg": "ES256"}, {"aud": audience, "exp": expires, "sub": contact}]
    signed = ".".join(encode(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    r, s = decode_dss_signature(private.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    token = f"{signed}.{encode(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
    return f"vapid t={token}, k={encode(point(private.public_key()))}"
