"""Old addresses that stand percent-encoded or decomposed in the database get their one spelling."""

from django.db import migrations

from hoaban.front.address_spelling import spelled


def spell(apps, _schema_editor):
    """Write each row anew that is spelled otherwise, unless another row has that address already."""
    redirects = apps.get_model("wagtailredirects", "Redirect").objects
    for row in redirects.order_by("pk").iterator(chunk_size=2000):
        wanted = spelled(row.old_path)
        if wanted == row.old_path or redirects.filter(old_path=wanted, site_id=row.site_id).exists():
            continue
        redirects.filter(pk=row.pk).update(old_path=wanted)


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [migrations.RunPython(spell, migrations.RunPython.noop)]
