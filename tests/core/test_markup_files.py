"""Our own pictures and files in a text: which size is shown, what leads to the whole one, what a file is called."""

from __future__ import annotations

from community.core.markup import sanitize
from community.core.markup.dressing import Shown
from community.core.markup.render import render
from tests.core.markup_audit import dangers

WHOLE = "/media/a/ab/cd.webp"
COPIES = (("/media/a/ab/cd-480.webp", 480, 240), ("/media/a/ab/cd-1200.webp", 1200, 600))
PDF = "/media/a/ab/ef.bin"
MEDIA = {WHOLE: Shown(2560, 1280, COPIES), "/media/a/ab/gh.webp": Shown(300, 200), PDF: Shown(0, 0, (), "PDF · 1.2 MB")}


def test_a_large_picture_is_shown_small_and_leads_to_the_whole() -> None:
    html = render(f"![oak]({WHOLE})", media=MEDIA).html

    assert html == (
        f'<p><a class="image-whole" href="{WHOLE}"><img src="{COPIES[1][0]}" alt="oak" loading="lazy" decoding="async" '
        f'width="1200" height="600" srcset="{COPIES[0][0]} 480w, {COPIES[1][0]} 1200w" '
        'sizes="(max-width: 48rem) 94vw, 44rem"></a></p>\n'
    )
    assert dangers(html) == []


def test_a_small_picture_and_one_inside_a_link_lead_nowhere_of_their_own() -> None:
    assert "<a" not in render("![oak](/media/a/ab/gh.webp)", media=MEDIA).html
    assert render(f"[![oak]({WHOLE})](/t/1/)", media=MEDIA).html.count("<a ") == 1


def test_a_file_says_its_kind_and_size_whatever_it_is_called() -> None:
    chip = f'<a class="file" href="{PDF}">holiday.png<span class="file-note">PDF · 1.2 MB</span></a>'

    for source in (f"[holiday.png]({PDF})", f"![holiday.png]({PDF})", f"[holiday.png](https://here.example{PDF})"):
        html = render(source, media=MEDIA, site_hosts=frozenset({"here.example"})).html
        assert html == f"<p>{chip}</p>\n", source
        assert dangers(html) == []
    assert "file-note" not in render(f"[x]({PDF}) [y](/media/a/ab/zz.bin)").html


def test_nobody_writes_choices_of_sizes_themselves() -> None:
    for value in (
        "//evil.example/x.webp 480w",
        "/media/a.webp 480w, https://evil.example/ 2w",
        "/media/../x 1w",
        "/media/a.webp 2x",
    ):
        assert not sanitize.allowed("img", "srcset", value), value
        assert "srcset" not in sanitize.clean(f'<img src="/media/a.webp" alt="" srcset="{value}">')
    assert sanitize.allowed("img", "srcset", "/media/a-480.webp 480w, /media/a-1200.webp 1200w")
    assert not sanitize.allowed("img", "sizes", "1px")
    assert not sanitize.allowed("a", "srcset", "/media/a-480.webp 480w")
