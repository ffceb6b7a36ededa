"""The forum tree and who has which right where."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Right(models.IntegerChoices):
    """Bits of `Access.rights`. Rights add up over a viewer's groups; nothing takes one away again."""

    SEE = 1, pgettext_lazy("right", "see")
    READ = 2, pgettext_lazy("right", "read")
    START = 4, pgettext_lazy("right", "start threads")
    REPLY = 8, pgettext_lazy("right", "reply")
    MODERATE = 16, pgettext_lazy("right", "moderate")


class Forum(models.Model):
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("inside"))
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    description = models.CharField(_("description"), max_length=300, blank=True)
    rules = models.TextField(_("rules"), blank=True, help_text=_("Markdown. Shown when somebody starts a thread."))
    template = models.TextField(_("template"), blank=True, help_text=_("What a new thread starts with."))
    hue = models.PositiveSmallIntegerField(
        _("colour"), default=180, validators=[MaxValueValidator(359)], help_text=_("0 to 359, as on a colour wheel.")
    )
    position = models.IntegerField(_("position"), default=0)
    is_locked = models.BooleanField(_("locked"), default=False, help_text=_("Only moderators may write."))
    hold_everything = models.BooleanField(_("hold every post"), default=False)
    questions_only = models.BooleanField(_("threads are questions"), default=False)
    thread_count = models.PositiveIntegerField(default=0, editable=False)
    post_count = models.PositiveIntegerField(default=0, editable=False)
    last_post_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("forum")
        verbose_name_plural = _("forums")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(hue__lt=360), name="forums_hue_on_the_wheel"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="forums_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forums:forum", args=[self.slug])


class Access(models.Model):
    """What a group may do in a forum. A forum without any row has those of the forum it stands in."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="access")
    group = models.ForeignKey(Group, models.CASCADE, related_name="forum_access", verbose_name=_("group"))
    rights = models.PositiveSmallIntegerField(_("rights"), default=0)

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("access")
        constraints = [
            models.UniqueConstraint(fields=["forum", "group"], name="forums_one_access_row_a_group"),
            models.CheckConstraint(condition=models.Q(rights__lte=31), name="forums_rights_are_known_bits"),
        ]

    def __str__(self) -> str:
        return f"{self.group} in {self.forum}"


class ThreadTemplate(models.Model):
    """A shape a new thread may be given: "Report a defect", "Show your work". The forum's own `template` needs no choosing."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="templates")
    name = models.CharField(_("name"), max_length=80)
    body = models.TextField(_("text"), help_text=_("Markdown. It is put into the form; what was typed is never overwritten."))
    needs_headings = models.BooleanField(
        _("headings are needed"), default=False, help_text=_("Ask for every heading of the text to be kept and filled in.")
    )
    position = models.IntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("template for threads")
        verbose_name_plural = _("templates for threads")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["forum", "name"], name="forums_template_names_differ")]

    def __str__(self) -> str:
        return self.name
