"""Two sanitisers with one list must agree, so that the older one can be dropped one day."""

import pytest

from community.core.markup import sanitize
from community.core.markup.limits import MAX_HTML, RenderError
from community.core.markup.render import render
from tests.core.markup_audit import tree
from tests.core.test_markup_security import VECTORS

RICH = """# Title
> [Bob](/p/1/):
> said

- [x] done & <b>
1. one ||two|| @alice

| a | b |
|:-:|---|
| `x|y` | ![i](/media/a.png "t") |

```py
print("<&>")
```

:::spoiler T
x[^1]
:::

[^1]: note https://a.example/?a=1&b=2
"""


def shape(html):
    return [
        (element.tag, sorted(element.attrib.items()), (element.text or ""), (element.tail or "")) for element in tree(html).iter()
    ]


@pytest.mark.parametrize("source", [RICH, *VECTORS.values()], ids=["rich", *VECTORS])
def test_for_what_we_render_the_second_sanitiser_changes_only_spelling(source):
    raw = render(source, people={"alice": "/u/alice/"}).html

    by_bleach = sanitize._bleach().clean(raw)
    by_nh3 = sanitize._nh3().clean(raw)

    assert shape(by_bleach) == shape(by_nh3) == shape(raw)


def test_everything_the_renderer_writes_is_on_the_list():
    from community.core.markup.document import parse
    from community.core.markup.dressing import Site, dress
    from community.core.markup.grammar import parser

    site = Site(people={"alice": "/u/alice/"}, hosts=frozenset(), media={"/media/a.png": (3, 4)})
    before = parser().renderer.render(dress(parse(RICH, 20_000).tokens, site), parser().options, {"docId": "x1"})

    assert shape(sanitize.clean(before)) == shape(before)


def test_values_are_compared_not_only_names():
    assert sanitize.clean('<blockquote class="quote btn">a</blockquote>') == "<blockquote>a</blockquote>"
    assert sanitize.clean('<ol start="-1" class="x"><li id="csrf">a</li></ol>') == "<ol><li>a</li></ol>"
    assert sanitize.clean('<span tabindex="5">a</span>') == "<span>a</span>"


@pytest.mark.parametrize(
    "html",
    [
        "<blockquote>" * 20_000,
        "<b>" * 20_000,
        "<blockquote>" * 300 + "</blockquote>" * 300,
        "<div><!--</div>-->" * 5_000,
        '<div><a title="</div>">' * 5_000,
        "<div><select></div></select>" * 5_000,
        "<div><table><tr><td></div></td></tr></table>" * 5_000,
        "<svg><p>" * 2_000,
        "x" * (MAX_HTML + 1),
    ],
    ids=["open", "formatting", "balanced", "comment", "attribute", "select", "cell", "foreign", "size"],
)
def test_depth_and_size_are_refused_before_the_slow_work(html):
    with pytest.raises(RenderError):
        sanitize.clean(html)


def test_many_flat_tags_are_no_depth():
    assert sanitize.clean("<p>a<br>b</p>\n" * 3_000).count("<br>") == 3_000
