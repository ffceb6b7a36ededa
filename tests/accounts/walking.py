"""What a person does on the account pages, in one call each."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from community.core.models import OutboxMail

STRONG = "correct-horse-battery-7"


def sign_up(client: Client, username: str = "dora", email: str = "dora@example.org", **more: Any) -> Any:
    data = {"username": username, "email": email, "password1": STRONG, "reason_for_joining": "", **more}
    return client.post("/accounts/signup/", data)


def log_in(client: Client, login: str, password: str, **more: Any) -> Any:
    return client.post("/accounts/login/", {"login": login, "password": password}, **more)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def code_sent_to(email: str) -> str:
    text = OutboxMail.objects.filter(to=email).latest("pk").text
    found = re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", text, re.MULTILINE)
    assert found, text
    return found.group(1)


def errors_of(response: Any) -> str:
    return " ".join(str(e) for errors in response.context["form"].errors.values() for e in errors)
