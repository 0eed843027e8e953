from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("media", "0002_filetext"),
    ]

    operations = [
        migrations.AddField(
            model_name="filetext",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("damaged", "it is damaged"),
                    ("locked", "it is locked with a password"),
                    ("time", "reading it takes too long"),
                    ("memory", "reading it takes too much memory"),
                ],
                default="",
                max_length=12,
                verbose_name="why it was not read",
            ),
        ),
    ]
