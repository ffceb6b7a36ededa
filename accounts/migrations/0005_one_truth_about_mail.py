from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("accounts", "0004_mail_choices")]

    operations = [migrations.RemoveField("member", "mail")]
