import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            "Schedule",
            [
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                ("daily_at", models.DateTimeField(blank=True, null=True, verbose_name="last daily")),
                ("weekly_at", models.DateTimeField(blank=True, null=True, verbose_name="last weekly")),
            ],
            {
                "verbose_name": "digest",
                "verbose_name_plural": "digests",
                "indexes": [
                    models.Index(condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="digests_due")
                ],
            },
        ),
    ]
