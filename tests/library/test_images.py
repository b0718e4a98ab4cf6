"""A picture becomes upright, plain in colour, small enough, and without its secrets."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from omniweb.library import probe, transform
from omniweb.library.made import Made
from tests.library import clips


def render(path: Path, tmp_path: Path) -> dict[str, Made]:
    """All renditions of a picture, by spec."""
    out = tmp_path / "out"
    out.mkdir()
    return {
        made.spec: made for made in transform.render(path, probe.inspect(path), out)
    }


def model(path: Path, tmp_path: Path) -> Image.Image:
    """What a model would see."""
    with Image.open(render(path, tmp_path)["model-image"].path) as image:
        image.load()
    return image


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(tmp_path: Path, orientation: int) -> None:
    source = clips.photo(tmp_path / "photo", orientation)
    facts = probe.probe(source)
    assert (facts.kind, facts.mime) == ("image", "image/jpeg")
    assert (facts.width, facts.height) == (400, 240)
    for made in render(source, tmp_path).values():
        with Image.open(made.path) as image:
            assert clips.corners(image) == list(clips.CORNERS)
            assert not image.getexif()
            assert (made.facts["width"], made.facts["height"]) == image.size
        assert b"Maker" not in made.path.read_bytes()


@pytest.mark.parametrize(
    ("size", "fitted"),
    [
        ((3840, 2160), (1280, 720)),
        ((1000, 3000), (554, 1662)),
        ((640, 480), (640, 480)),
        ((4000, 40), (4000, 40)),
    ],
)
def test_the_area_is_capped_and_the_shape_is_kept(
    tmp_path: Path, size: tuple[int, int], fitted: tuple[int, int]
) -> None:
    source = tmp_path / "big"
    clips.marked(*size).save(source, "PNG")
    assert model(source, tmp_path).size == fitted


def test_a_large_jpeg_is_drawn_down_to_the_same_picture(tmp_path: Path) -> None:
    source = clips.photo(tmp_path / "photo", 6, size=(6000, 4000))
    image = model(source, tmp_path)
    assert image.width * image.height <= 1280 * 720
    assert clips.corners(image) == list(clips.CORNERS)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "BMP", "JPEG2000", "AVIF"])
def test_formats_people_bring(tmp_path: Path, kind: str) -> None:
    source = tmp_path / "picture"
    clips.marked(320, 200).save(source, kind)
    facts = probe.probe(source)
    assert (facts.kind, facts.width, facts.height) == ("image", 320, 200)
    assert clips.corners(model(source, tmp_path)) == list(clips.CORNERS)


def test_what_is_clear_stands_on_white(tmp_path: Path) -> None:
    source = tmp_path / "clear"
    Image.new("RGBA", (64, 64), (255, 0, 0, 0)).save(source, "PNG")
    assert model(source, tmp_path).getpixel((32, 32)) == (255, 255, 255)


def test_a_palette_with_a_clear_colour_stands_on_white(tmp_path: Path) -> None:
    source = tmp_path / "palette"
    image = Image.new("P", (64, 64), 0)
    image.putpalette([10, 20, 30] + [0] * 765)
    image.save(source, "PNG", transparency=0)
    assert model(source, tmp_path).getpixel((32, 32)) == (255, 255, 255)


def test_sixteen_bit_grey_keeps_its_shades(tmp_path: Path) -> None:
    source = tmp_path / "grey"
    image = Image.new("I;16", (64, 64), 256 * 100)
    image.save(source, "PNG")
    red, green, blue = model(source, tmp_path).getpixel((32, 32))
    assert red == green == blue
    assert abs(red - 100) < 4


def test_cmyk_becomes_rgb(tmp_path: Path) -> None:
    source = tmp_path / "print"
    Image.new("CMYK", (64, 64), (0, 255, 255, 0)).save(source, "JPEG", quality=95)
    red, green, blue = model(source, tmp_path).getpixel((32, 32))
    assert red > 200
    assert green < 60
    assert blue < 60


def test_a_profile_is_applied_and_dropped(tmp_path: Path) -> None:
    """Lab's own profile as a wide space: only the conversion explains a change."""
    source = tmp_path / "wide"
    flat = Image.new("RGB", (64, 64), (120, 180, 60))
    gamma_two = _profile_with_other_gamma()
    flat.save(source, "PNG", icc_profile=gamma_two)
    image = model(source, tmp_path)
    assert "icc_profile" not in image.info
    shown = image.getpixel((32, 32))
    assert max(abs(a - b) for a, b in zip(shown, (120, 180, 60), strict=True)) > 20


def _profile_with_other_gamma() -> bytes:
    """sRGB's primaries with a linear curve: the curve tags replaced by gamma 1."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    data = bytearray(profile.tobytes())
    count = int.from_bytes(data[128:132], "big")
    for n in range(count):
        at = 132 + 12 * n
        if data[at : at + 4] in (b"rTRC", b"gTRC", b"bTRC"):
            where = int.from_bytes(data[at + 4 : at + 8], "big")
            data[where : where + 12] = b"curv" + bytes(8)
            data[at + 8 : at + 12] = (12).to_bytes(4, "big")
    return bytes(data)


def test_a_moving_gif_is_a_video_and_a_still_one_too(tmp_path: Path) -> None:
    source = tmp_path / "moving"
    clips.video(source, size="160x120", seconds=2, sound="", extra=GIF)
    facts = probe.probe(source)
    assert (facts.kind, facts.mime, facts.has_audio) == ("video", "image/gif", False)
    assert "model-video" in render(source, tmp_path)


GIF = ("-c:v", "gif", "-pix_fmt", "rgb8", "-f", "gif")


def test_a_truncated_picture_is_refused(tmp_path: Path) -> None:
    whole = io.BytesIO()
    Image.effect_noise((600, 400), 80).save(whole, "JPEG")
    source = tmp_path / "cut"
    source.write_bytes(whole.getvalue()[:20_000])
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(probe.Rejected) as refused:
        transform.render(source, probe.inspect(source), out)
    assert refused.value.code == "broken"
    assert not list(out.iterdir())
