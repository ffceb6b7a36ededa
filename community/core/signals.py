"""What happened on the floor, told upwards."""

from django.dispatch import Signal

mail_refused = Signal()  # mail, reason     the server said that nobody can be reached at this address
