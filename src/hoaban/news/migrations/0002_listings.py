import django.db.models.deletion
import modelcluster.contrib.taggit
import modelcluster.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('media', '0003_filetext_reason'),
        ('news', '0001_initial'),
        ('pages', '0001_initial'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='home',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.homepage'),
        ),
        migrations.AddField(
            model_name='article',
            name='listed_in',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.section'),
        ),
        migrations.AddField(
            model_name='article',
            name='teaser_photo',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.photo'),
        ),
        migrations.AddField(
            model_name='articletag',
            name='content_object',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged_items', to='news.article'),
        ),
        migrations.AddField(
            model_name='articletag',
            name='tag',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_items', to='taggit.tag'),
        ),
        migrations.AddField(
            model_name='article',
            name='tags',
            field=modelcluster.contrib.taggit.ClusterTaggableManager(blank=True, help_text='A comma-separated list of tags.', through='news.ArticleTag', to='taggit.Tag', verbose_name='tags'),
        ),
        migrations.AddField(
            model_name='correction',
            name='page',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='news.article'),
        ),
        migrations.AddField(
            model_name='event',
            name='home',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.homepage'),
        ),
        migrations.AddField(
            model_name='event',
            name='listed_in',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.section'),
        ),
        migrations.AddField(
            model_name='event',
            name='teaser_photo',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.photo'),
        ),
        migrations.AddField(
            model_name='gallery',
            name='home',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.homepage'),
        ),
        migrations.AddField(
            model_name='gallery',
            name='listed_in',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.section'),
        ),
        migrations.AddField(
            model_name='gallery',
            name='teaser_photo',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.photo'),
        ),
        migrations.AddField(
            model_name='galleryphoto',
            name='page',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='news.gallery'),
        ),
        migrations.AddField(
            model_name='galleryphoto',
            name='photo',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='media.photo', verbose_name='photo'),
        ),
        migrations.AddField(
            model_name='relatedarticle',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='news.article', verbose_name='article'),
        ),
        migrations.AddField(
            model_name='relatedarticle',
            name='page',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='related_articles', to='news.article'),
        ),
        migrations.AddField(
            model_name='videopage',
            name='home',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.homepage'),
        ),
        migrations.AddField(
            model_name='videopage',
            name='listed_in',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.section'),
        ),
        migrations.AddField(
            model_name='videopage',
            name='poster',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.photo', verbose_name='poster'),
        ),
        migrations.AddField(
            model_name='videopage',
            name='teaser_photo',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.photo'),
        ),
        migrations.AddField(
            model_name='videopage',
            name='video',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.video', verbose_name='video'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('on_air', True)), fields=['listed_in', 'posted_at', 'page_ptr'], name='article_by_section'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('on_air', True)), fields=['home', 'posted_at', 'page_ptr'], name='article_by_home'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('on_air', True)), fields=['listed_in', 'posted_at', 'page_ptr'], name='event_by_section'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('on_air', True)), fields=['home', 'posted_at', 'page_ptr'], name='event_by_home'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('on_air', True)), fields=['home', 'starts_at'], name='event_by_start'),
        ),
        migrations.AddIndex(
            model_name='gallery',
            index=models.Index(condition=models.Q(('on_air', True)), fields=['listed_in', 'posted_at', 'page_ptr'], name='gallery_by_section'),
        ),
        migrations.AddIndex(
            model_name='gallery',
            index=models.Index(condition=models.Q(('on_air', True)), fields=['home', 'posted_at', 'page_ptr'], name='gallery_by_home'),
        ),
        migrations.AddIndex(
            model_name='videopage',
            index=models.Index(condition=models.Q(('on_air', True)), fields=['listed_in', 'posted_at', 'page_ptr'], name='video_by_section'),
        ),
        migrations.AddIndex(
            model_name='videopage',
            index=models.Index(condition=models.Q(('on_air', True)), fields=['home', 'posted_at', 'page_ptr'], name='video_by_home'),
        ),
    ]
