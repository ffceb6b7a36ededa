"""What happened to members, told upwards."""

from django.dispatch import Signal

member_seen = Signal()  # member     they are here; sent at most every five minutes
