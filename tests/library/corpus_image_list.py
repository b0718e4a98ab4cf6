"""The list of pictures that people bring, by name, with what must come of each."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tests.library import card, profiles, raw_images
from tests.library.card import drawn, greyed, on_white
from tests.library.corpus_image_more import MORE
from tests.library.corpus_images import (
    FINE,
    SHORT_CMYK,
    Specimen,
    bits,
    by_ffmpeg,
    clear,
    clear_greys,
    cmyk,
    darker,
    dried,
    grey_on_white,
    greys,
    huge,
    one_bit,
    palette,
    press,
    rgb,
    saved,
    text,
    turned,
    unprofiled,
    wide,
)
from tests.library.profiles import ADOBE, P3, PROPHOTO

AREA = (1280, 720)


def bomb(path: Path) -> None:
    """A profile that inflates to fifty megabytes."""
    rgb().save(path, "PNG")
    raw_images.into_png(
        path, b"iCCP", b"x\0\0" + raw_images.zlib.compress(bytes(5 * 10**7))
    )


def icon(path: Path) -> None:
    image = drawn(size=(256, 256))
    image.save(path, "ICO", sizes=[(16, 16), (64, 64), (256, 256)])


JPEGS = {
    **{f"jpeg-turned-{n}": Specimen(turned("JPEG", n, **FINE)) for n in range(1, 9)},
    "jpeg-progressive": Specimen(saved(rgb, "JPEG", progressive=True, **FINE)),
    "jpeg-420": Specimen(saved(rgb, "JPEG", quality=90)),
    "jpeg-grey": Specimen(saved(greys, "JPEG", **FINE), seen=greyed),
    "jpeg-grey-icc": Specimen(
        saved(greys, "JPEG", icc_profile=profiles.grey_profile(1.5), **FINE),
        seen=darker,
    ),
    "jpeg-grey-rgb-icc": Specimen(
        saved(greys, "JPEG", icc_profile=P3.profile(), **FINE), seen=greyed
    ),
    "jpeg-p3": Specimen(saved(wide(P3), "JPEG", icc_profile=P3.profile(), **FINE)),
    "jpeg-adobe": Specimen(
        saved(wide(ADOBE), "JPEG", icc_profile=ADOBE.profile(), **FINE)
    ),
    "jpeg-prophoto": Specimen(
        saved(wide(PROPHOTO), "JPEG", icc_profile=PROPHOTO.profile(), **FINE),
    ),
    "jpeg-cmyk": Specimen(saved(cmyk, "JPEG", quality=95), seen=unprofiled),
    "jpeg-cmyk-icc": Specimen(
        saved(press, "JPEG", quality=95, **SHORT_CMYK), seen=dried
    ),
    "jpeg-ycck": Specimen(lambda path: raw_images.ycck(path, cmyk()), seen=unprofiled),
    "jpeg-profile-of-others": Specimen(saved(rgb, "JPEG", **SHORT_CMYK, **FINE)),
    "jpeg-profile-broken": Specimen(
        saved(rgb, "JPEG", icc_profile=P3.profile()[:200], **FINE)
    ),
    "jpeg-8k": Specimen(saved(huge(7680, 4320), "JPEG", quality=80), size=AREA),
    "jpeg-108mp": Specimen(
        saved(huge(12000, 9000), "JPEG", quality=70), size=(1108, 831)
    ),
    "jpeg-panorama": Specimen(saved(huge(6000, 300), "JPEG", **FINE), size=(4293, 214)),
}
PNGS = {
    "png": Specimen(saved(rgb, "PNG")),
    "png-interlaced": Specimen(by_ffmpeg("-flags", "ildct", "-f", "apng")),
    "png-alpha": Specimen(saved(clear, "PNG"), seen=on_white),
    "png-grey-alpha": Specimen(saved(clear_greys, "PNG"), seen=grey_on_white),
    "png-palette": Specimen(saved(palette, "PNG")),
    "png-palette-clear": Specimen(
        saved(lambda: clear().quantize(16, method=Image.Quantize.FASTOCTREE), "PNG"),
        seen=on_white,
    ),
    "png-key": Specimen(
        saved(rgb, "PNG", transparency=card.PATCHES[1]),
        seen=lambda c: (255, 255, 255) if c == card.PATCHES[1] else c,
    ),
    "png-grey-16": Specimen(
        lambda path: raw_images.png(path, greys(), 16, 0), seen=greyed
    ),
    "png-rgb-16": Specimen(lambda path: raw_images.png(path, rgb(), 16, 2)),
    "png-rgba-16": Specimen(
        lambda path: raw_images.png(path, clear(), 16, 6), seen=on_white
    ),
    "png-grey-alpha-16": Specimen(
        lambda path: raw_images.png(path, clear_greys(), 16, 4), seen=grey_on_white
    ),
    "png-1-bit": Specimen(saved(bits, "PNG"), seen=one_bit),
    "png-2-bits": Specimen(saved(palette, "PNG", bits=4)),
    "png-p3": Specimen(saved(wide(P3), "PNG", icc_profile=P3.profile())),
    "png-profile-bomb": Specimen(bomb),
    "png-text-bomb": Specimen(saved(rgb, "PNG", pnginfo=text())),
}
OTHERS = {
    "webp-lossy": Specimen(saved(rgb, "WEBP", quality=95)),
    "webp-lossless": Specimen(saved(rgb, "WEBP", lossless=True)),
    "webp-alpha": Specimen(saved(clear, "WEBP", lossless=True), seen=on_white),
    "webp-p3": Specimen(
        saved(wide(P3), "WEBP", lossless=True, icc_profile=P3.profile())
    ),
    "webp-turned": Specimen(turned("WEBP", 6, lossless=True)),
    "bmp": Specimen(saved(rgb, "BMP")),
    "bmp-palette": Specimen(saved(palette, "BMP")),
    "bmp-1-bit": Specimen(saved(bits, "BMP"), seen=one_bit),
    "bmp-rle": Specimen(by_ffmpeg("-f", "image2", "-c:v", "bmp")),
    "ico": Specimen(icon, size=(256, 256)),
    "jp2": Specimen(saved(rgb, "JPEG2000")),
    "jp2-lossy": Specimen(
        saved(rgb, "JPEG2000", irreversible=True, quality_layers=[20])
    ),
    "jp2-large": Specimen(saved(huge(4000, 2250), "JPEG2000"), size=AREA),
    "j2k-no-levels": Specimen(
        saved(huge(2600, 1500), "JPEG2000", num_resolutions=1, no_jp2=True),
        size=(1263, 729),
    ),
    "j2k": Specimen(saved(rgb, "JPEG2000", no_jp2=True)),
    "jp2-grey": Specimen(saved(greys, "JPEG2000"), seen=greyed),
    "jp2-alpha": Specimen(saved(clear, "JPEG2000"), seen=on_white),
    "jp2-grey-16": Specimen(
        saved(
            lambda: Image.frombytes("I;16", card.SIZE, raw_images.sixteen(greys())),
            "JPEG2000",
        ),
        seen=greyed,
    ),
}
SPECIMENS = JPEGS | PNGS | OTHERS | MORE
