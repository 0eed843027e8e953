"""Promotions are looked up by the words as they are asked for, instead of reading all of them."""

from typing import Any

from django.db import migrations, models

from hoaban.search.normalise import words


def fold_words(apps: Any, _schema_editor: Any) -> None:
    """Write down how the words of each promotion are asked for."""
    for promotion in apps.get_model("search", "Promotion").objects.all():
        promotion.folded = " ".join(word.folded for word in words(promotion.question))[:400]
        promotion.save(update_fields=["folded"])


class Migration(migrations.Migration):
    dependencies = [("search", "0002_words_after_three_days")]

    operations = [
        migrations.AddField(
            model_name="promotion",
            name="folded",
            field=models.CharField(db_index=True, default="", editable=False, max_length=400),
        ),
        migrations.RunPython(fold_words, migrations.RunPython.noop),
    ]
