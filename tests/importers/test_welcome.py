"""What `make run` says when the forum answers."""

from __future__ import annotations

import pytest

from community.importers.welcome import text
from tests import make

HERE = "http://localhost:8000"


@pytest.mark.django_db
def test_an_owner_without_an_account_is_told_how_to_get_one_in_this_very_database(monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "my forum"))

    assert f"DATA_DIR='{tmp_path}/my forum' .venv/bin/python manage.py createsuperuser" in text(HERE)


def test_an_owner_with_an_account_is_not(admin):
    assert "createsuperuser" not in text(HERE)


def test_a_member_is_no_owner(bob):
    make.member("zoe")

    assert "createsuperuser" in text(HERE)
