"""Abbreviations that readers of every public body's portal type, for editors to go on with."""

from django.db import migrations, models

from hoaban.search.normalise import words


# By what it stands for; the forms in which both are looked up are worked out as the model does.
SEEDED = {
    "ATTP": "an toàn thực phẩm",
    "BHTN": "bảo hiểm thất nghiệp",
    "BHXH": "bảo hiểm xã hội",
    "BHYT": "bảo hiểm y tế",
    "BTV": "ban thường vụ",
    "CBCC": "cán bộ công chức",
    "CCCD": "căn cước công dân",
    "CCHC": "cải cách hành chính",
    "CĐS": "chuyển đổi số",
    "CNTT": "công nghệ thông tin",
    "DVC": "dịch vụ công",
    "ĐKKD": "đăng ký kinh doanh",
    "GCNQSDĐ": "giấy chứng nhận quyền sử dụng đất",
    "GPMB": "giải phóng mặt bằng",
    "HĐND": "hội đồng nhân dân",
    "HTX": "hợp tác xã",
    "KT-XH": "kinh tế xã hội",
    "MTTQ": "mặt trận tổ quốc",
    "MTTQVN": "mặt trận tổ quốc Việt Nam",
    "NTM": "nông thôn mới",
    "PCCC": "phòng cháy chữa cháy",
    "PCTT": "phòng chống thiên tai",
    "QSDĐ": "quyền sử dụng đất",
    "TAND": "tòa án nhân dân",
    "THCS": "trung học cơ sở",
    "THPT": "trung học phổ thông",
    "TKCN": "tìm kiếm cứu nạn",
    "TTHC": "thủ tục hành chính",
    "UBND": "ủy ban nhân dân",
    "VKSND": "viện kiểm sát nhân dân",
}
LONGEST_FOLDED = 400


def seed(apps, _schema_editor):
    """Put in what is missing; nobody's own row is touched."""
    abbreviations = apps.get_model("search", "Abbreviation").objects

    def folded(text):
        return " ".join(word.folded for word in words(text))[:LONGEST_FOLDED]

    for short, meaning in SEEDED.items():
        values = {"meaning": meaning, "folded_short": folded(short), "folded_meaning": folded(meaning)}
        abbreviations.get_or_create(short=short, defaults=values)


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0005_rare_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Abbreviation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('short', models.CharField(help_text='As people type it: BHXH.', max_length=30, unique=True, verbose_name='abbreviation')),
                ('meaning', models.CharField(help_text='The whole words: bảo hiểm xã hội.', max_length=200, verbose_name='stands for')),
                ('folded_short', models.CharField(db_index=True, default='', editable=False, max_length=400)),
                ('folded_meaning', models.CharField(db_index=True, default='', editable=False, max_length=400)),
            ],
            options={
                'verbose_name': 'abbreviation',
                'verbose_name_plural': 'abbreviations',
                'ordering': ['short'],
            },
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
