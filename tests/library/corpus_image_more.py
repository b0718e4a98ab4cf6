"""More of the list: HEIC, AVIF and TIFF, pictures that move, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pillow_heif
from PIL import Image, ImageCms

from tests.library import card, raw_images
from tests.library.card import drawn, greyed, on_white
from tests.library.corpus_images import (
    HEIC,
    SHORT_CMYK,
    Make,
    Specimen,
    bits,
    clear,
    cmyk,
    deep,
    dimmed,
    dried,
    greys,
    hdr,
    huge,
    informed,
    one_bit,
    palette,
    press,
    rgb,
    saved,
    turned,
    unprofiled,
    wide,
)
from tests.library.profiles import P3


def several(path: Path) -> None:
    """A HEIC of three pictures, of which the second is the one."""
    file = pillow_heif.from_pillow(Image.new("RGB", (320, 320), "white"))
    file.add_from_pillow(rgb())
    file.add_from_pillow(Image.new("RGB", (64, 64)))
    file.save(path, primary_index=1, **HEIC)


def raw_tiff(path: Path, **options: object) -> None:
    raw_images.tiff(path, card.SIZE, **options)  # type: ignore[arg-type]


def planar(path: Path) -> None:
    data = b"".join(part.tobytes() for part in rgb().split())
    raw_tiff(path, pixels=data, bits=(8, 8, 8), photometric=2, planar=2)


def lab(path: Path) -> None:
    """Through a profile, as a press house keeps it."""
    spaces = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    ImageCms.profileToProfile(rgb(), *spaces, outputMode="LAB").save(path, "TIFF")


def folder(path: Path) -> None:
    """Three pages, and a smaller copy of the first that is none."""
    stamp = Image.new("RGB", (40, 24))
    stamp.encoderinfo = {"tiffinfo": {254: 1}}
    rgb().save(path, "TIFF", save_all=True, append_images=[stamp, greys(), cmyk()])


def camera(path: Path) -> None:
    """A raw photo: a stamp in front, and the tag that says what it is."""
    raw_tiff(
        path, pixels=rgb().tobytes(), bits=(8, 8, 8), photometric=2, more=((50706, 1),)
    )


def frames() -> list[Image.Image]:
    return [drawn(), *(Image.new("RGB", card.SIZE, c) for c in ("red", "blue"))]


def moving(form: str, **options: object) -> Make:
    """The card for two seconds, then red, then blue."""

    def make(path: Path) -> None:
        first, *rest = frames()
        times = {"duration": [2000, 500, 1000], "save_all": True, "append_images": rest}
        first.save(path, form, **times, **options)

    return make


def clear_moving(path: Path) -> None:
    """Two frames that differ by a dot."""
    first, second = clear(), clear()
    second.putpixel((200, 10), (255, 0, 0, 255))
    times = {"duration": [2000, 1500], "save_all": True, "lossless": True}
    first.save(path, "WEBP", append_images=[second], **times)


def hidden(path: Path) -> None:
    """An APNG whose first picture is for those who cannot show the others."""
    times = {"duration": [2000, 500, 1000], "save_all": True, "default_image": True}
    still = Image.new("RGB", card.SIZE, "white")
    still.save(path, "PNG", append_images=frames(), **times)


HEIFS = {
    "heic": Specimen(saved(rgb, "HEIF", **HEIC)),
    "heic-420": Specimen(saved(rgb, "HEIF", quality=90)),
    "heic-grey": Specimen(saved(greys, "HEIF", **HEIC), seen=greyed),
    "heic-alpha": Specimen(saved(clear, "HEIF", **HEIC), seen=on_white),
    "heic-p3": Specimen(saved(wide(P3), "HEIF", icc_profile=P3.profile(), **HEIC)),
    "heic-p3-numbers": Specimen(
        saved(wide(P3), "HEIF", color_primaries=12, transfer_characteristics=13, **HEIC)
    ),
    **{f"heic-turned-{n}": Specimen(turned("HEIF", n, **HEIC)) for n in (3, 5, 6, 8)},
    "heic-informed": Specimen(informed("HEIF", **HEIC)),
    "heic-10-bit": Specimen(deep(10)),
    "heic-12-bit": Specimen(deep(12)),
    "heic-hdr": Specimen(hdr, seen=dimmed),
    "heic-grid": Specimen(
        saved(huge(1200, 720), "HEIF", tile_size=256, **HEIC), size=(1200, 720)
    ),
    "heic-several": Specimen(several),
    "avif": Specimen(saved(rgb, "AVIF", quality=90, subsampling="4:4:4")),
    "avif-420": Specimen(saved(rgb, "AVIF", quality=90)),
    "avif-alpha": Specimen(
        saved(clear, "AVIF", quality=95, subsampling="4:4:4"), seen=on_white
    ),
    "avif-p3": Specimen(
        saved(
            wide(P3), "AVIF", quality=95, subsampling="4:4:4", icc_profile=P3.profile()
        )
    ),
    "avif-turned": Specimen(turned("AVIF", 6, quality=90, subsampling="4:4:4")),
    "avif-informed": Specimen(informed("AVIF", quality=90, subsampling="4:4:4")),
}
TIFFS = {
    "tiff": Specimen(saved(rgb, "TIFF")),
    "tiff-lzw": Specimen(saved(rgb, "TIFF", compression="tiff_lzw")),
    "tiff-jpeg": Specimen(saved(rgb, "TIFF", compression="jpeg", quality=95)),
    "tiff-turned-6": Specimen(turned("TIFF", 6)),
    "tiff-turned-3": Specimen(turned("TIFF", 3)),
    "tiff-cmyk": Specimen(saved(cmyk, "TIFF"), seen=unprofiled),
    "tiff-cmyk-icc": Specimen(saved(press, "TIFF", **SHORT_CMYK), seen=dried),
    "tiff-lab": Specimen(lab),
    "tiff-alpha": Specimen(saved(clear, "TIFF"), seen=on_white),
    "tiff-1-bit": Specimen(saved(bits, "TIFF", compression="group4"), seen=one_bit),
    "tiff-palette": Specimen(saved(palette, "TIFF")),
    "tiff-planar": Specimen(planar),
    "tiff-rgb-16": Specimen(
        lambda path: raw_tiff(
            path, pixels=raw_images.sixteen(rgb()), bits=(16,) * 3, photometric=2
        )
    ),
    "tiff-rgb-16-big-endian": Specimen(
        lambda path: raw_tiff(
            path,
            pixels=raw_images.sixteen(rgb(), ">"),
            bits=(16,) * 3,
            photometric=2,
            order=">",
        )
    ),
    "tiff-cmyk-16": Specimen(
        lambda path: raw_tiff(
            path, pixels=raw_images.sixteen(cmyk()), bits=(16,) * 4, photometric=5
        ),
        seen=unprofiled,
    ),
    **{
        f"tiff-grey-16-{name}": Specimen(
            lambda path, order=order: raw_tiff(
                path,
                pixels=raw_images.sixteen(greys(), order),
                bits=(16,),
                photometric=1,
                order=order,
            ),
            seen=greyed,
        )
        for name, order in (("little", "<"), ("big", ">"))
    },
    "tiff-grey-16-negative": Specimen(
        lambda path: raw_tiff(
            path,
            pixels=raw_images.sixteen(greys(), scaled=lambda v: 65535 - v * 257),
            bits=(16,),
            photometric=0,
        ),
        seen=greyed,
    ),
    "tiff-grey-32": Specimen(
        saved(lambda: greys().convert("I").point(lambda v: v * 257), "TIFF"),
        seen=greyed,
    ),
    **{
        f"tiff-float-{white}": Specimen(
            lambda path, white=white: raw_tiff(
                path,
                pixels=raw_images.floats(greys(), white),
                bits=(32,),
                photometric=1,
                sample=3,
            ),
            seen=greyed,
        )
        for white in (1, 255, 65535)
    },
    "tiff-float-rgb": Specimen(
        lambda path: raw_tiff(
            path,
            pixels=raw_images.floats(rgb()),
            bits=(32,) * 3,
            photometric=2,
            sample=3,
        ),
        refused="layout",
    ),
    "tiff-pages": Specimen(folder, pages=3),
    "tiff-camera": Specimen(camera, refused="format"),
    "tiff-big": Specimen(saved(rgb, "TIFF", big_tiff=True)),
}
MOVING = {
    "webp-moving": Specimen(moving("WEBP", lossless=True), kind="video"),
    "webp-moving-clear": Specimen(clear_moving, kind="video", seen=on_white),
    "apng": Specimen(moving("PNG"), kind="video"),
    "apng-hidden": Specimen(hidden, kind="video"),
    "avif-moving": Specimen(moving("AVIF", quality=90), kind="video"),
    "gif-moving": Specimen(moving("GIF"), kind="video"),
    "webp-one-frame": Specimen(saved(rgb, "WEBP", lossless=True, save_all=True)),
}
UNREADABLE = {
    name: Specimen(
        lambda path, head=head: path.write_bytes(head + bytes(600)), refused=code
    )
    for name, head, code in (
        ("jxl", b"\xff\x0a", "format"),
        ("jxl-box", b"\0\0\0\x0cJXL \r\n\x87\n", "format"),
        ("psd", b"8BPS\0\1", "format"),
        ("exr", b"\x76\x2f\x31\x01", "format"),
        ("raf", b"FUJIFILMCCD-RAW ", "format"),
        ("orf", b"IIRO", "format"),
        ("cr3", b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "format"),
        ("heic-empty", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "broken"),
        ("png-empty", b"\x89PNG\r\n\x1a\n", "broken"),
    )
}
MORE = HEIFS | TIFFS | MOVING | UNREADABLE
