"""The parser below our customs, against the official examples of CommonMark 0.31.2 and GitHub Flavored Markdown."""

import json
import os
import re
import warnings
from pathlib import Path

import pytest

from community.core.markup.grammar import core
from community.core.markup.render import render
from tests.core.markup_audit import dangers

DATA = Path(os.environ.get("FOLKMOOT_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")

# Examples of GFM (CommonMark 0.29) that we answer otherwise, and why.
ON_PURPOSE = {
    625: "an address ends before a closing bracket that was never opened",
    626: "&hl; after an address is left inside it",
    629: "bare mail addresses are not turned into links: they would be harvested",
    630: "bare mail addresses are not turned into links",
    631: "bare mail addresses are not turned into links",
    645: "CommonMark 0.31 allows -- inside a comment, 0.29 did not",
    646: "CommonMark 0.31 allows <!--> as a comment, 0.29 did not",
    653: "raw HTML is off for members, so there is no list of forbidden tags",
}


def examples(name):
    path = DATA / f"markdown-{name}" / f"{name}-spec-tests.json"
    if not path.exists():
        reason = f"{path} is missing: the official {name} examples were NOT run (set FOLKMOOT_DATA)"
        warnings.warn(reason, stacklevel=2)
        pytest.skip(reason)
    return json.loads(path.read_text())


def alike(html):
    """The specification leaves blank lines between blocks, and how a cell is aligned or text is struck, to the renderer."""
    html = re.sub(r'style="text-align:(\w+)"', r'align="\1"', html).replace("<s>", "<del>").replace("</s>", "</del>")
    return re.sub(r"\s*(</?(?:blockquote|ul|ol|li|table|thead|tbody|tr|p)>)\s*", r"\1", html).strip()


def failures(name):
    plain, linking = core(html=True), core(html=True)
    plain.options["linkify"] = False
    found = set()
    for example in examples(name):
        parser = linking if "autolink" in example.get("extensions", []) else plain
        if alike(parser.render(example["markdown"])) != alike(example["html"]):
            found.add(example["example"])
    return found


def test_all_652_examples_of_commonmark_pass():
    assert len(examples("commonmark")) == 652
    assert failures("commonmark") == set()


def test_663_of_671_examples_of_gfm_pass_and_the_others_have_a_reason():
    assert len(examples("gfm")) == 671
    assert failures("gfm") == set(ON_PURPOSE)


def test_every_example_is_harmless_when_a_member_posts_it():
    for example in examples("commonmark") + examples("gfm"):
        assert dangers(render(example["markdown"]).html) == [], example["example"]
