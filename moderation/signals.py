"""What happened at the desk. Sent inside the transaction, received in receivers.py."""

from django.dispatch import Signal

decision_made = Signal()  # decision
decision_taken_back = Signal()  # decision, by
