"""Looks at the machine before the server starts; it installs and changes nothing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import crcmod.crcmod
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages

from omniweb.providers.catalog import load
from omniweb.providers.toml_values import BadCatalog

FFMPEG_HINT = "Type: sudo apt-get install -y ffmpeg espeak-ng"
OLDEST_FFMPEG = 4


@register()
def media_programs(
    app_configs: Sequence[AppConfig] | None, **options: Any
) -> list[CheckMessage]:
    """ffmpeg and ffprobe answer, with a version whose filters we use."""
    found: list[CheckMessage] = []
    for number, name in enumerate(("ffmpeg", "ffprobe"), start=1):
        version = _version(name)
        if version is None:
            found.append(
                Error(f"{name} is missing.", FFMPEG_HINT, id=f"omniweb.E00{number}")
            )
        elif version < OLDEST_FFMPEG:
            message = (
                f"{name} {version} is too old; {OLDEST_FFMPEG} or later is needed."
            )
            found.append(Error(message, FFMPEG_HINT, id=f"omniweb.E00{number}"))
    return found


@register()
def data_directory(
    app_configs: Sequence[AppConfig] | None, **options: Any
) -> list[CheckMessage]:
    """The data directory takes files."""
    folder: Path = settings.DATA_DIR
    if os.access(folder, os.W_OK | os.X_OK):
        return []
    hint = "Give this user the right to write there, or set OMNIWEB_DATA_DIR."
    return [Error(f"{folder} cannot be written to.", hint, id="omniweb.E003")]


@register()
def checksum_extension(
    app_configs: Sequence[AppConfig] | None, **options: Any
) -> list[CheckMessage]:
    """With OSS every byte is summed; in plain Python that takes minutes a file."""
    on_oss = settings.STORAGES["default"]["BACKEND"].endswith("OSSStorage")
    if not on_oss or crcmod.crcmod._usingExtension:
        return []
    message = "crcmod runs without its compiled part: OSS gets 15 MB a second at most."
    hint = (
        "Install gcc and python3-dev, then type:"
        " pip install --force-reinstall --no-binary crcmod crcmod==1.7"
    )
    return [Caution(message, hint, id="omniweb.W001")]


@register()
def storage_works(
    app_configs: Sequence[AppConfig] | None, **options: Any
) -> list[CheckMessage]:
    """The storage's settings make sense; what they name is not asked yet."""
    try:
        storages["default"]
    except ImproperlyConfigured as error:
        return [Error(str(error), id="omniweb.E004")]
    return []


@register()
def catalogue_file(
    app_configs: Sequence[AppConfig] | None, **options: Any
) -> list[CheckMessage]:
    """The catalogue, with the file that OMNIWEB_CATALOG names upon it, can be used."""
    try:
        load(settings.CATALOG)
    except BadCatalog as error:
        hint = "Mend the file, or start without OMNIWEB_CATALOG."
        return [Error(str(error), hint, id="omniweb.E005")]
    return []


def _version(program: str) -> int | None:
    """The major version; None when missing; a build without a number is new."""
    path = shutil.which(program)
    if path is None:
        return None
    try:
        told = subprocess.run(  # noqa: S603 - a fixed program, no input
            [path, "-version"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    number = re.match(r"\w+ version n?(\d+)", told.stdout)
    return int(number[1]) if number else OLDEST_FFMPEG
