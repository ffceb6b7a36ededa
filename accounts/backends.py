"""Log-in by name or address, where all spellings of a name are one name."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from .models import Member, fold


class FoldedLogin(AuthenticationBackend):
    """The only backend: a second one would hash passwords twice and tell known names from unknown by the clock."""

    def _authenticate_by_username(self, username: str, password: str) -> AbstractBaseUser | None:
        # NUL cannot be stored, and PostgreSQL refuses to be asked for it.
        if not username or "\x00" in username:
            return None
        member = Member.objects.filter(username_folded=fold(username)).first()
        return self._check_password(member, password)
