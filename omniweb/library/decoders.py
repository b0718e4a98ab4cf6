"""Which decoders may run, by the codec's name in the file; nothing else decodes."""

from __future__ import annotations

# Codec name as ffprobe says it -> the decoders ffmpeg may use for it.
_SPECIAL = {
    "av1": ("libdav1d", "libaom-av1", "av1"),
    "vp8": ("vp8", "libvpx"),
    "vp9": ("vp9", "libvpx-vp9"),
    "opus": ("opus", "libopus"),
    "vorbis": ("vorbis", "libvorbis"),
    "mp3": ("mp3float", "mp3"),
    "mp2": ("mp2float", "mp2"),
    "aac": ("aac", "libfdk_aac"),
    "speex": ("speex", "libspeex"),
    "amr_nb": ("amrnb", "libopencore_amrnb"),
    "amr_wb": ("amrwb", "libopencore_amrwb"),
    "flv1": ("flv",),
    "gsm": ("gsm", "libgsm"),
    "jpeg2000": ("jpeg2000", "libopenjpeg"),
}
_PICTURES = (
    "h264 hevc mpeg4 mpeg1video mpeg2video h263 h263p mjpeg prores wmv1 wmv2 wmv3 vc1"
    " msmpeg4v1 msmpeg4v2 msmpeg4v3 theora gif dnxhd png bmp webp rawvideo ffv1 ffvhuff"
    " huffyuv utvideo qtrle cinepak svq1 svq3 dvvideo vp6 vp6f vp6a"
)
_SOUNDS = (
    "ac3 eac3 alac flac wmav1 wmav2 wmapro wmalossless dts wavpack tta nellymoser"
    " adpcm_ms adpcm_ima_wav adpcm_ima_qt adpcm_swf adpcm_yamaha adpcm_g722 gsm_ms"
    " pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_s32be pcm_f32le pcm_f32be"
    " pcm_f64le pcm_f64be pcm_u8 pcm_s8 pcm_mulaw pcm_alaw pcm_bluray pcm_dvd"
)
DECODERS: dict[str, tuple[str, ...]] = {
    **{name: (name,) for name in (_PICTURES + " " + _SOUNDS).split()},
    "dts": ("dca",),
    **_SPECIAL,
}
STILLS = frozenset({"png", "bmp", "webp", "gif", "jpeg2000"})
# Whose non-reference frames may be skipped without touching the others.
SKIPPABLE = frozenset({"h264", "hevc", "mpeg2video", "mpeg4"})
# Who sees what is clear in these; the usual decoders pass it over.
CLEAR = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
