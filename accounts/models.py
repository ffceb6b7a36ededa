"""The member. Knows *that* they are suspended or limited; only moderation knows for what."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def fold(name: str) -> str:
    """The form in which two names count as the same: compatibility-normalised and case-folded until nothing changes."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).casefold()


def display(member: Member) -> str:
    """How allauth's pages and mails call a member."""
    return member.name


class MemberManager(UserManager["Member"]):
    def get_by_natural_key(self, username: str | None) -> Member:
        return self.get(username_folded=fold(username or ""))

    def create_superuser(self, username: str, email: str | None = None, password: str | None = None, **fields: Any) -> Member:
        """Whoever may run this command owns the machine: their address needs no code by mail."""
        from allauth.account.models import EmailAddress

        owner = super().create_superuser(username, email, password, **fields)
        if owner.email:
            EmailAddress.objects.create(user=owner, email=owner.email.lower(), verified=True, primary=True)
        return owner


class Member(AbstractUser):
    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        GERMAN = "de", _("German")

    class Address(models.TextChoices):
        FORMAL = "formal", _("formal (Sie)")
        INFORMAL = "informal", _("informal (du)")

    class Theme(models.TextChoices):
        AUTO = "auto", _("as the device")
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    class Density(models.TextChoices):
        ROOMY = "roomy", _("roomy")
        DENSE = "dense", _("dense: more on one screen")

    class Mail(models.TextChoices):
        """How soon a mail follows what was told here; what was read meanwhile is not mailed."""

        NOW = "now", _("at once")
        DAILY = "daily", _("once a day")
        WEEKLY = "weekly", _("once a week")
        NEVER = "never", _("no mail")

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("everybody, also without an account")
        MEMBERS = "members", _("members of this forum")

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    username = models.CharField(_("username"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()])
    username_folded = models.CharField(max_length=60, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    display_name = models.CharField(_("display name"), max_length=60, blank=True)
    title = models.CharField(_("title"), max_length=60, blank=True, help_text=_("Shown beside the name. Set by staff."))
    bio = models.TextField(_("about you"), max_length=2000, blank=True)
    bio_html = models.TextField(editable=False, blank=True)
    location = models.CharField(_("location"), max_length=80, blank=True)
    website = models.URLField(_("website"), max_length=200, blank=True)
    avatar = models.CharField(max_length=120, blank=True, editable=False)

    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.ENGLISH)
    address = models.CharField(_("form of address in German"), max_length=8, choices=Address.choices, default=Address.INFORMAL)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    theme = models.CharField(_("colours"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    density = models.CharField(_("spacing"), max_length=5, choices=Density.choices, default=Density.ROOMY)
    # Single letters act (j, k, r ...). Off for whoever dictates, or whose screen reader needs the letters itself.
    single_keys = models.BooleanField(_("single keys act on pages"), default=True)
    # Three kinds of mail, each at its own pace: what is meant for me, what I follow, and what was talked about here.
    mail_direct = models.CharField(_("somebody means me"), max_length=6, choices=Mail.choices, default=Mail.NOW)
    mail_following = models.CharField(_("what I follow"), max_length=6, choices=Mail.choices, default=Mail.DAILY)
    # Nobody gets a digest of the forum who did not ask for it.
    mail_digest = models.CharField(_("news of the forum"), max_length=6, choices=Mail.choices[1:], default=Mail.NEVER)
    # Between these, in the member's own time zone, no mail goes out and nothing buzzes; both or neither.
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_to = models.TimeField(_("quiet until"), null=True, blank=True)

    # Who sees the page about the member. What is not chosen protects: no member is shown to all the world by a default.
    profile_audience = models.CharField(
        _("who sees your profile"), max_length=8, choices=Audience.choices, default=Audience.MEMBERS
    )
    shows_activity = models.BooleanField(_("list what you wrote on your profile"), default=True)
    shows_presence = models.BooleanField(_("show when you were last here"), default=False)
    is_listed = models.BooleanField(_("list you in the member directory"), default=True)

    trust = models.PositiveSmallIntegerField(_("trust level"), default=0, validators=[MaxValueValidator(4)])
    suspended_until = models.DateTimeField(_("suspended until"), null=True, blank=True)
    silenced_until = models.DateTimeField(_("read only until"), null=True, blank=True)
    # Something above limits the member or waits to be read by them; what it is, settings.WRITE_GATES know.
    is_limited = models.BooleanField(default=False, editable=False)
    is_imported = models.BooleanField(_("imported"), default=False, help_text=_("Came from another forum; cannot log in yet."))

    post_count = models.PositiveIntegerField(_("posts"), default=0)
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)
    # When they published something again after a long time (forums.people.cues); others are asked to say hello.
    returned_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MemberManager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.CheckConstraint(condition=models.Q(trust__lte=4), name="accounts_trust_is_0_to_4"),
            # Two spellings of one mailbox are one person; a member without an address (imported) is no duplicate.
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="accounts_email_is_used_once"),
        ]
        indexes = [models.Index(fields=["-date_joined"], name="accounts_newest")]

    def __str__(self) -> str:
        return self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.username_folded = fold(self.username)
        fields = kwargs.get("update_fields")
        if fields is not None and "username" in fields:
            kwargs["update_fields"] = {*fields, "username_folded"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("members:profile", args=[self.username])

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What the page shows: the chosen display name, or the username."""
        return self.display_name or self.username

    @property
    def hue(self) -> int:
        """A steady colour (0 to 359, in steps of 15 so that a stylesheet can name them all) for a missing avatar."""
        return (sum(ord(c) * (i + 7) for i, c in enumerate(self.username_folded)) * 15) % 360

    @property
    def is_suspended(self) -> bool:
        return self.suspended_until is not None and self.suspended_until > timezone.now()

    @property
    def is_silenced(self) -> bool:
        return self.silenced_until is not None and self.silenced_until > timezone.now()

    @property
    def is_new(self) -> bool:
        return self.trust == 0 and not self.is_staff


class Footprint(models.Model):
    """From where a member came, for seven days: against floods of accounts, and for nothing else."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="footprints")
    ip = models.GenericIPAddressField()
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = _("footprint")
        verbose_name_plural = _("footprints")
        constraints = [models.UniqueConstraint(fields=["member", "ip"], name="accounts_one_footprint_an_address")]
        indexes = [models.Index(fields=["ip", "last_at"], name="accounts_footprints_by_address")]

    def __str__(self) -> str:
        return f"{self.member_id} from {self.ip}"


class PastName(models.Model):
    """A username or display name the member used before."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="past_names")
    name = models.CharField(max_length=60)
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("past name")
        verbose_name_plural = _("past names")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class ProfileField(models.Model):
    """Something this community asks its members about themselves, defined in the back office."""

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        URL = "url", _("web address")
        CHOICE = "choice", _("choice")

    name = models.CharField(_("name"), max_length=60, unique=True)
    help = models.CharField(_("explanation"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices, default=Kind.TEXT)
    choices = models.TextField(_("choices"), max_length=2000, blank=True, help_text=_("One a line; for the kind “choice”."))
    is_required = models.BooleanField(_("must be filled in"), default=False)
    is_shown = models.BooleanField(_("shown on the profile"), default=True, help_text=_("Otherwise only staff see it."))
    at_sign_up = models.BooleanField(_("asked at sign-up"), default=False)
    position = models.IntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("profile field")
        verbose_name_plural = _("profile fields")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def options(self) -> list[str]:
        return list(dict.fromkeys(line.strip() for line in self.choices.splitlines() if line.strip()))


class ProfileAnswer(models.Model):
    """What a member wrote into a profile field; no row means nothing."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="profile_answers")
    field = models.ForeignKey(ProfileField, models.CASCADE, related_name="answers")
    value = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("profile answer")
        verbose_name_plural = _("profile answers")
        constraints = [models.UniqueConstraint(fields=["member", "field"], name="accounts_one_answer_a_field")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.field_id}"
