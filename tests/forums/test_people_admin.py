"""What the back office does about people goes through the same acts: with a reason, never about oneself."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Member, ProfileField
from forums.badges import built_in
from forums.badges.models import Award, Badge
from forums.trust.models import Standing, TrustChange


@pytest.fixture
def office(admin, client_of):
    return client_of(admin)


def test_a_level_is_set_with_a_reason_and_not_for_oneself(office, admin, bob):
    add = reverse("admin:trust_standing_add")
    assert office.get(add).status_code == 200
    form = {"member": bob.pk, "level": "4", "is_fixed": "on", "lock_reason": ""}
    assert office.post(add, form).status_code == 200
    assert office.post(add, form | {"member": admin.pk, "lock_reason": "me"}).status_code == 200
    assert not TrustChange.objects.exists()

    assert office.post(add, form | {"lock_reason": "Runs the fair"}).status_code == 302

    assert Member.objects.get(pk=bob.pk).trust == 4
    assert Standing.objects.get(pk=bob.pk).is_fixed
    change = reverse("admin:trust_standing_change", args=[bob.pk])
    assert 'value="4" selected' in office.get(change).content.decode()
    assert office.post(change, {"level": "2", "lock_reason": "Moved away"}).status_code == 302
    assert Member.objects.get(pk=bob.pk).trust == 2
    assert not Standing.objects.get(pk=bob.pk).is_fixed
    assert list(TrustChange.objects.values_list("after", "by")) == [(2, admin.pk), (4, admin.pk)]
    for page in ("trust_standing", "trust_trustchange", "badges_badge", "badges_award", "accounts_profilefield"):
        assert office.get(reverse(f"admin:{page}_changelist")).status_code == 200, page


def test_the_members_page_shows_the_level_and_does_not_change_it(office, bob):
    page = reverse("admin:accounts_member_change", args=[bob.pk])
    html = office.get(page).content.decode()

    assert 'name="trust"' not in html and "field-trust" in html


def test_a_badge_is_made_and_given_by_hand_and_only_such_a_one_taken_back(office, admin, bob, alice):
    built_in.ensure()
    made = office.post(
        reverse("admin:badges_badge_add"),
        {"name": "Summer fair", "slug": "summer-fair", "sign": "☀", "is_active": "on", "position": "0", "rule": ""},
    )
    assert made.status_code == 302
    fair, rule = Badge.objects.get(slug="summer-fair"), Badge.objects.get(slug="welcomer")
    add = reverse("admin:badges_award_add")
    for wrong in ({"badge": rule.pk}, {"member": admin.pk}, {"reason": ""}):
        form = {"badge": fair.pk, "member": bob.pk, "reason": "Raffle"} | wrong
        assert office.post(add, form).status_code == 200, wrong
    assert not Award.objects.exists()
    for status in (302, 200):
        assert office.post(add, {"badge": fair.pk, "member": bob.pk, "reason": "Raffle"}).status_code == status
    assert Award.objects.get().granted_by == admin

    earned = Award.objects.create(badge=rule, member=alice, awarded_at=Award.objects.get().awarded_at)
    assert office.post(reverse("admin:badges_award_delete", args=[earned.pk]), {"post": "yes"}).status_code == 403
    given = Award.objects.get(badge=fair)
    assert office.post(reverse("admin:badges_award_delete", args=[given.pk]), {"post": "yes"}).status_code == 302
    assert office.post(reverse("admin:badges_badge_delete", args=[rule.pk]), {"post": "yes"}).status_code == 403


def test_a_field_that_is_a_choice_says_what_can_be_chosen(office):
    form = {"name": "Wood", "kind": "choice", "choices": " \n", "position": "0", "is_shown": "on"}
    assert office.post(reverse("admin:accounts_profilefield_add"), form).status_code == 200
    assert office.post(reverse("admin:accounts_profilefield_add"), form | {"choices": "Oak\nAsh"}).status_code == 302
    assert ProfileField.objects.get().options == ["Oak", "Ash"]
