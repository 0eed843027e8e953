"""Words that found something are kept as those that found nothing are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0003_promotions_by_folded_words")]

    operations = [
        migrations.CreateModel(
            name="WordsFound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(max_length=100, unique=True, verbose_name="words")),
                ("times", models.PositiveIntegerField(default=0, verbose_name="times")),
                ("last_day", models.DateField(verbose_name="last on")),
            ],
            options={
                "verbose_name": "words that found something",
                "verbose_name_plural": "words that found something",
                "ordering": ["-times"],
                "abstract": False,
            },
        ),
    ]
