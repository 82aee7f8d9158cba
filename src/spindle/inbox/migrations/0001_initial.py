import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('members', '0001_initial'),
        ('relations', '0003_seed_types'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bulk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=20)),
                ('place', models.CharField(choices=[('inbox', 'inbox'), ('finished', 'finished'), ('sent', 'sent'), ('drafts', 'drafts'), ('spam', 'spam'), ('trash', 'trash')], max_length=10)),
                ('query', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('waiting', 'at work'), ('done', 'done'), ('stopped', 'stopped'), ('undoing', 'being undone'), ('undone', 'undone')], default='waiting', max_length=10)),
                ('newest', models.BigIntegerField(default=0)),
                ('cursor', models.BigIntegerField(null=True)),
                ('total', models.PositiveIntegerField(null=True)),
                ('done', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(null=True)),
                ('closed', models.BooleanField(default=False)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bulks', to='members.member')),
                ('relation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='relations.relation')),
            ],
        ),
        migrations.CreateModel(
            name='BulkItem',
            fields=[
                ('pk', models.CompositePrimaryKey('bulk_id', 'item', blank=True, editable=False, primary_key=True, serialize=False)),
                ('item', models.BigIntegerField()),
                ('bulk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='inbox.bulk')),
            ],
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('page', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('conversation', models.BigIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.member')),
            ],
        ),
        migrations.CreateModel(
            name='View',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='Name')),
                ('place', models.CharField(choices=[('inbox', 'inbox'), ('finished', 'finished'), ('sent', 'sent'), ('drafts', 'drafts'), ('spam', 'spam'), ('trash', 'trash')], max_length=10)),
                ('query', models.TextField(blank=True)),
                ('shared', models.BooleanField(default=False)),
                ('position', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('removed_at', models.DateTimeField(null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='views', to='members.member')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.AddIndex(
            model_name='bulk',
            index=models.Index(fields=['member', 'closed'], name='bulk_shown'),
        ),
    ]
