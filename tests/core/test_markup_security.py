"""What attackers have tried elsewhere. Each vector goes in as Markdown and, raw, into the sanitiser."""

import pytest

from community.core.markup.links import is_foreign, is_safe_href
from community.core.markup.render import render
from community.core.markup.sanitize import clean
from tests.core.markup_audit import dangers

VECTORS = {
    "script": "<script>alert(1)</script>",
    "script in pieces": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "event handler": "<img src=x onerror=alert(1)>",
    "event handler after slash": "<img/src=x/onerror=alert(1)>",
    "svg onload": "<svg onload=alert(1)>",
    "MyBB nested auto-address": "[url]https://a.example/[img]https://b.example/x.png?onmouseover=alert(1)//[/img][/url]",
    "nested auto-address in a link": "[https://a.example/\"onmouseover=alert(1)](https://b.example/'onclick=x)",
    "auto-address with quotes": 'https://a.example/"onmouseover="alert(1)"/<img src=x onerror=alert(1)>',
    "MyBB mail address": '<"onmouseover="alert(1)"@x.y>',
    "mail auto-link": '<mailto:a@b.c"onclick=alert(1)>',
    "javascript link": "[x](javascript:alert(1))",
    "javascript link in angles": "[x](<javascript:alert(1)>)",
    "javascript auto-link": "<javascript:alert(1)>",
    "javascript reference": "[x][y]\n\n[y]: javascript:alert(1)",
    "mixed case": "[x](JaVaScRiPt:alert(1))",
    "entity in scheme": "[x](&#106;avascript:alert(1)) [y](javascript&colon;alert(1)) [z](java&Tab;script:alert(1))",
    "percent in scheme": "[x](javascript%3Aalert(1))",
    "bleach 6.4 digits": '<a href="javascript:123">x</a>',
    "invisible characters in scheme": '<a href="java\u200bscript:alert(1)">x</a><a href="\u00adjavascript:alert(1)">x</a>',
    "control characters in scheme": '<a href="\x01javascript:alert(1)">x</a><a href="java\tscript:alert(1)">x</a>',
    "newline entity in scheme": '<a href="java&#10;script:alert(1)">x</a><a href=" &#14; javascript:alert(1)">x</a>',
    "fullwidth scheme": '<a href="ｊavascript:alert(1)">x</a><a href="javascript：alert(1)">x</a>',
    "double entity": '<a href="javascript&amp;colon;alert(1)">x</a><a href="&amp;#106;avascript:alert(1)">x</a>',
    "data link": "[x](data:text/html;base64,PHNjcmlwdD4=) ![x](data:image/svg+xml,<svg/onload=alert(1)>)",
    "vbscript": "[x](vbscript:msgbox(1)) [x](file:///etc/passwd) [x](blob:https://x/1)",
    "scheme-relative": "[x](//evil.example/) [x](/\\evil.example/) [x](\\\\evil.example)",
    "link inside image inside link": "[![x](javascript:alert(1))](javascript:alert(2))",
    "image description": '![" onerror="alert(1)](/media/x.png) ![x](/media/x.png" onerror="alert(1))',
    "image title": "![x](/media/x.png '\" onerror=alert(1) x=\"')",
    "link title": '[x](/a "\'\\"><img src=x onerror=alert(1)>")',
    "formaction": '<form action=javascript:alert(1)><button formaction="javascript:alert(2)">x</button></form>',
    "input formaction": "<input type=image formaction=javascript:alert(1) src=x>",
    "password field": '<input type="password" name="p"><textarea name=x></textarea><select><option>x</select>',
    "style attribute": '<p style="position:fixed;inset:0;background:url(https://evil.example/)">x</p>',
    "style element": "<style>*{background:url(https://evil.example)}</style><style>@import 'x';</style>",
    "class and id": '<p class="btn danger" id="csrf">x</p><a id="__proto__" name="forms">x</a>',
    "htmx": '<a hx-get="/x" hx-trigger="load" data-hx-post="/y" x-data="alert(1)" data-bs-toggle=tooltip data-html=true>x</a>',
    "noscript mutation": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "svg style mutation": "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "math mutation": '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "math text mutation": "<math></p><style><!--</style><img src/onerror=alert(1)>--></style></math>",
    "title mutation": '<title><a title="</title><img src=x onerror=alert(1)>">',
    "textarea mutation": '<textarea><p id="</textarea><img src=x onerror=alert(1)>">',
    "xmp mutation": '<xmp><p title="</xmp><svg/onload=alert(1)>"></xmp>',
    "comment": "<!--><img src=x onerror=alert(1)>--><!--[if IE]><script>alert(1)</script><![endif]-->",
    "cdata": '<svg><![CDATA[<p title="]]><img src=x onerror=alert(1)>">]]></svg>',
    "processing instruction": "<?xml version='1.0'?><?php echo 1 ?><!DOCTYPE x [<!ENTITY y 'z'>]>",
    "iframe and friends": "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x><embed src=x><base href=//a.b>",
    "meta and link": '<meta http-equiv=refresh content="0;url=//evil.example"><link rel=stylesheet href=//evil.example>',
    "video and source": '<video src=x onerror=alert(1)><source src="javascript:alert(1)"></video><audio onplay=alert(1)>',
    "details event": "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "svg use": '<svg><use href="data:image/svg+xml;base64,PHN2Zz4="/><a xlink:href="javascript:alert(1)">x</a></svg>',
    "template": "<template><script>alert(1)</script></template><slot name=x>",
    "unclosed attribute": '<a href="/x" title="><script>alert(1)</script>',
    "backtick attribute": "<img src=`x`onerror=alert(1)>",
    "null in tag": "<scr\x00ipt>alert(1)</scr\x00ipt><img src=x on\x00error=alert(1)>",
    "fence language": '```"><img/src=x/onerror=alert(1)>\nx\n```\n\n```py" onmouseover="alert(1)\nx\n```',
    "code content": "```html\n</code></pre><script>alert(1)</script>\n```\n\n`</code><script>alert(1)</script>`",
    "spoiler title": ":::spoiler </summary></details><script>alert(1)</script>\nx\n:::",
    "footnote label": '[^"><script>alert(1)</script>]: x\n\n[^a"onclick=x]\n\n[^a"onclick=x]: y',
    "quote of ours": '> [<img src=x onerror=alert(1)>](/p/1/):\n> x\n\n> [x](/p/1/"onclick=alert(1)):\n> y',
    "table cell": "| <script>alert(1)</script> | b |\n|---|:-:|\n| [x](javascript:alert(1)) | ![x](javascript:alert(1)) |",
    "mention": '@<img/src=x/onerror=alert(1)> @alice"onclick=alert(1) @alice<script>',
    "emoji": ':<img src=x onerror=alert(1)>: :"onclick=": :+1:<script>',
    "entity decoding": "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;img src=x onerror=alert(1)&amp;gt; &#60;script&#62;",
    "bidi override": "\u202ecod.exe [x](https://a.example/\u202egpj.exe)",
    "host tricks": "https://forum.example@evil.example/ https://forum.example\\@evil.example/ http://[::1/ http:///x https:evil",
}
PEOPLE = {"alice": '/u/alice/"><script>alert(1)</script>', "bob": "javascript:alert(1)"}


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_nothing_active_survives_as_markdown(vector):
    html = render(vector + "\n\n@alice @bob", people=PEOPLE, site_hosts=frozenset({"forum.example"})).html

    assert dangers(html) == []


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_nothing_active_survives_the_sanitiser_alone(vector):
    html = clean(vector)

    assert dangers(html) == []
    assert clean(html) == html


def test_the_auditor_itself_sees_danger():
    assert (
        dangers('<p onclick="x">')
        and dangers("<script></script>")
        and dangers('<a href="java\nscript:x">')
        and dangers("<input>")
    )
    assert not dangers('<p>fine <a href="/x">x</a></p>')


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example",
        "HTTP://a.example/x?y#z",
        "mailto:a@b.example",
        "/t/1/",
        "#fn-1",
        "/",
        "https://[::1]:8000/",
        "https://ä.de/",
    ],
)
def test_ordinary_addresses_are_safe(url):
    assert is_safe_href(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x.html",
        "//a",
        "/\\a",
        "\\a",
        "javascript:1",
        "data:,x",
        "ftp://a/b",
        "http:a",
        "http://",
        "https:///x",
        "http://[",
        " /x",
    ],
)
def test_other_addresses_are_not(url):
    assert not is_safe_href(url)


@pytest.mark.parametrize(
    "url",
    [
        "/x\u200b",
        "https://a.example/\n",
        "mailto:",
        "java\tscript:x",
        "&#106;avascript:x",
        "https://a:port/",
        "?x",
        "x:/y",
        "/" * 2001,
    ],
)
def test_tricky_addresses_are_not_either(url):
    assert not is_safe_href(url)


def test_hosts_are_compared_whole():
    ours = frozenset({"forum.example"})

    assert not is_foreign("https://FORUM.example/x", ours)
    assert not is_foreign("/t/1/", ours)
    for url in (
        "https://xforum.example",
        "https://forum.example.evil.de",
        "https://forum.example@evil.de",
        "https://forum.example:81/",
    ):
        assert is_foreign(url, ours)
