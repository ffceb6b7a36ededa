"""How people look on a page."""

import pytest
from django.template import Context, Template

from accounts.models import Member


def drawn(source: str, member) -> str:
    return Template("{% load people %}" + source).render(Context({"member": member}))


def test_without_a_picture_a_member_is_a_letter_on_a_steady_colour():
    html = drawn("{% avatar member 44 %}", Member(username="dora", username_folded="dora"))

    hue = Member(username_folded="dora").hue
    assert hue % 15 == 0
    assert html == f'<span class="avatar avatar--44 hue-{hue}" aria-hidden="true">D</span>'


def test_with_a_picture_the_size_is_reserved():
    html = drawn("{% avatar member %}", Member(username="dora", avatar="avatars/a/b.webp"))

    assert 'src="/media/avatars/a/b.webp" width="40" height="40" alt=""' in html


def test_nobody_has_a_picture_too():
    assert "?" in drawn("{% avatar member %}", None)
    assert drawn("{% member_badges member %}", None) == ""


def test_names_and_titles_are_escaped():
    member = Member(username="x", display_name="<img onerror=x>", title="<b>Boss</b>", trust=1)

    assert "<img" not in drawn("{% avatar member %}", member)
    assert "&lt;b&gt;" in drawn("{% member_badges member %}", member)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"trust": 0}, ["New member"]),
        ({"trust": 1}, []),
        ({"trust": 4, "is_staff": True}, ["Team"]),
        ({"title": "Host"}, ["Host"]),
    ],
)
def test_badges_say_what_readers_should_know(fields, words):
    html = drawn("{% member_badges member %}", Member(username="x", **({"trust": 1} | fields)))

    assert [word for word in ("New member", "Team", "Host") if word in html] == words


def test_suspended_members_are_not_shamed():
    from accounts.policies import FOREVER

    assert drawn("{% member_badges member %}", Member(username="x", trust=1, suspended_until=FOREVER)) == ""
