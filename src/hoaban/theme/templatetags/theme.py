"""Tags of the shell and its components: signs drawn once, used by name."""

from __future__ import annotations

import re
from urllib.parse import quote

from django import template
from django.template import Context, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from hoaban.publication.recorder import remembered
from hoaban.theme.storage import published_look, published_name, style_address

register = template.Library()
# Controls, space, what separates parts of an address, and what no address may hold.
ENDS_A_PART = re.compile(r"[\x00-\x20\x7f\xa0\u2028\u2029%&#+<>\"`{}|\\^\[\]]")


class OnceNode(template.Node):
    """Renders its inside once for all pages of a batch that give the same inputs."""

    def __init__(self, name: str, inputs: list[FilterExpression], inside: NodeList) -> None:
        self.name, self.inputs, self.inside = name, inputs, inside

    def render(self, context: Context) -> SafeString:
        """The inside, remembered by name, language and inputs; rendered each time where nothing is remembered."""
        inputs = [expression.resolve(context) for expression in self.inputs]
        if not all(inputs):
            return self.inside.render(context)
        return remembered(("once", self.name, get_language(), *inputs), lambda: self.inside.render(context))


@register.tag
def once(parser: Parser, token: Token) -> OnceNode:
    """`{% once "banner" shell_key %}...{% endonce %}`: everything that the inside shows must follow from the inputs.

    Where an input is missing or empty, nothing is remembered.
    """
    _tag, name, *inputs = token.split_contents()
    inside = parser.parse(("endonce",))
    parser.delete_first_token()
    return OnceNode(name, [parser.compile_filter(word) for word in inputs], inside)


@register.filter
def for_mail(words: str) -> str:
    """A text as a part of a `mailto:` address: letters stay letters, only what would end the part is written as a code.

    >>> for_mail("Họp & bàn: 50 %?")
    'Họp%20%26%20bàn:%2050%20%25?'
    """
    return ENDS_A_PART.sub(lambda found: quote(found[0]), words)


@register.simple_tag
def style(identity: object = None) -> str:
    """The address of the one stylesheet, in the colour of a site's identity (`accent`) where it has one."""
    return style_address(getattr(identity, "accent", ""))


@register.simple_tag
def style_of_bad_days() -> str:
    """The address of a stylesheet that needs no database: the published one of the site, else the product's own."""
    return published_look() or static("theme/portal.css")


@register.simple_tag
def name_of_bad_days() -> str:
    """The name of the site without a database, as it is published; a plain word where nothing is."""
    return published_name() or gettext("Portal")


@register.simple_tag
def icon(name: str) -> SafeString:
    """A sign from `icons.svg` by its id; says nothing to a screen reader, since words stand beside it."""
    return format_html(
        '<svg class="icon" width="20" height="20" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("theme/icons.svg"),
        name,
    )
