import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import hoaban.kit.stream
import hoaban.pages.page_types
import modelcluster.fields
import wagtail.contrib.routable_page.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('media', '0003_filetext_reason'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('body', hoaban.kit.stream.NamedStreamField('home_body', blank=True, verbose_name='blocks')),
            ],
            options={
                'verbose_name': 'home page',
                'verbose_name_plural': 'home pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Section',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('summary', models.TextField(blank=True, max_length=500, verbose_name='what this section is about')),
                ('holds', models.CharField(choices=hoaban.pages.page_types.held_choices, default='articles', max_length=20, verbose_name='lists')),
                ('side_blocks', hoaban.kit.stream.NamedStreamField('side_blocks', blank=True, help_text='Leave empty to show the side blocks of the section above, or those of the site.', verbose_name='side blocks')),
            ],
            options={
                'verbose_name': 'section',
                'verbose_name_plural': 'sections',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='StandardPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('lead', models.TextField(blank=True, max_length=2000, verbose_name='lead')),
                ('body', hoaban.kit.stream.NamedStreamField('article_body', blank=True, verbose_name='body')),
                ('role', models.CharField(blank=True, choices=[('', 'no special role'), ('introduction', 'introduction of the body'), ('structure', 'organisation and functions'), ('services', 'online public services'), ('contact', 'contact'), ('accessibility', 'accessibility statement'), ('privacy', 'privacy'), ('reuse', 'terms of reuse')], default='', max_length=20, verbose_name='role')),
            ],
            options={
                'verbose_name': 'standard page',
                'verbose_name_plural': 'standard pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='StatisticsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('lead', models.TextField(blank=True, max_length=2000, verbose_name='lead')),
            ],
            options={
                'verbose_name': 'page of statistics',
                'verbose_name_plural': 'pages of statistics',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='WebLinkGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
            ],
            options={
                'verbose_name': 'group of web links',
                'verbose_name_plural': 'groups of web links',
            },
        ),
        migrations.CreateModel(
            name='SideBlocks',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('blocks', hoaban.kit.stream.NamedStreamField('side_blocks', blank=True, verbose_name='side blocks')),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'side blocks',
            },
        ),
        migrations.CreateModel(
            name='SiteIdentity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='full name of the body')),
                ('english_name', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('superior_body', models.CharField(blank=True, max_length=200, verbose_name='superior body')),
                ('superior_url', models.URLField(blank=True, max_length=500, verbose_name="address of the superior body's portal")),
                ('accent', models.CharField(default='#8a1c2b', help_text='Used for the banner, links and buttons. Its contrast is checked when you save.', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}$', 'Write the colour as # and six digits, such as #8a1c2b.')], verbose_name='main colour')),
                ('responsible_person', models.CharField(max_length=200, verbose_name='person responsible for the content')),
                ('address', models.CharField(max_length=300, verbose_name='address')),
                ('telephone', models.CharField(max_length=50, verbose_name='telephone')),
                ('fax', models.CharField(blank=True, max_length=50, verbose_name='fax')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('licence', models.CharField(blank=True, max_length=300, verbose_name='licence')),
                ('shows_visits', models.BooleanField(default=True, help_text='The same figures in full are a side block, “visit statistics”.', verbose_name='visits at the foot of every page')),
                ('copyright_notice', models.CharField(blank=True, help_text='For example: cite the source when you reuse.', max_length=300, verbose_name='copyright notice')),
                ('emblem', models.ForeignKey(blank=True, help_text='A square picture. The favicon and the app icon are made from it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.photo', verbose_name='emblem')),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'site identity',
            },
        ),
        migrations.CreateModel(
            name='WebLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('url', models.URLField(max_length=1000, verbose_name='address')),
                ('logo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.photo', verbose_name='logo')),
                ('group', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='pages.weblinkgroup')),
            ],
            options={
                'verbose_name': 'web link',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=2000, verbose_name='address')),
                ('note', models.TextField(max_length=2000, verbose_name='public note')),
                ('withdrawn_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='withdrawn at')),
                ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.page')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'withdrawal',
                'verbose_name_plural': 'withdrawals',
                'constraints': [models.UniqueConstraint(fields=('site', 'path'), name='one_withdrawal_per_address')],
            },
        ),
    ]
