"""What mirrors an item that the same portal lists leaves the lists, feeds and archives: it is listed once."""

from django.db import migrations


def list_once(apps, _schema_editor):
    """Take off the lists what mirrors an item that is on air under the same home."""
    for name in ("Article", "Event", "Gallery", "VideoPage"):
        items = apps.get_model("news", name).objects
        for item in items.filter(on_air=True, alias_of__isnull=False).only("pk", "alias_of_id", "home_id"):
            if items.filter(pk=item.alias_of_id, on_air=True, home_id=item.home_id).exists():
                items.filter(pk=item.pk).update(on_air=False)


class Migration(migrations.Migration):
    dependencies = [("news", "0003_words_for_gallery_photos")]

    operations = [migrations.RunPython(list_once, migrations.RunPython.noop)]
