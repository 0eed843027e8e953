"""Wagtail sets `decorative` of every photo that is loaded, so that the mark of the upload form was never seen."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('media', '0004_photo_frames'),
    ]

    operations = [
        migrations.RenameField(
            model_name='photo',
            old_name='decorative',
            new_name='is_decorative',
        ),
    ]
