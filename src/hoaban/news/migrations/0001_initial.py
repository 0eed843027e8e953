import django.db.models.deletion
import django.utils.timezone
import hoaban.kit.stream
import wagtail.contrib.routable_page.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('media', '0003_filetext_reason'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='ArticleTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('corrected_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='corrected on')),
                ('note', models.TextField(max_length=2000, verbose_name='what was corrected')),
            ],
            options={
                'verbose_name': 'correction',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('posted_at', models.DateTimeField(blank=True, help_text='The time shown on the page. Leave empty to take the moment of publishing.', null=True, verbose_name='posted at')),
                ('on_air', models.BooleanField(default=False, editable=False)),
                ('kind', models.CharField(choices=[('conference', 'conference'), ('meeting', 'meeting'), ('reception', 'reception of citizens'), ('festival', 'festival'), ('training', 'training'), ('other', 'other')], default='other', max_length=20, verbose_name='kind')),
                ('starts_at', models.DateTimeField(verbose_name='starts at')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='ends at')),
                ('all_day', models.BooleanField(default=False, verbose_name='all day')),
                ('place', models.CharField(blank=True, max_length=300, verbose_name='place')),
                ('organiser', models.CharField(blank=True, max_length=300, verbose_name='organiser')),
                ('chairs', models.CharField(blank=True, max_length=500, verbose_name='chaired by')),
                ('lead', models.TextField(blank=True, max_length=2000, verbose_name='lead')),
                ('body', hoaban.kit.stream.NamedStreamField('article_body', blank=True, verbose_name='body')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='Gallery',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('posted_at', models.DateTimeField(blank=True, help_text='The time shown on the page. Leave empty to take the moment of publishing.', null=True, verbose_name='posted at')),
                ('on_air', models.BooleanField(default=False, editable=False)),
                ('lead', models.TextField(blank=True, max_length=2000, verbose_name='lead')),
                ('byline', models.CharField(blank=True, max_length=300, verbose_name='byline')),
            ],
            options={
                'verbose_name': 'gallery',
                'verbose_name_plural': 'galleries',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='GalleryPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('caption', models.CharField(blank=True, max_length=500, verbose_name='caption')),
                ('credit', models.CharField(blank=True, max_length=200, verbose_name='credit')),
            ],
            options={
                'verbose_name': 'photo of a gallery',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RelatedArticle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'related article',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VideoPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('posted_at', models.DateTimeField(blank=True, help_text='The time shown on the page. Leave empty to take the moment of publishing.', null=True, verbose_name='posted at')),
                ('on_air', models.BooleanField(default=False, editable=False)),
                ('lead', models.TextField(blank=True, max_length=2000, verbose_name='lead')),
                ('byline', models.CharField(blank=True, max_length=300, verbose_name='byline')),
            ],
            options={
                'verbose_name': 'video page',
                'verbose_name_plural': 'video pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('posted_at', models.DateTimeField(blank=True, help_text='The time shown on the page. Leave empty to take the moment of publishing.', null=True, verbose_name='posted at')),
                ('on_air', models.BooleanField(default=False, editable=False)),
                ('lead', models.TextField(blank=True, help_text='One paragraph under the title: what, where, when, who.', max_length=2000, verbose_name='lead')),
                ('body', hoaban.kit.stream.NamedStreamField('article_body', blank=True, verbose_name='body')),
                ('byline', models.CharField(blank=True, help_text='As it is printed, for example “Tin, ảnh: Minh Thùy”. Authors and photo credits are read from it.', max_length=300, verbose_name='byline')),
                ('is_reprint', models.BooleanField(default=False, verbose_name='reprinted from elsewhere')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('source_url', models.URLField(blank=True, max_length=1000, verbose_name='address of the source')),
                ('cover', models.ForeignKey(blank=True, help_text='Leave empty to take the first photo of the body.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.photo', verbose_name='photo for lists')),
            ],
            options={
                'verbose_name': 'article',
                'verbose_name_plural': 'articles',
            },
            bases=('wagtailcore.page',),
        ),
    ]
