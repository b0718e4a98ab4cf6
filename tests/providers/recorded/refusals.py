"""Every row of the catalogue of refusals (protocol 2.2), and what each must mean."""

# ruff: noqa: E501 the catalogue reads best with one failure a line

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Meaning:
    """kind of exception, our code, who can act, billed, and calls made in all.

    tries 1 is never again, 0 as often as patience allows.
    """

    kind: str
    code: str
    who: str
    billed: bool | None = False
    tries: int = 1


STREAM = Meaning("Refused", "stream_required", "admin")
JSON = Meaning("Refused", "json_mode", "admin")
SETTING = Meaning("Refused", "bad_setting", "admin")
FORMAT = Meaning("Refused", "media_format", "you")
LARGE = Meaning("Refused", "media_too_large", "you")
SHORT = Meaning("Refused", "media_too_short", "you")
LONG = Meaning("Refused", "media_too_long", "you")
INPUT = Meaning("Refused", "input_too_long", "you")
URL = Meaning("Refused", "media_url_invalid", "admin")
LENGTH = Meaning("Refused", "media_no_length", "admin")
FRAMES = Meaning("Refused", "media_frames", "you")
FILES = Meaning("Refused", "too_many_files", "admin")
VOICE = Meaning("Refused", "unknown_voice", "you")
BOTH = Meaning("Refused", "thinking_and_speech", "you")
MESSAGES = Meaning("Refused", "bad_messages", "admin")
MODEL = Meaning("Refused", "model_not_found", "admin")
OTHER = Meaning("Refused", "invalid_request", "you")
UNREACHABLE = Meaning("Unavailable", "media_unreachable", "admin", tries=3)
EXPIRED = Meaning("Unavailable", "media_url_expired", "admin", tries=2)
INPUT_BLOCKED = Meaning("Blocked", "input_blocked", "you")
OUTPUT_BLOCKED = Meaning("Blocked", "output_blocked", "you", True)
UNPAID = Meaning("Unpaid", "unpaid", "admin")
FREE = Meaning("Unpaid", "free_quota_used_up", "admin")
KEY = Meaning("Unauthorised", "invalid_api_key", "admin")
DENIED = Meaning("Unauthorised", "access_denied", "admin")
REQUESTS = Meaning("Throttled", "request_rate", "wait", tries=0)
BURST = Meaning("Throttled", "burst_rate", "wait", tries=0)
TOKENS = Meaning("Throttled", "token_rate", "wait", tries=0)
TIMEOUT = Meaning("Interrupted", "upstream_timeout", "you", None)
BUSY = Meaning("Unavailable", "overloaded", "wait", tries=0)
INTERNAL = Meaning("Unavailable", "internal_error", "wait", None, 3)

INVALID = "InvalidParameter"
DASHSCOPE: list[tuple[int, str, str, Meaning]] = [
    (400, "invalid_parameter_error", "This model only support stream mode, please enable the stream parameter to access the model. ", STREAM),
    (400, INVALID, "'audio' output only support with stream=true", STREAM),
    (500, "internal_error", "An internal error has occured, try again later or contact service support.", INTERNAL),
    (500, "InternalError", "An internal error has occured, try again later or contact service support.", INTERNAL),
    (400, INVALID, "parameter.enable_thinking must be set to false for non-streaming calls", STREAM),
    (400, INVALID, "enable_thinking must be false for non-streaming calls", STREAM),
    (400, INVALID, "parameter.enable_thinking only support stream call", STREAM),
    (400, INVALID, "Json mode response is not supported when enable_thinking is true", JSON),
    (400, INVALID, "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.", JSON),
    (400, INVALID, "Input should be 'Cherry', 'Serena', 'Ethan' or 'Chelsie': parameters.audio.voice", VOICE),
    (400, "invalid_parameter_error", "<400> InternalError.Algo.InvalidParameter: The provided URL does not appear to be valid. Ensure it is correctly formatted.", URL),
    (400, INVALID, "Exceeded limit on max bytes per data-uri item : 10485760'.", LARGE),
    (400, INVALID, "Multimodal file size is too large", LARGE),
    (400, INVALID, "The video modality input does not meet the requirements because: The video file is too long.", LONG),
    (400, INVALID, "The video modality input does not meet the requirements because: the range of sequence images shoule be (4, 512)./(4,80).", FRAMES),
    (400, INVALID, "The audio is empty", SHORT),
    (400, INVALID, "The file format is illegal and cannot be opened.", FORMAT),
    (400, INVALID, "The audio format is illegal and cannot be opened.", FORMAT),
    (400, "InvalidParameter.DataInspection", "The media format is not supported or incorrect for the data inspection.", FORMAT),
    (400, INVALID, "Input files format not supported.", FORMAT),
    (400, INVALID, "Invalid video file.", FORMAT),
    (400, INVALID, "unsupported audio format:xxx", FORMAT),
    (400, INVALID, "Audio duration exceeds maximum allowed limit.", LONG),
    (400, INVALID, "The image length and width do not meet the model restrictions.", FORMAT),
    (400, "InvalidParameter.DataInspection", "Unable to download the media resource during the data inspection process.", UNREACHABLE),
    (400, "InvalidParameter.DataInspection", "Download the media resource timed out during the data inspection process.", UNREACHABLE),
    (400, INVALID, "Failed to download multimodal content.", UNREACHABLE),
    (400, "InvalidParameter.DataInspection", "Don't have authorization to access the media resource during the data inspection process.", EXPIRED),
    (500, "InternalError.Algo", "Missing Content-Length of multimodal url.", LENGTH),
    (400, "data_inspection_failed", "Input data may contain inappropriate content.", INPUT_BLOCKED),
    (400, "DataInspectionFailed", "Input text data may contain inappropriate content.", INPUT_BLOCKED),
    (400, "invalid_parameter_error", "<400> InternalError.Algo.DataInspectionFailed: Input text data may contain inappropriate content.", INPUT_BLOCKED),
    (400, "data_inspection_failed", "Output data may contain inappropriate content.", OUTPUT_BLOCKED),
    (400, "data_inspection_failed", "<400> InternalError.Algo.DataInspectionFailed: Output data may contain inappropriate content.", OUTPUT_BLOCKED),
    (400, "CustomRoleBlocked", "", INPUT_BLOCKED),
    (400, "FaqRuleBlocked", "", INPUT_BLOCKED),
    (400, "IPInfringementSuspect", "", INPUT_BLOCKED),
    (400, "Arrearage", "Access denied, please make sure your account is in good standing. For details, see: https://help.aliyun.com/zh/model-studio/error-code#overdue-payment", UNPAID),
    (400, "invalid_parameter_error", "Range of input length should be [1, 16384]", INPUT),
    (400, INVALID, "Range of max_tokens should be [1, 2048]", SETTING),
    (400, INVALID, "Temperature should be in [0.0, 2.0)", SETTING),
    (400, INVALID, "Range of top_p should be (0.0, 1.0]", SETTING),
    (400, INVALID, "[] is too short - 'messages'", MESSAGES),
    (500, "InternalError.Algo", "list index out of range", MESSAGES),
    (500, "InternalError.Algo", "InternalError.Algo.InvalidParameter: something of ours", OTHER),
    (401, "invalid_api_key", "Incorrect API key provided. ", KEY),
    (401, "InvalidApiKey", "Invalid API-key provided.", KEY),
    (403, "access_denied", "Model access denied.", DENIED),
    (403, "AccessDenied.Unpurchased", "", DENIED),
    (403, "Model.AccessDenied", "Model access denied.", DENIED),
    (403, "Workspace.AccessDenied", "", DENIED),
    (403, "AllocationQuota.FreeTierOnly", "The free tier of the model has been exhausted. ...", FREE),
    (404, "model_not_found", "The model xxx does not exist or you do not have access to it.", MODEL),
    (404, "model_not_supported", "Unsupported model xxx for OpenAI compatibility mode.", MODEL),
    (429, "limit_requests", "You exceeded your current requests list.", REQUESTS),
    (429, "LimitRequests", "You have exceeded your current request limit. For details, see: ...", REQUESTS),
    (429, "Throttling.RateQuota", "Requests rate limit exceeded, try again later.", REQUESTS),
    (429, "Throttling", "", REQUESTS),
    (429, "limit_burst_rate", "Request rate increased too quickly. To ensure system stability, please adjust your client logic to scale requests more smoothly over time.", BURST),
    (429, "Throttling.BurstRate", "", BURST),
    (429, "insufficient_quota", "You exceeded your current quota, please check your plan and billing details.", TOKENS),
    (429, "Throttling.AllocationQuota", "Allocated quota exceeded, please increase your quota limit.", TOKENS),
    (429, "insufficient_quota", "Free allocated quota exceeded.", FREE),
    (429, "PrepaidBillOverdue", "", UNPAID),
    (429, "PostpaidBillOverdue", "", UNPAID),
    (429, "CommodityNotPurchased", "", UNPAID),
    (500, "RequestTimeOut", "Request timed out, try again later.", TIMEOUT),
    (500, "ModelServingError", "Too many requests. Your requests are being throttled due to system capacity limits.", BUSY),
    (503, "ModelUnavailable", "Model is unavailable, try again later.", BUSY),
    (503, "ModelServiceFailed", "", BUSY),
    # No exact body is known (protocol 2.2, Thinking + audio): what it may say.
    (400, INVALID, "'audio' output is not supported when enable_thinking is true", BOTH),
    (400, INVALID, "Thinking mode does not support audio output.", BOTH),
]  # fmt: skip
ELSEWHERE: list[tuple[int, str, str, Meaning]] = [
    (400, "BadRequestError", "prompt (total length 168834) is too long", INPUT),
    (400, "BadRequestError", "This model's maximum context length is 65536 tokens. However, you requested 70000 tokens.", INPUT),
    (400, "BadRequestError", "The input (70000 tokens) is longer than the model's context length (65536 tokens).", INPUT),
    (400, "BadRequestError", "At most 1 audio(s) may be provided in one request.", FILES),
    (400, "BadRequestError", "cannot identify image file <_io.BytesIO object at 0x7f>", FORMAT),
    (400, "BadRequestError", "The provided JSON schema contains features not supported by xgrammar.", JSON),
    (500, "InternalServerError", "Grammar error: Unimplemented keys: [\"propertyNames\"]", JSON),
    (400, "BadRequestError", "[{'type': 'literal_error', 'loc': ('body', 'response_format', 'type'), 'msg': \"Input should be 'text'\"}]", JSON),
    (400, "invalid_request_error", "Invalid parameter: 'response_format' of type 'json_object' is not supported with this model.", JSON),
    (400, "invalid_request_error", "JSON Schema not supported: could not understand the instance `{'required': ['criteria']}`.", JSON),
    (400, "invalid_request_error", "Extra inputs are not permitted, field: 'response_format.schema_field', value: None", JSON),
    (500, "InternalServerError", "Not support streaming output now.", Meaning("Refused", "no_streaming", "admin")),
    (403, "", "You've run out of credits. Please top up your balance or update your payment method to continue: https://aimlapi.com/app/billing/", UNPAID),
    (403, "", "You have exhausted the available [plan.rule:api_token] resource limit. Update your payment method to continue using the service.", UNPAID),
    (429, "", "Free-tier limit: You've reached your free limit for the hour. Get AI/ML Subscription to use API", FREE),
]  # fmt: skip
