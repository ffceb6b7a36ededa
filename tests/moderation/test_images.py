"""An image is reported, taken out of its post, and comes back; the post stays."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from community.core.decisions import Refused
from forums.attachments import actions, gate, levers
from forums.attachments.models import Attachment
from forums.attachments.queries import images_of
from forums.posts import levers as post_levers
from forums.posts.models import Post
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision
from moderation.reports import actions as reporting
from moderation.reports.models import Report
from moderation.statements.models import Statement
from tests import make


def upload(by, name="bench.png") -> Attachment:
    out = BytesIO()
    Image.new("RGB", (40, 30), (200, 80, 10)).save(out, "PNG")
    return actions.upload(by=by, file=SimpleUploadedFile(name, out.getvalue()))


@pytest.fixture
def images(thread, bob) -> list[Attachment]:
    """Two images in one post of Bob's."""
    one, two = upload(bob), upload(bob, "saw.png")
    post = make.post(thread, by=bob, body=f"![bench](/media/{one.path}) and ![saw](/media/{two.path})")
    actions.adopt(post)
    return list(Attachment.objects.order_by("pk"))


def fetch(client_of, who, image):
    return client_of(who).get(image.file_url)


def test_an_image_of_a_post_is_reported_by_itself(images, charlie, spam, client_of):
    first, second = images
    address = reverse("desk:report", args=["post", first.post_id])
    page = client_of(charlie).get(address).content.decode()

    client_of(charlie).post(address, {"reason": spam.pk, "about": second.pk})
    again = client_of(charlie).get(address)
    client_of(charlie).post(address, {"reason": spam.pk, "about": "0"})

    assert "The whole post" in page
    assert "Image 2: saw.png" in page
    assert "Image 1: bench.png" in again.content.decode()
    assert sorted(Case.objects.values_list("target_type", "target_id")) == [("attachment", second.pk), ("post", first.post_id)]
    assert Report.objects.first().snapshot["image"] == second.file_url


def test_an_image_of_another_post_cannot_be_named(images, thread, charlie, spam, client_of):
    other = make.post(thread, by=images[0].uploader)

    answer = client_of(charlie).post(
        reverse("desk:report", args=["post", other.pk]), {"reason": spam.pk, "about": images[0].pk, "note": "Mine"}
    )

    # That post has no images: the field is not there, and the post itself is meant.
    assert answer.status_code == 302
    assert Case.objects.get().target_type == "post"


def test_it_has_an_address_of_its_own_for_reports(images, charlie, bob, guest, spam, client_of):
    address = reverse("desk:report", args=["attachment", images[0].pk])

    assert client_of(charlie).get(address).status_code == 200
    assert client_of(bob).get(address).status_code == 403
    post_levers.hide(images[0].post)
    assert client_of(charlie).get(address).status_code == 404


@pytest.mark.parametrize("kind", ["proposal", "appeal"])
def test_what_waits_inside_moderation_is_not_reported(kind, charlie, db, client_of):
    assert client_of(charlie).get(reverse("desk:report", args=[kind, 1])).status_code == 404


def test_removed_it_is_seen_by_nobody_but_moderators(images, charlie, mona, bob, guest, spam, client_of):
    image = images[0]
    case = reporting.report(by=charlie, target_type="attachment", thing=image, reason=spam).case

    decision = decisions.decide(by=mona, case=case, outcome="remove", rule=spam.rule, version=1)

    image.refresh_from_db()
    assert (image.state, Post.objects.get(pk=image.post_id).state) == ("removed", "published")
    assert decision.case.forum == image.post.thread.forum
    assert Statement.objects.get().member == bob
    assert [bool(gate.may_serve(image.path, who)) for who in (guest, charlie, bob, mona)] == [False, False, False, True]
    assert [bool(gate.may_serve(images[1].path, who)) for who in (guest, mona)] == [True, True]
    assert [found.pk for found in images_of(image.post)] == [images[1].pk]


def test_a_drawing_says_that_it_is_missing(images, guest, mona, client_of):
    levers.remove(images[0])

    gone, seen = fetch(client_of, guest, images[0]), fetch(client_of, mona, images[0])

    assert (gone.status_code, gone["Content-Type"]) == (410, "image/svg+xml")
    assert "Removed by a moderator" in gone.content.decode()
    assert "no-store" in gone["Cache-Control"]
    assert "sandbox" in gone["Content-Security-Policy"]
    assert seen.status_code == 200
    seen.close()


def test_who_had_it_does_not_keep_it(images, guest, client_of):
    known = {"If-None-Match": f'"{images[0].path}"'}
    assert client_of(guest).get(images[0].file_url, headers=known).status_code == 304
    levers.remove(images[0])

    assert client_of(guest).get(images[0].file_url, headers=known).status_code == 410


def test_shown_again_in_another_post_it_stays_away(images, thread, bob, charlie, guest):
    levers.remove(images[0])

    make.post(thread, by=bob, body=f"again /media/{images[0].path}")

    assert not gate.may_serve(images[0].path, guest)


@pytest.mark.parametrize("outcome", ["keep", "remove"])
def test_undone_it_is_as_before(outcome, images, charlie, mona, guest, spam):
    image = images[0]
    case = reporting.report(by=charlie, target_type="attachment", thing=image, reason=spam).case
    decision = decisions.decide(by=mona, case=case, outcome=outcome, rule=spam.rule, version=1)

    decisions.undo(by=mona, decision=decision)

    image.refresh_from_db()
    assert image.state == "published"
    assert gate.may_serve(image.path, guest)
    assert Case.objects.get().is_open


def test_a_removed_image_can_be_let_back_in(images, charlie, alice, mona, guest, spam):
    image = images[0]
    case = reporting.report(by=charlie, target_type="attachment", thing=image, reason=spam).case
    levers.remove(image)

    decisions.decide(by=mona, case=case, outcome="keep", version=1)

    assert gate.may_serve(image.path, guest)


def test_judged_once_it_is_not_judged_again(images, charlie, alice, mona, spam):
    case = reporting.report(by=charlie, target_type="attachment", thing=images[0], reason=spam).case
    decisions.decide(by=mona, case=case, outcome="keep", version=1)

    with pytest.raises(Refused, match="looked at exactly this"):
        reporting.report(by=alice, target_type="attachment", thing=images[0], reason=spam)


def test_a_moderator_takes_one_out_on_the_spot(images, mona, guest, spam, client_of):
    address = reverse("desk:intervene_post", args=[images[0].post_id, "remove"])
    assert "Image 2: saw.png" in client_of(mona).get(address).content.decode()

    client_of(mona).post(address, {"ground": f"rule:{spam.rule_id}", "about": images[1].pk})

    assert Decision.objects.get().case.target_type == "attachment"
    assert [bool(gate.may_serve(image.path, guest)) for image in images] == [True, False]


def test_its_case_can_be_opened_and_moves_with_the_thread(images, charlie, mona, admin, spam, client_of):
    from moderation.interventions import actions as interventions

    case = reporting.report(by=charlie, target_type="attachment", thing=images[0], reason=spam).case
    assert client_of(mona).get(case.get_absolute_url()).status_code == 200
    other = make.forum("Elsewhere")

    interventions.move(by=admin, thread=images[0].post.thread, forum=other)

    assert Case.objects.get().forum == other


def test_levers_say_whether_they_moved(images):
    assert levers.remove(images[0]) is True
    assert levers.remove(images[0]) is False
    assert levers.restore(images[0]) is True
    assert levers.restore(images[0]) is False
