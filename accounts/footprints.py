"""From where members came, for seven days: against floods of accounts, and for nothing else."""

from __future__ import annotations

import ipaddress
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from .models import Footprint, Member

KEPT = timedelta(days=7)
# Requests after the log-in are noted once an hour and address at most.
STEP_SECONDS = 60 * 60
# An IPv6 household has a network of this size and changes its last half by itself, every day.
_IPV6_NETWORK = 64


def network_of(request: HttpRequest) -> str:
    """The address this request came from, as log-in limits see it; of an IPv6 one only the network. Empty when unknown."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except (PermissionDenied, ValueError):
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, _IPV6_NETWORK), strict=False).network_address)
    return str(address)


def record(member: Member, request: HttpRequest) -> bool:
    """Note that the member came from there, now. One query; says whether the address was known."""
    ip = network_of(request)
    if not ip:
        return False
    Footprint.objects.bulk_create(
        [Footprint(member=member, ip=ip, last_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["member", "ip"],
        update_fields=["last_at"],
    )
    cache.set(_key(member, ip), 1, STEP_SECONDS)
    return True


def note(member: Member, request: HttpRequest) -> bool:
    """The same for a request like any other: no query within the hour."""
    ip = network_of(request)
    return bool(ip) and cache.get(_key(member, ip)) is None and record(member, request)


def forget_old() -> int:
    """What is older than seven days is deleted. Returns how many rows."""
    return Footprint.objects.filter(last_at__lte=timezone.now() - KEPT).delete()[0]


def _key(member: Member, ip: str) -> str:
    return f"accounts.footprint.{member.pk}.{ip.replace(':', '-')}"
