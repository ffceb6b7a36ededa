import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ("personal", "0002_draft_fields_and_hints"),
        ("threads", "0002_extras_and_slow_mode"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint("subscription", "personal_follow_one_thing"),
        migrations.AddField(
            "subscription",
            "tag",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="subscriptions",
                to="threads.tag",
            ),
        ),
        migrations.AlterField(
            "subscription",
            "level",
            models.SmallIntegerField(
                choices=[(-1, "Muted"), (0, "Normal"), (1, "Tracking"), (2, "Watching"), (3, "New threads")]
            ),
        ),
        migrations.AddConstraint(
            "subscription", models.UniqueConstraint(fields=("member", "tag"), name="personal_follow_a_tag_once")
        ),
        migrations.AddConstraint(
            "subscription",
            models.CheckConstraint(
                condition=Q(thread__isnull=False, forum=None, tag=None)
                | Q(thread=None, forum__isnull=False, tag=None)
                | Q(thread=None, forum=None, tag__isnull=False),
                name="personal_follow_one_thing_only",
            ),
        ),
    ]
