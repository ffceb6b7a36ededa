from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0003_decisions_made_before")]

    operations = [
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome__in', ('hide', 'remove', 'reject', 'revise', 'edit', 'lock', 'impose', 'clean')), _negated=True), models.Q(('ground', 'rule'), ('rule__isnull', False)), models.Q(('ground', 'law'), ('law__isnull', False)), models.Q(('ground', 'care'), ('outcome__in', ('edit', 'lock'))), _connector='OR'), name='moderation_a_restriction_has_a_ground'),
        ),
    ]
