"""Looking people up costs one query and knows every spelling."""

from accounts import queries
from tests import make


def test_names_are_found_in_one_query_in_any_number(django_assert_num_queries, alice, bob, charlie):
    with django_assert_num_queries(1):
        found = queries.by_usernames(["alice", "bob", "nobody"])

    assert found == [alice, bob]


def test_no_names_cost_no_query(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert queries.by_usernames([]) == []
        assert queries.by_usernames(["\x00"]) == []


def test_a_prefix_suggests_active_members_in_any_spelling(db):
    bob, bobby = make.member("Bob"), make.member("bobby")
    make.member("alice")
    make.member("bobgone", is_active=False)

    assert queries.suggest("ＢＯ") == [bob, bobby]


def test_suggestions_are_few_and_hostile_prefixes_find_nothing(db):
    for number in range(12):
        make.member(f"anna{number:02}")

    assert len(queries.suggest("anna")) == 8
    assert queries.suggest("") == []
    assert queries.suggest("%") == []
    assert queries.suggest("an_a") == []
    assert queries.suggest("\x00") == []
    assert queries.suggest("x" * 5000) == []


def test_a_profile_is_found_in_any_spelling(bob):
    assert queries.profile_of("ＢＯＢ") == bob
    assert queries.profile_of("bo") is None
    assert queries.profile_of("bob\x00") is None
