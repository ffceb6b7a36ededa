"""Which usernames a newcomer may take."""

import pytest
from django.core.exceptions import ValidationError

from accounts import names
from accounts.models import fold


@pytest.mark.parametrize("name", ["bob", "Bob_7", "anna-lena", "j.r.miller", "Jörg", "Łukasz", "Дмитрий", "山田たろう", "a" * 30])
def test_a_plain_name_may_be_taken(name):
    names.check(names.tidy(name))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ab", "length"),
        ("a" * 31, "length"),
        ("", "length"),
        ("bob smith", "characters"),
        ("bob@example.org", "characters"),
        ("bob/../x", "characters"),
        ("<b>bob</b>", "characters"),
        ("bob\u200b", "characters"),
        ("bob\u202egnp", "characters"),
        ("bob\x00", "characters"),
        ("-bob", "punctuation"),
        ("bob.", "punctuation"),
        ("bo..b", "punctuation"),
        ("12345", "no_letter"),
        ("pаypal", "mixed"),
        ("admin", "reserved"),
        ("Ad.Min", "reserved"),
        ("MODERATOR", "reserved"),
        ("ａｄｍｉｎ", "reserved"),
        ("sys_tem", "reserved"),
    ],
)
def test_a_misleading_name_is_refused_with_a_reason(name, code):
    with pytest.raises(ValidationError) as refused:
        names.check(names.tidy(name))

    assert refused.value.code == code


@pytest.mark.parametrize(("one", "other"), [("Ｂob", "bob"), ("STRASSE", "straße"), ("ﬁnn", "Finn"), ("ΣΊΣΥΦΟΣ", "σίσυφος")])
def test_spellings_that_look_alike_are_one_name(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize("name", ["bob", "Ǆ", "ͅ", "ﬀ", "İ", "ẞ"])
def test_folding_twice_changes_nothing_more(name):
    assert fold(fold(name)) == fold(name)
