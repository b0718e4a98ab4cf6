"""What endpoints refuse about a file or a request (protocol 2.2), as rules; no reading.

Most are told by their words alone: one code stands for nearly all of them.
"""

from __future__ import annotations

from omniweb.providers.outcomes import Blocked, Refused, Unavailable
from omniweb.providers.rule import Rule

_MODERATION: tuple[Rule, ...] = (
    Rule(
        kind=Blocked,
        code="output_blocked",
        words=r"output (text |image )?data may contain",
        sentence="The endpoint's moderation stopped the answer. Ask in another way, or "
        "use another file.",
        billed=True,
    ),
    Rule(
        kind=Blocked,
        code="input_blocked",
        codes=r"data_inspection_failed|DataInspectionFailed|CustomRoleBlocked"
        r"|FaqRuleBlocked|IPInfringementSuspect",
        words=r"DataInspectionFailed|input (text |image )?data may contain",
        sentence="The endpoint's moderation does not accept this file or question. "
        "Change the question, or use another file.",
    ),
)
_MEDIA: tuple[Rule, ...] = (
    Rule(
        kind=Unavailable,
        code="media_url_expired",
        words=r"have authorization to access the media resource",
        sentence="The storage did not let the endpoint read the file: its address had "
        "expired, or this machine's clock or the storage's rights are wrong.",
        # The next try signs anew; a second refusal is not about time.
        who="admin",
        most_tries=2,
    ),
    Rule(
        kind=Unavailable,
        code="media_unreachable",
        words=r"unable to download the media|download the media resource timed out"
        r"|failed to download multimodal",
        sentence="The endpoint could not fetch the file from storage. Use a storage "
        "region near the endpoint, or send a smaller file inline.",
        who="admin",
        most_tries=3,
    ),
    Rule(
        kind=Refused,
        code="media_no_length",
        words=r"missing content-length of multimodal url",
        sentence="The storage does not tell the file's length. Serve files from object "
        "storage, or send them inline.",
        who="admin",
    ),
    Rule(
        kind=Refused,
        code="media_url_invalid",
        words=r"provided URL does not appear to be valid",
        sentence="The endpoint cannot use the file's address. Check the storage "
        "settings.",
        who="admin",
    ),
    Rule(
        kind=Refused,
        code="media_too_large",
        words=r"max bytes per data-uri|file size is too large|payload too large",
        sentence="The file is too large for this model. Use a smaller one.",
    ),
    Rule(
        kind=Refused,
        code="media_too_long",
        words=r"(video|audio) (file )?is too long|audio duration exceeds",
        sentence="The file is too long for this model. Shorten it.",
    ),
    Rule(
        kind=Refused,
        code="media_too_short",
        words=r"the audio is empty|(video|audio) file is too short",
        sentence="The file is too short for this model. Use a longer one.",
    ),
    Rule(
        kind=Refused,
        code="media_frames",
        words=r"range of sequence images",
        sentence="This model does not take that many pictures of a clip. Choose a "
        "longer or a shorter part.",
    ),
    Rule(
        kind=Refused,
        code="media_format",
        words=r"format is illegal|media format is not supported|format not supported"
        r"|invalid video file|length and width do not meet|unsupported audio format"
        r"|cannot identify image file",
        sentence="The endpoint cannot read this file. Use another format or size.",
    ),
    Rule(
        kind=Refused,
        code="too_many_files",
        words=r"at most \d+ (image|audio|video)",
        sentence="The server takes fewer files in one question than were sent. Raise "
        "its --limit-mm-per-prompt.",
        who="admin",
    ),
)
_REQUEST: tuple[Rule, ...] = (
    Rule(
        kind=Refused,
        code="stream_required",
        words=r"only support (with )?stream|false for non-streaming",
        sentence="This model only answers as a stream. Set must_stream for it in the "
        "catalog.",
        who="admin",
    ),
    Rule(
        kind=Refused,
        code="no_streaming",
        words=r"not support streaming output",
        sentence="This server does not stream yet. Set can_stream = false for the "
        "model in the catalog, or update the server.",
        who="admin",
    ),
    Rule(
        kind=Refused,
        code="input_too_long",
        codes=r"context_length_exceeded",
        words=r"range of input length|prompt \((total )?length|maximum context length"
        r"|longer than the (maximum model length|model's context length)",
        sentence="The file and the question are too long for this model. Shorten them, "
        "turn off thinking, or choose another model.",
    ),
    Rule(
        kind=Refused,
        code="unknown_voice",
        words=r"input should be .+audio\.voice",
        sentence="This model does not have that voice. Choose another one.",
    ),
    Rule(
        kind=Refused,
        code="thinking_and_speech",
        words=r"audio\W.*not support.*thinking"
        r"|thinking.*(not support.*audio|audio\W.*not support)",
        sentence="This model cannot think and speak in one answer. Turn off thinking, "
        "or turn off narration.",
    ),
    Rule(
        kind=Refused,
        code="json_mode",
        # Which models know the switch is documented nowhere; it is left out then.
        words=r"response_?format|json[_ ]?schema|json_?object|json mode|word 'json'"
        r"|guided_json|structured_?outputs?|xgrammar|grammar (error|is invalid)",
        sentence="The model does not take the switch for JSON. Set response_format = "
        '"none" for it in the catalog.',
        who="admin",
    ),
    Rule(
        kind=Refused,
        code="bad_messages",
        words=r"list index out of range|\[\] is too short",
        sentence="The endpoint could not use the conversation as it was sent. Start a "
        "new one.",
        who="admin",
    ),
    Rule(
        kind=Refused,
        code="bad_setting",
        words=r"range of \w+ should be|temperature should be",
        sentence="The endpoint does not take a setting of the request: {said}",
        who="admin",
    ),
    Rule(
        kind=Refused,
        code="invalid_request",
        codes=r"invalid.*|bad_?request(_?error)?",
        # Some wear another code outside, and a 500 around it.
        words=r"^<4\d\d>|Algo\.InvalidParameter",
        sentence="The endpoint refused the request: {said}",
    ),
)
REFUSALS: tuple[Rule, ...] = (*_MODERATION, *_MEDIA, *_REQUEST)
