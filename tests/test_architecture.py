"""The plan of the house (community/architecture.md), as a test: who may know whom, and what may stand where."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.staticfiles import finders
from django.db import models

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("community", "accounts", "forums", "moderation")

# Storeys from the floor up: a module may know its own storey and those before it. The longest matching name counts.
STOREYS = [
    ["community.core"],
    ["accounts"],
    ["forums", "forums.threads", "forums.posts"],
    ["forums.attachments", "forums.reactions", "forums.personal", "forums.search", "forums.polls", "forums.events"],
    ["forums.composing"],
    [
        "forums.conversations",
        "forums.people",
        "forums.trust",
        "forums.badges",
        "forums.digests",
        "forums.mailin",
        "forums.rearranging",
        "forums.timers",
    ],
    ["forums.web"],
    ["moderation"],
    ["community"],
]
LEVEL = {name: level for level, names in enumerate(STOREYS) for name in names}
# The tree of forums knows no thread, a thread knows no post; rooms beside each other know nothing of each other.
LOWER_ROOMS = {"forums": 0, "forums.threads": 1, "forums.posts": 2}
# What stands in a package's root and speaks for the whole of it: receivers tie rooms together, policies are asked by all.
SPEAK_FOR_ALL = {
    "forums.receivers", "forums.notices", "forums.policies", "forums.signals", "forums.admin", "forums.management",
}  # fmt: skip
# Rooms beside each other know nothing of each other, with these exceptions, each one-way.
NEIGHBOURS = {
    ("forums.attachments", "forums.personal"),  # an image that stands in a draft is no orphan
}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "services", "service", "common", "misc"}
MOST_LINES, MOST_LINES_OF_A_TEST = 300, 400


def modules() -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" in parts:
                continue
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


MODULES = dict(modules())


def storey(module: str) -> str | None:
    parts = module.split(".")
    return next((name for n in range(len(parts), 0, -1) if (name := ".".join(parts[:n])) in LEVEL), None)


def imports_of(module: str, path: Path) -> Iterator[tuple[str, int]]:
    """Full names of our own modules that this one imports, also inside functions and under TYPE_CHECKING."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            found = [f"{base}.{alias.name}" if f"{base}.{alias.name}" in MODULES else base for alias in node.names]
        else:
            continue
        for name in found:
            if name.split(".")[0] in PACKAGES:
                yield name, node.lineno


def may_know(module: str, other: str) -> bool:
    here, there = storey(module), storey(other)
    assert here and there, f"{module} or {other} stands in no storey"
    if speaks_for_all(module) and other.split(".")[0] == module.split(".")[0]:
        return True
    if LEVEL[there] != LEVEL[here]:
        return LEVEL[there] < LEVEL[here]
    if here in LOWER_ROOMS and there in LOWER_ROOMS:
        return LOWER_ROOMS[there] <= LOWER_ROOMS[here] or speaks_for_all(other)
    if LEVEL[here] == LEVEL["forums.attachments"]:
        return here == there or (here, there) in NEIGHBOURS
    return True


def speaks_for_all(module: str) -> bool:
    return any(module == name or module.startswith(name + ".") for name in SPEAK_FOR_ALL)


def test_nothing_knows_what_stands_above_it():
    upstairs = [
        f"{path.relative_to(ROOT)}:{line}: {module} knows {other}"
        for module, path in MODULES.items()
        for other, line in imports_of(module, path)
        if not may_know(module, other)
    ]

    assert upstairs == []


def test_the_plan_notices_an_import_that_points_upstairs():
    assert not may_know("community.core.mail", "accounts.models")
    assert not may_know("accounts.levers", "forums.models")
    assert not may_know("forums.tree", "forums.threads.models")
    assert not may_know("forums.threads.levers", "forums.posts.models")
    assert not may_know("forums.reactions.actions", "forums.personal.models")
    assert not may_know("forums.composing.actions", "forums.web.context")
    assert not may_know("forums.web.thread", "moderation.models")
    assert not may_know("moderation.models", "community.urls")
    assert may_know("community.importers.demo", "moderation.models")


def _model_storey(model: type[models.Model]) -> str | None:
    return storey(model.__module__) if model.__module__.split(".")[0] in PACKAGES else None


def test_no_foreign_key_points_upstairs():
    upstairs = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in apps.get_models(include_auto_created=False)
        if _model_storey(model)
        for field in [*model._meta.get_fields()]
        if field.concrete and field.is_relation and field.related_model and _model_storey(field.related_model)
        if not may_know(model.__module__, field.related_model.__module__)
    ]

    assert upstairs == []


SIGNAL = re.compile(r"(signals?\.\w+|(post|pre)_\w+|\w+_(started|published|changed|moved|held|edited))\.connect$")


def test_signals_are_received_in_receivers_only():
    """One file a package shows everything that happens behind the scenes. An app's own post_migrate is plumbing."""
    elsewhere = []
    for module, path in MODULES.items():
        if path.name in {"receivers.py", "apps.py"}:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                if name == "receiver" or SIGNAL.search(name):
                    elsewhere.append(f"{path.relative_to(ROOT)}:{node.lineno}: {name} in {module}")

    assert elsewhere == []


def test_no_file_is_called_after_nothing():
    assert [str(path.relative_to(ROOT)) for path in MODULES.values() if set(path.with_suffix("").parts) & FORBIDDEN_NAMES] == []


def test_no_file_has_two_purposes():
    long = {
        str(path.relative_to(ROOT)): lines
        for most, paths in ((MOST_LINES, MODULES.values()), (MOST_LINES_OF_A_TEST, (ROOT / "tests").rglob("*.py")))
        for path in paths
        if (lines := len(path.read_text().splitlines())) > most
    }

    assert long == {}


def test_stored_html_enters_a_page_in_one_place_only():
    """Everything else is escaped. The renderer's own output is data until community.core.templatetags.prose shows it."""
    places = {
        str(path.relative_to(ROOT))
        for path in MODULES.values()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in {"mark_safe", "SafeString", "SafeText"}
        and not all(isinstance(argument, ast.Constant) for argument in node.args)
    }

    # ui draws icons from its own constants; prose shows what the renderer stored.
    assert places <= {"community/core/templatetags/prose.py", "community/core/templatetags/ui.py"}


def test_no_template_switches_escaping_off():
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in templates("*.html")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.search(r"\|\s*(safe|safeseq)\b|autoescape off", line)
    ]

    assert found == []


def templates(pattern: str) -> list[Path]:
    return sorted((ROOT / "templates").rglob(pattern))


LOADS = r"<(?:script|link|img|iframe|source|audio|video|embed|object)\b[^>]*\b(?:src|href|data)"


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a script inside the page", r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json)"),
        ("a style inside the page", r"<style\b|\sstyle\s*=\s*[\"']"),
        ("an event attribute", r"<[^>]*\son[a-z]+\s*=\s*[\"']"),
        ("a javascript: address", r"javascript:"),
        ("an expression that htmx would evaluate", r"hx-on|hx-vals=['\"]js:"),
        ("something from another host", LOADS + r"\s*=\s*[\"']?(?:https?:)?//"),
    ],
)
def test_no_page_template_holds(what, pattern):
    """Pages obey the strict Content-Security-Policy; mails are read elsewhere and have their own rules."""
    found = [
        f"{path.relative_to(ROOT)}:{text[: match.start()].count(chr(10)) + 1}: {match.group()[:60]}"
        for path in templates("*.html")
        if "mail" not in path.relative_to(ROOT / "templates").parts[0]
        for text in [path.read_text()]
        for match in re.finditer(pattern, text, re.IGNORECASE)
    ]

    assert found == [], what


def test_style_sheets_and_scripts_load_nothing_from_other_hosts():
    load = re.compile(r"url\(\s*[\"']?(?:https?:)?//[^)]*|@import[^;]*//[^;]*|(?:fetch|import)\(\s*[\"'](?:https?:)?//[^)]*")
    found = [
        f"{path.relative_to(ROOT)}: {match.group()[:80]}"
        for path in sorted((ROOT / "static").rglob("*"))
        if path.suffix in {".css", ".js", ".webmanifest"} and "vendor" not in path.parts
        for match in load.finditer(path.read_text())
    ]

    assert found == []


def test_every_post_form_carries_its_key():
    """A form that posts without csrf_token works for nobody."""
    without = []
    for path in templates("*.html"):
        for form in re.finditer(r"<form\b[^>]*method=[\"']post[\"'].*?</form>", path.read_text(), re.IGNORECASE | re.DOTALL):
            if "csrf_token" not in form.group():
                without.append(f"{path.relative_to(ROOT)}: {form.group()[:80]}")

    assert without == []


def test_every_file_that_a_template_names_exists():
    """A name without a file is an error 500 as soon as files are fingerprinted, which tests do not do."""
    missing = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in templates("*.html")
        for name in re.findall(r"{%\s*static\s+[\"']([^\"']+)", path.read_text())
        if not (ROOT / "static" / name).is_file() and not finders.find(name)
    ]

    assert missing == []
