"""What the forum tells members about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member
from accounts.notifications import unsubscribing
from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb, people, register, subject_of, who
from community.core.markup.excerpt import plain
from forums.personal.actions import follow
from forums.personal.models import Subscription
from forums.posts.models import Post
from forums.posts.notices import still_visible
from forums.threads.models import Thread

# So much of a post stands in a mail; the rest is read here.
QUOTED = 1_500


def _place(notification: Notification) -> str:
    return reverse("forums:post", args=[notification.data["post"]])


def _posts_of(notifications: Sequence[Notification]) -> dict[int, int | None]:
    return {notification.pk: notification.data.get("post") for notification in notifications}


def _text(member: Member, notifications: Sequence[Notification]) -> dict[int, str]:
    """The beginning of each post, as everybody may read it now."""
    posts = _posts_of(notifications)
    readable = Post.objects.visible_to(member).published().filter(pk__in=set(posts.values()))
    texts = dict(readable.values_list("pk", "text"))
    return {pk: plain(texts[post_id], QUOTED) for pk, post_id in posts.items() if post_id in texts}


def _words(notification: Notification) -> dict[str, str]:
    return {"who": who(notification), "title": notification.data.get("title", "")}


# Some languages bend the verb when several people did it.


def _reply(notification: Notification) -> str:
    words = ngettext("%(who)s replied in “%(title)s”", "%(who)s replied in “%(title)s”", people(notification))
    return words % _words(notification)


def _answer(notification: Notification) -> str:
    words = ngettext("%(who)s answered you in “%(title)s”", "%(who)s answered you in “%(title)s”", people(notification))
    return words % _words(notification)


def _mention(notification: Notification) -> str:
    return _("%(who)s mentioned you in “%(title)s”") % _words(notification)


def _quote(notification: Notification) -> str:
    words = ngettext("%(who)s quoted you in “%(title)s”", "%(who)s quoted you in “%(title)s”", people(notification))
    return words % _words(notification)


def _thread(notification: Notification) -> str:
    return _("%(who)s started “%(title)s”") % _words(notification)


def _accepted(notification: Notification) -> str:
    return _("%(who)s accepted your answer in “%(title)s”") % _words(notification)


def _thanks(notification: Notification) -> str:
    words = ngettext("%(who)s thanked you in “%(title)s”", "%(who)s thanked you in “%(title)s”", people(notification))
    return words % _words(notification)


def _reaction(notification: Notification) -> str:
    words = ngettext(
        "%(who)s liked what you wrote in “%(title)s”", "%(who)s liked what you wrote in “%(title)s”", people(notification)
    )
    return words % _words(notification)


def _thanks_across(who: str, count: int) -> str:
    return ngettext("%(who)s thanked you for %(n)s post", "%(who)s thanked you for %(n)s posts", count) % {
        "who": who,
        "n": count,
    }


def _reactions_across(who: str, count: int) -> str:
    return ngettext("%(who)s liked %(n)s of your posts", "%(who)s liked %(n)s of your posts", count) % {"who": who, "n": count}


def _title(notification: Notification) -> str:
    return str(notification.data.get("title", ""))


def _re_title(notification: Notification) -> str:
    # Mail programs keep mails of one subject together; "Re:" is left out of the comparison in every language.
    return f"Re: {_title(notification)}"


def _post(notification: Notification) -> str:
    return f"post:{notification.data.get('post')}"


_about_a_post = partial(
    Verb, url=_place, still_visible=still_visible, group=subject_of, subject=_re_title, text=_text, folds=True
)
_about_my_post = partial(Verb, url=_place, still_visible=still_visible, group=_post, folds=True)
REPLY = register(_about_a_post("forums.reply", _reply, mail="all", stop="thread"))
THREAD = register(_about_a_post("forums.thread", _thread, mail="all", stop="thread", subject=_title))
ANSWER = register(_about_a_post("forums.answer", _answer, mail="direct"))
# Each says something else, so none of them is hidden behind another.
MENTION = register(_about_a_post("forums.mention", _mention, mail="direct", folds=False))
QUOTE = register(_about_a_post("forums.quote", _quote, mail="direct"))
ACCEPTED = register(_about_a_post("forums.accepted", _accepted, mail="direct", folds=False))
THANKS = register(_about_my_post("forums.thanks", _thanks, mail="never", across=_thanks_across))
REACTION = register(_about_my_post("forums.reaction", _reaction, mail="never", across=_reactions_across))


# --- The way out of one thread --------------------------------------------------------------------------------------


def _one_thread(member: Member, about: str) -> str:
    title = Thread.objects.visible_to(member).filter(pk=int(about)).values_list("title", flat=True).first()
    return _("Mails about “%(title)s”") % {"title": title} if title else _("Mails about this thread")


def _stop_thread(member: Member, about: str) -> str:
    own = Subscription.objects.filter(member=member, thread=int(about)).values_list("level", flat=True).first()
    if thread := Thread.objects.filter(pk=int(about)).first():
        follow(by=member, thread=thread, level=Subscription.Level.NORMAL)
    return "" if own is None else str(own)


def _resume_thread(member: Member, about: str, before: str) -> None:
    rows = Subscription.objects.filter(member=member, thread=int(about))
    if before:
        rows.update(level=Subscription.Level(int(before)))
    else:
        rows.delete()


unsubscribing.register(unsubscribing.Kind("thread", _one_thread, _stop_thread, _resume_thread))
