"""Build the zip with which a planner installs and runs the program on a Windows laptop without internet."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from packaging.markers import Marker, default_environment

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
TEXTS = Path(__file__).parent / "windows"
PYTHONS = ("3.11", "3.12", "3.13")
"""Python releases the bundle carries wheels for; the laptop needs one of them."""

NAME = "jemput-bola"


@dataclass(frozen=True)
class Pin:
    """One line of a lock file.

    Parameters
    ----------
    requirement
        `name==version`.
    marker
        For which Python or system the line holds, or None for all.
    hashes
        SHA-256 digests of the files it may be installed from.
    """

    requirement: str
    marker: Marker | None
    hashes: tuple[str, ...]


def read_lock(text: str) -> list[Pin]:
    """Pins of a lock file, in its order."""
    pins = []
    for line in re.sub(r"\\\n", " ", text).splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        head, *hashes = re.split(r"\s+--hash=sha256:", line.strip())
        requirement, _, marker = (part.strip() for part in head.partition(";"))
        pins.append(Pin(requirement, Marker(marker) if marker else None, tuple(h.strip() for h in hashes)))
    return pins


def this_machine() -> dict[str, str]:
    """Marker values of the running Python."""
    return cast("dict[str, str]", dict(default_environment()))


def windows(python: str) -> dict[str, str]:
    """Marker values of a 64-bit Windows with the given Python release, such as "3.12"."""
    return this_machine() | {
        "os_name": "nt",
        "sys_platform": "win32",
        "platform_system": "Windows",
        "platform_machine": "AMD64",
        "platform_release": "10",
        "platform_version": "10.0.19045",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_version": f"{python}.0",
    }


def windows_options(python: str) -> list[str]:
    """Options with which pip, running here, chooses files for Windows.

    pip reads markers for the machine it runs on, whatever these say: give it `chosen` pins, without markers.
    """
    return ["--platform=win_amd64", f"--python-version={python}", "--implementation=cp"]


def chosen(pins: Iterable[Pin], environment: Mapping[str, str]) -> list[Pin]:
    """The pins whose marker holds in an environment."""
    return [pin for pin in pins if pin.marker is None or pin.marker.evaluate(dict(environment))]


def pip(*arguments: str | Path) -> None:
    """Run this environment's pip.

    Raises
    ------
    subprocess.CalledProcessError
        If pip fails; it has said why.
    """
    subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *map(str, arguments)],
        check=True,
    )


def download(pins: Iterable[Pin], options: Sequence[str], folder: Path) -> None:
    """Fetch a wheel for every pin into `folder`, each checked against the lock's hashes."""
    with tempfile.TemporaryDirectory() as scratch:
        lines = Path(scratch) / "pins.txt"
        lines.write_text("".join(f"{_with_hashes(pin)}\n" for pin in pins), encoding="utf-8")
        strict = ["--no-deps", "--only-binary=:all:", "--require-hashes"]
        pip("download", *strict, *options, "--requirement", lines, "--dest", folder)


def build_wheel(folder: Path) -> Path:
    """The project's own wheel, with configs and data inside, built into `folder`."""
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    return next(folder.glob("jemput_bola-*.whl"))


def write_texts(folder: Path, pythons: Sequence[str]) -> None:
    """The batch files and the planner's page, with the line ends and encoding Windows expects."""
    newest_first = " ".join(sorted(pythons, reverse=True))
    for source in sorted(TEXTS.iterdir()):
        text = source.read_text(encoding="utf-8").replace("@PYTHONS@", newest_first)
        # Notepad knows UTF-8 by its mark; cmd would take the mark for a command.
        encoding = "ascii" if source.suffix == ".bat" else "utf-8-sig"
        (folder / source.name).write_text(text, encoding=encoding, newline="\r\n")


def unpack_licences(wheel: Path, folder: Path) -> None:
    """Lay the licence texts of the project's wheel beside the batch files, where a planner can read them."""
    with ZipFile(wheel) as archive:
        for name in archive.namelist():
            _, found, path = name.partition(".dist-info/licenses/")
            if found:
                target = folder / "LICENSES" / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(name))


def write_zip(folder: Path, path: Path) -> None:
    """Pack `folder` as the zip's only top folder; wheels are compressed already."""
    part = path.with_suffix(".part")
    with ZipFile(part, "w", ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                how = ZIP_STORED if file.suffix == ".whl" else ZIP_DEFLATED
                archive.write(file, Path(NAME) / file.relative_to(folder), compress_type=how)
    part.replace(path)


def build(out: Path, pythons: Sequence[str], *, here: bool = False) -> Path:
    """Build the bundle into the folder `out`.

    Parameters
    ----------
    out
        Folder for the zip; made if missing.
    pythons
        Python releases to carry wheels for.
    here
        Fetch wheels for this machine and its Python instead of Windows: the twin that tests install.

    Returns
    -------
    Path
        The zip.
    """
    out.mkdir(parents=True, exist_ok=True)
    pins = read_lock(LOCK.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / NAME
        wheels = folder / "wheels"
        wheels.mkdir(parents=True)
        if here:
            download(chosen(pins, this_machine()), [], wheels)
        for python in () if here else pythons:
            print(f"wheels for Windows, Python {python} ...")
            download(chosen(pins, windows(python)), windows_options(python), wheels)
        wheel = build_wheel(wheels)
        version = wheel.name.split("-")[1]
        unpack_licences(wheel, folder)
        write_texts(folder, pythons)
        path = out / f"{NAME}-{version}-{'here' if here else 'windows'}.zip"
        write_zip(folder, path)
    return path


def _with_hashes(pin: Pin) -> str:
    return " ".join([pin.requirement, *(f"--hash=sha256:{digest}" for digest in pin.hashes)])


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="folder for the zip")
    parser.add_argument(
        "--pythons", nargs="+", default=list(PYTHONS), help="Python releases to carry wheels for"
    )
    arguments = parser.parse_args()
    path = build(arguments.out, arguments.pythons)
    print(f"{path} ({path.stat().st_size / 1e6:.0f} MB)")


if __name__ == "__main__":
    main()
