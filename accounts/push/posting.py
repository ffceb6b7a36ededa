"""The one place from which we call a server that a member's browser named: https, public addresses, nothing followed."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

# For each step, and for all of them: whoever answers a letter at a time must not keep a worker from its work.
_TIMEOUT, _LONGEST = 8, 10.0
_MOST_ANSWER = 4_000


class Unreachable(Exception):
    """No answer, or an address that we do not call."""


def may_call(url: str) -> bool:
    """Whether the form of the address is one that we call; where it leads is looked at when it is called."""
    try:
        return bool(_checked(url))
    except Unreachable:
        return False


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Unreachable("not an address") from error
    if len(url) > 500 or not url.isascii() or not url.isprintable() or " " in url:
        raise Unreachable("not an address")
    if parts.username or parts.password or not parts.hostname or parts.fragment:
        raise Unreachable("not an address of a push service")
    if settings.PUSH_ALLOW_LOOPBACK and parts.hostname == "127.0.0.1":
        return parts
    if parts.scheme != "https" or port not in {None, 443}:
        raise Unreachable("not https")
    return parts


def _resolve(parts: SplitResult) -> str:
    """An address behind the name, when all that stand behind it are open to the whole world."""
    assert parts.hostname
    if settings.PUSH_ALLOW_LOOPBACK and parts.hostname == "127.0.0.1":
        return parts.hostname
    try:
        found = socket.getaddrinfo(parts.hostname, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable("the name leads nowhere") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(_is_public(address) for address in addresses):
        raise Unreachable("not a public address")
    return addresses[0]


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        # NAT64 reaches the same hosts as the address inside of it.
        if address in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None and not inner.is_global:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


class _Pinned(http.client.HTTPSConnection):
    """Connects to the address that was looked at, whatever the name says a moment later; the certificate is the name's."""

    def __init__(self, host: str, address: str) -> None:
        self._context_of_host = ssl.create_default_context()
        super().__init__(host, 443, timeout=_TIMEOUT, context=self._context_of_host)
        self._address = address

    def connect(self) -> None:
        bare = socket.create_connection((self._address, 443), timeout=_TIMEOUT)
        # Known before the handshake, which may be drawn out like anything else.
        self.sock = self._context_of_host.wrap_socket(bare, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock.do_handshake()


def _cut(connection: http.client.HTTPConnection) -> None:
    with suppress(OSError):
        if connection.sock is not None:
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer. Raises Unreachable. A redirect is an answer like any other: nobody follows it."""
    parts = _checked(url)
    assert parts.hostname
    address = _resolve(parts)
    connection: http.client.HTTPConnection
    if parts.scheme == "http":
        connection = http.client.HTTPConnection(address, parts.port, timeout=_TIMEOUT)
    else:
        connection = _Pinned(parts.hostname, address)
    began = time.monotonic()
    watch = threading.Timer(_LONGEST, _cut, [connection])
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
        answer = connection.getresponse()
        answer.read(_MOST_ANSWER)
        if time.monotonic() - began >= _LONGEST:
            # Counted as a failure, also when it took the message: such a device is soon given up.
            raise Unreachable("too slow")
        return answer.status
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(f"{type(error).__name__}: {error}"[:200]) from error
    finally:
        watch.cancel()
        connection.close()
