"""What happened to members, told upwards."""

from django.dispatch import Signal

notified = Signal()  # member, notification, verb    they were told of something for the first time
hearing_chosen = Signal()  # member    other mails, other paces or other quiet hours
member_seen = Signal()  # member     they are here; sent at most every five minutes
