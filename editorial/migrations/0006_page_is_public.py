from django.db import migrations


def show_what_is_published(apps, schema_editor):
    """Until a clinic decides otherwise, readers may read every published page."""
    apps.get_model("editorial", "Page").objects.filter(status="published").update(is_public=True)


class Migration(migrations.Migration):

    dependencies = [
        ("editorial", "0005_workflow"),
    ]

    operations = [
        migrations.RunPython(show_what_is_published, migrations.RunPython.noop),
    ]
