"""A vacancy is a page that sections list; a permit is a row of a register."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel

from hoaban.pages.models.public import tabs
from hoaban.pages.models.section_item import SectionItem, listing_indexes


class Vacancy(SectionItem):
    """A post that a public body fills."""

    template = "example_room/vacancy.html"

    lead = models.TextField("tóm tắt", blank=True)
    duties = models.TextField("nhiệm vụ", blank=True)

    content_panels = [FieldPanel("title"), FieldPanel("lead"), FieldPanel("duties"), FieldPanel("posted_at")]
    edit_handler = tabs(content_panels, SectionItem)

    class Meta:
        verbose_name = "vị trí tuyển dụng"
        verbose_name_plural = "vị trí tuyển dụng"
        indexes = listing_indexes("vacancy")


class Permit(models.Model):
    """A permit that was granted, with its number."""

    number = models.CharField("số", max_length=50, unique=True)
    title = models.CharField("nội dung", max_length=200)

    class Meta:
        verbose_name = "giấy phép"
        verbose_name_plural = "giấy phép"

    def __str__(self) -> str:
        return self.number
