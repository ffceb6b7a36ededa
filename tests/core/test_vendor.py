"""Other people's files stand as they were fetched, with licence and version."""

from community.core.management.commands.vendor import FOLDER, LIST, faults


def test_every_vendored_file_is_as_listed():
    assert faults() == []


def test_a_changed_and_an_unknown_file_are_noticed(tmp_path, monkeypatch):
    import shutil

    copy = tmp_path / "vendor"
    shutil.copytree(FOLDER, copy)
    (copy / "htmx" / "htmx.min.js").write_text("alert(1)")
    (copy / "stray.js").write_text("")
    monkeypatch.setattr("community.core.management.commands.vendor.FOLDER", copy)
    monkeypatch.setattr("community.core.management.commands.vendor.LIST", copy / LIST.name)

    assert faults() == ["htmx/htmx.min.js was changed", "stray.js is not on the list"]
