from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import coach
from coach.errors import MachineError
from coach.resources import ShippedFilesMissingError, ShippedFolder, _find, shipped


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.parametrize("name", ["scripts", "audio"])
def test_a_checkout_is_read_in_place_and_a_wheel_carries_the_same(
    name: ShippedFolder,
) -> None:
    checkout = Path(__file__).resolve().parent.parent
    if Path(coach.__file__).is_relative_to(checkout / "coach"):
        assert shipped(name).samefile(checkout / name)
    else:
        assert contents(shipped(name)) == contents(checkout / name)


@pytest.mark.parametrize("name", ["scripts", "audio"])
def test_an_installed_wheel_is_read_before_anything_beside_it(
    name: ShippedFolder, tmp_path: Path
) -> None:
    package = tmp_path / "site-packages" / "coach"
    inside = package / "_data" / name
    inside.mkdir(parents=True)
    (package.parent / name).mkdir()
    assert _find(package, name) == inside


def test_a_broken_installation_says_where_it_looked(tmp_path: Path) -> None:
    package = tmp_path / "coach"
    with pytest.raises(ShippedFilesMissingError) as caught:
        _find(package, "audio")
    assert isinstance(caught.value, MachineError)
    assert caught.value.name == "audio"
    assert caught.value.searched == (package / "_data" / "audio", tmp_path / "audio")
    assert str(caught.value) == (
        f"the coach's own folder 'audio' is neither {package / '_data' / 'audio'} "
        f"nor {tmp_path / 'audio'}: install audio-coach again"
    )


def test_finding_the_files_loads_no_third_party_module() -> None:
    script = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "from coach.resources import shipped\n"
        "shipped('audio')\n"
        "print(sorted({m.partition('.')[0] for m in set(sys.modules) - before}"
        " - {'coach'} - set(sys.stdlib_module_names)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
