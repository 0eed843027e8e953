"""Who a site belongs to and how it looks: what the banner, the footer and the law ask for."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from hoaban.kit.stream import NamedStreamField
from hoaban.theme.colours import check_contrast

DEFAULT_ACCENT = "#8a1c2b"


@register_setting(icon="home", order=100)
class SiteIdentity(BaseSiteSetting):
    """Emblem, names, colours and the facts of the footer (N174 article 93.1; T32 article 16.3)."""

    name = models.CharField(_("full name of the body"), max_length=200)
    english_name = models.CharField(_("name in English"), max_length=200, blank=True)
    superior_body = models.CharField(_("superior body"), max_length=200, blank=True)
    superior_url = models.URLField(_("address of the superior body's portal"), blank=True, max_length=500)
    emblem = models.ForeignKey(
        "media.Photo",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("emblem"),
        help_text=_("A square picture. The favicon and the app icon are made from it."),
    )
    accent = models.CharField(
        _("main colour"),
        max_length=7,
        default=DEFAULT_ACCENT,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write the colour as # and six digits, such as #8a1c2b."))],
        help_text=_("Used for the banner, links and buttons. Its contrast is checked when you save."),
    )
    responsible_person = models.CharField(_("person responsible for the content"), max_length=200)
    address = models.CharField(_("address"), max_length=300)
    telephone = models.CharField(_("telephone"), max_length=50)
    fax = models.CharField(_("fax"), max_length=50, blank=True)
    email = models.EmailField(_("e-mail"))
    licence = models.CharField(_("licence"), max_length=300, blank=True)
    shows_visits = models.BooleanField(
        _("visits at the foot of every page"),
        default=True,
        help_text=_("The same figures in full are a side block, “visit statistics”."),
    )
    copyright_notice = models.CharField(
        _("copyright notice"), max_length=300, blank=True, help_text=_("For example: cite the source when you reuse.")
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("english_name"),
                FieldRowPanel([FieldPanel("superior_body"), FieldPanel("superior_url")]),
            ],
            heading=_("Names"),
        ),
        MultiFieldPanel([FieldPanel("emblem"), FieldPanel("accent")], heading=_("Look")),
        MultiFieldPanel(
            [
                FieldPanel("responsible_person"),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("telephone"), FieldPanel("fax"), FieldPanel("email")]),
                FieldPanel("licence"),
                FieldPanel("copyright_notice"),
                FieldPanel("shows_visits"),
            ],
            heading=_("Footer"),
        ),
    ]

    class Meta:
        verbose_name = _("site identity")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a colour on which white text, or which on white, cannot be read."""
        super().clean()
        problems = check_contrast(self.accent)
        if problems:
            raise ValidationError({"accent": problems})

    @property
    def shown_name(self) -> str:
        """The name in the language of the page."""
        return (self.english_name if get_language() == "en" else "") or self.name


@register_setting(icon="list-ul", order=110)
class SideBlocks(BaseSiteSetting):
    """The side blocks of a site, in the editor's order; a section may show others."""

    blocks = NamedStreamField("side_blocks", verbose_name=_("side blocks"), blank=True)

    panels = [FieldPanel("blocks")]

    class Meta:
        verbose_name = _("side blocks")
