from django.db import migrations, models

CHOICES = [("now", "at once"), ("daily", "once a day"), ("weekly", "once a week"), ("never", "no mail")]


def carry_over(apps, schema_editor):
    """What members had chosen before stays: everything at once, only what is meant for them, or nothing."""
    members = apps.get_model("accounts", "Member").objects
    members.filter(mail="all").update(mail_following="now")
    members.filter(mail="direct").update(mail_following="never")
    members.filter(mail="needed").update(mail_direct="never", mail_following="never")


def carry_back(apps, schema_editor):
    members = apps.get_model("accounts", "Member").objects
    members.filter(mail_following="now").update(mail="all")
    members.filter(mail_direct="never").update(mail="needed")


class Migration(migrations.Migration):

    dependencies = [("accounts", "0003_profiles")]

    operations = [
        migrations.AddField(
            "member",
            "mail_direct",
            models.CharField(choices=CHOICES, default="now", max_length=6, verbose_name="somebody means me"),
        ),
        migrations.AddField(
            "member",
            "mail_following",
            models.CharField(choices=CHOICES, default="daily", max_length=6, verbose_name="what I follow"),
        ),
        migrations.AddField(
            "member",
            "mail_digest",
            models.CharField(choices=CHOICES[1:], default="never", max_length=6, verbose_name="news of the forum"),
        ),
        migrations.AddField("member", "quiet_from", models.TimeField(blank=True, null=True, verbose_name="quiet from")),
        migrations.AddField("member", "quiet_to", models.TimeField(blank=True, null=True, verbose_name="quiet until")),
        migrations.RunPython(carry_over, carry_back, elidable=True),
    ]
