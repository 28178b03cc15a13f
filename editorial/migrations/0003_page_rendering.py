from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("editorial", "0002_page_origin")]

    operations = [
        migrations.AddField(
            model_name="page",
            name="rendering",
            field=models.PositiveSmallIntegerField(default=1, editable=False),
        ),
    ]
