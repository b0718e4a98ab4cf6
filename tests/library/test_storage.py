"""Storage: paths only inside local_copy, static files by hash, and checks at start."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import crcmod.crcmod
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from omniweb import checks
from omniweb.accounts.actor import Actor
from omniweb.library.models import Asset
from omniweb.storage import HashedStatic, local_copy
from tests.oss import in_oss


def test_a_copy_lasts_as_long_as_its_context(
    kept: Storage, bob: Actor, places: Path, tmp_path: Path
) -> None:
    asset = Asset(workspace=bob.workspace, bytes=3, sha256="0" * 64)
    places.mkdir(parents=True, exist_ok=True)
    asset.original.save("original", ContentFile(b"abc"), save=False)
    with local_copy(asset.original) as path:
        assert path.read_bytes() == b"abc"
        assert not path.suffix
    assert kept.exists(asset.original.name)
    assert not list(places.glob("work/*"))


def test_static_files_are_hashed_with_what_they_import(
    settings: Any, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "deep.js").write_text("export const one = 1;\n")
    (source / "page.js").write_text(
        'import { one } from "./deep.js";\nexport * from "./deep.js";\n'
    )
    settings.STATIC_ROOT = tmp_path / "static"
    storage = HashedStatic(location=str(tmp_path / "static"), base_url="/static/")
    paths = {}
    for path in source.iterdir():
        storage.save(path.name, ContentFile(path.read_bytes()))
        paths[path.name] = (storage, path.name)
    assert all(
        not isinstance(done, Exception) for _, _, done in storage.post_process(paths)
    )
    page = storage.stored_name("page.js")
    deep = storage.stored_name("deep.js")
    assert re.fullmatch(r"deep\.[0-9a-f]{12}\.js", deep)
    text = (tmp_path / "static" / page).read_text()
    assert text.count(deep) == 2
    with pytest.raises(ValueError, match="Missing staticfiles manifest"):
        storage.stored_name("nowhere.js")


def test_a_sum_in_plain_python_is_told_at_start(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checks.checksum_extension(()) == []
    in_oss(settings, "http://127.0.0.1:1")
    assert checks.checksum_extension(()) == [], "Build crcmod with gcc first."
    monkeypatch.setattr(crcmod.crcmod, "_usingExtension", False)
    (told,) = checks.checksum_extension(())
    assert "15 MB a second" in told.msg and "gcc" in str(told.hint)
