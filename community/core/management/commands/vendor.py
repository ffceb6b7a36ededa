"""Other people's files for the browser: copied by exact version, kept with their licence, checked byte for byte."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

FOLDER = Path(settings.BASE_DIR) / "static" / "vendor"
LIST = FOLDER / "vendor.json"


def faults() -> list[str]:
    """What differs between the list and the files: changed, missing or unlisted ones. Needs no network."""
    packages = json.loads(LIST.read_text())
    listed = {f"{package['folder']}/{name}": digest for package in packages for name, digest in package["sha256"].items()}
    found = []
    for path, digest in listed.items():
        file = FOLDER / path
        if not file.exists():
            found.append(f"{path} is missing")
        elif hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            found.append(f"{path} was changed")
    for file in sorted(FOLDER.rglob("*")):
        name = file.relative_to(FOLDER).as_posix()
        if file.is_file() and file != LIST and name not in listed:
            found.append(f"{name} is not on the list")
    return found


class Command(BaseCommand):
    help = "Checks the vendored browser files, or fetches them anew (needs npm)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["check", "update"])

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        if act == "update":
            self._update()
        if found := faults():
            raise CommandError("\n".join(found))
        self.stdout.write("Every vendored file is as listed.")

    def _update(self) -> None:
        packages = json.loads(LIST.read_text())
        for package in packages:
            with tempfile.TemporaryDirectory() as folder:
                # npm compares the archive with the digest published for this version.
                packed = subprocess.run(  # noqa: S603
                    ["npm", "pack", "--silent", f"{package['name']}@{package['version']}"],  # noqa: S607
                    cwd=folder,
                    check=True,
                    capture_output=True,
                    text=True,
                )
                with tarfile.open(Path(folder) / packed.stdout.strip().splitlines()[-1]) as archive:
                    for name, source in package["files"].items():
                        member = archive.extractfile(f"package/{source}")
                        if member is None:
                            raise CommandError(f"{package['name']} has no {source}")
                        target = FOLDER / package["folder"] / name
                        target.parent.mkdir(parents=True, exist_ok=True)
                        target.write_bytes(member.read())
                        package["sha256"][name] = hashlib.sha256(target.read_bytes()).hexdigest()
        LIST.write_text(json.dumps(packages, indent=2) + "\n")
