"""Words of a few days only get the name by which the room speaks of them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("search", "0004_words_that_found_something")]

    operations = [migrations.RenameModel("UnheardWords", "RareWords")]
