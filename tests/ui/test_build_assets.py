"""The build of the browser's files: pinned, from the registry that the machine has, and small."""

import gzip
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "src/spindle/ui/static/ui/built"


def test_the_lock_names_no_registry_and_pins_every_package() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: found for name, found in lock["packages"].items() if name}
    assert all("resolved" not in found and found["integrity"] for found in packages.values())
    assert packages["node_modules/htmx.org"]["version"] == "4.0.1"


def test_what_a_page_loads_is_well_below_the_budget() -> None:
    sizes = {
        path.name: len(gzip.compress(path.read_bytes())) for path in BUILT.iterdir() if path.suffix != ".gz"
    }
    assert sum(sizes.values()) < 60_000, sizes


def test_the_script_evaluates_no_text_of_ours_and_the_styles_load_nothing_from_outside() -> None:
    ours = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "src/spindle/ui/elements").glob("*.ts")
    )
    assert not re.search(r"\beval\(|new Function", ours)
    assert not re.search(r"url\((?!\"?\.\./)", (BUILT / "spindle.css").read_text(encoding="utf-8"))
