import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("notifications", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("notification", "group", models.CharField(blank=True, default="", max_length=40), preserve_default=False),
        migrations.AddField("notification", "mail_due_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("notification", "mailed_at", models.DateTimeField(blank=True, null=True, verbose_name="mailed")),
        # What was told before was mailed at once or not at all; nobody hears of it again.
        migrations.RunSQL("UPDATE notifications_notification SET mailed_at = created_at", migrations.RunSQL.noop),
        migrations.AddIndex(
            "notification",
            models.Index(
                condition=models.Q(("mail_due_at__isnull", False), ("mailed_at", None)),
                fields=["mail_due_at"],
                name="notifications_mail_due",
            ),
        ),
        migrations.CreateModel(
            "SentMail",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.CharField(max_length=60)),
                ("message_id", models.CharField(max_length=120, unique=True)),
                ("sent_at", models.DateTimeField(verbose_name="sent")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            {
                "verbose_name": "sent mail",
                "verbose_name_plural": "sent mails",
                "indexes": [models.Index(fields=["member", "-sent_at"], name="notifications_mails_of_late")],
            },
        ),
        migrations.CreateModel(
            "Bounce",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event", models.CharField(max_length=120, unique=True)),
                ("address", models.EmailField(max_length=254, verbose_name="address")),
                (
                    "kind",
                    models.CharField(
                        choices=[("soft", "later perhaps"), ("hard", "no such mailbox")], max_length=4, verbose_name="kind"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("forgiven_at", models.DateTimeField(blank=True, null=True, verbose_name="forgiven")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bounces", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            {
                "verbose_name": "bounce",
                "verbose_name_plural": "bounces",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["member", "-at"], name="notifications_bounces_of_late")],
            },
        ),
    ]
