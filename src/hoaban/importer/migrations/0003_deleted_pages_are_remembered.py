import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("importer", "0002_imported_by_content")]

    operations = [
        migrations.AlterField(
            model_name="importedpage",
            name="page",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="imported_from",
                to="wagtailcore.page",
            ),
        ),
    ]
