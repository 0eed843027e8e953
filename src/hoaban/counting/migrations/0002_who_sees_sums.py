"""Lets the groups that Wagtail makes see the sums of whole sites."""

from django.db import migrations

GROUPS = ("Editors", "Moderators")


def allow(apps, schema_editor):
    """Give the permission; it is made here where the tables of permissions are not filled yet."""
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="counting", model="siteday"
    )
    permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename="view_siteday", defaults={"name": "Can view day of a site"}
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(permission)


def forbid(apps, schema_editor):
    """Take it away again."""
    groups = apps.get_model("auth", "Group").objects.filter(name__in=GROUPS)
    for permission in apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="counting", codename="view_siteday"
    ):
        for group in groups:
            group.permissions.remove(permission)


class Migration(migrations.Migration):

    dependencies = [
        ("counting", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(allow, forbid)]
