"""What is known of other people's errors: by type, errno, HTTP status, AWS code and wording.

Types stand under their package and their name, so that no package needs to be imported; those of
Python under their name alone.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass

from stepgraph.errors import ErrorClass


@dataclass(frozen=True, slots=True)
class Known:
    """What an error means, and how sure that is."""

    category: ErrorClass
    code: str
    confidence: float
    suggestion: str


_T, _R, _P, _F = (
    ErrorClass.TRANSIENT,
    ErrorClass.RECOVERABLE,
    ErrorClass.PERMANENT,
    ErrorClass.FATAL,
)

_TIMEOUT = Known(_T, "TIMEOUT", 0.9, "Try again; if it stays, give the call more time.")
_NETWORK = Known(
    _T, "NETWORK_FAILED", 0.9, "Try again; if it stays, check the address and the network."
)
_NAME = Known(_T, "NETWORK_NAME_UNKNOWN", 0.6, "Check the host's name, and try again.")
_BUSY = Known(_T, "RESOURCE_BUSY", 0.8, "Try again, with fewer at once.")
_RATE = Known(
    _T, "RATE_LIMITED", 0.95, "Wait as long as the service asks, then try again, more slowly."
)
_SERVER = Known(_T, "SERVICE_FAILED", 0.9, "Try again; if it stays, see the service's status page.")
_CONFLICT = Known(_R, "STATE_CONFLICT", 0.6, "Read what is there now, and decide again.")
_CREDENTIALS = Known(_R, "AUTH_REJECTED", 0.9, "Renew the credentials, then resume the thread.")
_QUOTA = Known(_R, "QUOTA_USED_UP", 0.9, "Have the quota raised, or use another service.")
_TOO_LARGE = Known(_R, "REQUEST_TOO_LARGE", 0.9, "Send less: trim, summarise or split the input.")
_UNREADABLE = Known(
    _R, "OUTPUT_UNREADABLE", 0.7, "Show the complaint to whoever made the data, and ask again."
)
_CANCELLED = Known(_R, "CANCELLED", 1.0, "Resume the thread: its state is kept.")
_ASKING = Known(_R, "GRAPH_INTERRUPTED", 1.0, "Resume the thread, with an answer if it asked.")
_DENIED = Known(_P, "AUTH_DENIED", 0.9, "Grant the permission that the call needs.")
_MISSING = Known(_P, "NOT_FOUND", 0.9, "Check the name or the address of what was asked for.")
_REQUEST = Known(_P, "REQUEST_INVALID", 0.9, "Mend the request: it is refused as it is.")
_CERTIFICATE = Known(
    _P, "NETWORK_UNTRUSTED", 0.8, "Check the host's name and certificate; do not switch checks off."
)
_CODE = Known(_P, "CODE_MISTAKE", 0.8, "Mend the code at the innermost line of the traceback.")
_VALUE = Known(
    _P, "VALUE_INVALID", 0.6, "Check what the node was given, at the innermost line of its own."
)
_STACK = Known(_P, "STACK_USED_UP", 0.9, "Bound the recursion, or turn it into a loop.")
_MEMORY = Known(_F, "MEMORY_USED_UP", 1.0, "Give the function more memory, or hold less at once.")
_DISK = Known(_F, "DISK_FULL", 0.95, "Free space, or give the function more storage.")
_STOPPED = Known(_F, "PROCESS_STOPPED", 1.0, "Start it again and resume the thread.")

TYPES = {
    "ArithmeticError": _VALUE,
    "AssertionError": _CODE,
    "AttributeError": _CODE,
    "BlockingIOError": _BUSY,
    "ConnectionError": _NETWORK,
    "FileNotFoundError": _MISSING,
    "GeneratorExit": _STOPPED,
    "ImportError": _CODE,
    "KeyboardInterrupt": _STOPPED,
    "LookupError": _VALUE,
    "MemoryError": _MEMORY,
    "NameError": _CODE,
    "NotImplementedError": _CODE,
    "PermissionError": _DENIED,
    "RecursionError": _STACK,
    "SyntaxError": _CODE,
    "SystemExit": _STOPPED,
    "TimeoutError": _TIMEOUT,
    "TypeError": _CODE,
    "ValueError": _VALUE,
    "aiohttp.ClientConnectionError": _NETWORK,
    "aiohttp.ClientPayloadError": _NETWORK,
    "anthropic.APIConnectionError": _NETWORK,
    "asyncio.CancelledError": _CANCELLED,
    "botocore.ConnectionError": _NETWORK,
    "botocore.CredentialRetrievalError": _CREDENTIALS,
    "botocore.HTTPClientError": _NETWORK,
    "botocore.NoCredentialsError": _CREDENTIALS,
    "botocore.NoRegionError": _REQUEST,
    "botocore.ParamValidationError": _REQUEST,
    "botocore.PartialCredentialsError": _CREDENTIALS,
    "botocore.SSLError": _CERTIFICATE,
    "botocore.TokenRetrievalError": _CREDENTIALS,
    "concurrent.CancelledError": _CANCELLED,
    "http.HTTPException": _NETWORK,
    "httpcore.NetworkError": _NETWORK,
    "httpcore.TimeoutException": _TIMEOUT,
    "httpx.InvalidURL": _REQUEST,
    "httpx.TimeoutException": _TIMEOUT,
    "httpx.TooManyRedirects": _REQUEST,
    "httpx.TransportError": _NETWORK,
    "httpx.UnsupportedProtocol": _REQUEST,
    "json.JSONDecodeError": _UNREADABLE,
    "openai.APIConnectionError": _NETWORK,
    "pydantic_core.ValidationError": _UNREADABLE,
    "redis.ConnectionError": _NETWORK,
    "redis.TimeoutError": _TIMEOUT,
    "requests.ChunkedEncodingError": _NETWORK,
    "requests.ConnectionError": _NETWORK,
    "requests.SSLError": _CERTIFICATE,
    "requests.Timeout": _TIMEOUT,
    "socket.gaierror": _NAME,
    "ssl.SSLCertVerificationError": _CERTIFICATE,
    "ssl.SSLError": _NETWORK,
    "stepgraph.GraphBubbleUp": _ASKING,
    "urllib.URLError": _NETWORK,
    "urllib3.MaxRetryError": _NETWORK,
    "urllib3.NewConnectionError": _NETWORK,
    "urllib3.ProtocolError": _NETWORK,
    "urllib3.TimeoutError": _TIMEOUT,
}

ERRNOS = {
    errno.EDQUOT: _DISK,
    errno.EHOSTDOWN: _NETWORK,
    errno.EHOSTUNREACH: _NETWORK,
    errno.EMFILE: _BUSY,
    errno.ENETDOWN: _NETWORK,
    errno.ENETUNREACH: _NETWORK,
    errno.ENFILE: _BUSY,
    errno.ENOSPC: _DISK,
}

STATUSES = {
    401: _CREDENTIALS,
    402: _QUOTA,
    403: _DENIED,
    404: _MISSING,
    408: _TIMEOUT,
    409: _CONFLICT,
    410: _MISSING,
    412: _CONFLICT,
    413: _TOO_LARGE,
    423: _BUSY,
    425: _BUSY,
    429: _RATE,
    501: _REQUEST,
    505: _REQUEST,
}
FIRST_SERVER_STATUS = 500
OTHER_CLIENT_STATUS, OTHER_SERVER_STATUS = _REQUEST, _SERVER

AWS_CODES = {
    "AccessDenied": _DENIED,
    "AccessDeniedException": _DENIED,
    "ConditionalCheckFailedException": _CONFLICT,
    "ExpiredToken": _CREDENTIALS,
    "ExpiredTokenException": _CREDENTIALS,
    "InternalFailure": _SERVER,
    "InternalServerError": _SERVER,
    "InternalServerException": _SERVER,
    "InvalidClientTokenId": _CREDENTIALS,
    "InvalidSignatureException": _CREDENTIALS,
    "LimitExceededException": _BUSY,
    "ModelErrorException": _SERVER,
    "ModelNotReadyException": _BUSY,
    "ModelTimeoutException": _TIMEOUT,
    "NoSuchBucket": _MISSING,
    "NoSuchKey": _MISSING,
    "PriorRequestNotComplete": _RATE,
    "ProvisionedThroughputExceededException": _RATE,
    "RequestLimitExceeded": _RATE,
    "RequestThrottled": _RATE,
    "RequestThrottledException": _RATE,
    "RequestTimeout": _TIMEOUT,
    "RequestTimeoutException": _TIMEOUT,
    "ResourceNotFoundException": _MISSING,
    "ServiceQuotaExceededException": _QUOTA,
    "ServiceUnavailable": _SERVER,
    "ServiceUnavailableException": _SERVER,
    "SignatureDoesNotMatch": _CREDENTIALS,
    "SlowDown": _RATE,
    "ThrottledException": _RATE,
    "Throttling": _RATE,
    "ThrottlingException": _RATE,
    "TooManyRequestsException": _RATE,
    "TransactionCanceledException": _CONFLICT,
    "TransactionConflictException": _BUSY,
    "TransactionInProgressException": _BUSY,
    "UnauthorizedOperation": _DENIED,
    "UnrecognizedClientException": _CREDENTIALS,
    "ValidationError": _REQUEST,
    "ValidationException": _REQUEST,
}

# Words prove little: what only they say is a hint for a person, and no reason to try again.
WORDING_CONFIDENCE = 0.3
WORDINGS = {
    r"out of memory|cannot allocate memory": _MEMORY,
    r"no space left|disk (is )?full": _DISK,
    r"context.length|maximum context|token limit|too many tokens": _TOO_LARGE,
    r"rate.?limit|too many requests|throttl": _RATE,
    r"insufficient.quota|quota exceeded": _QUOTA,
    r"timed? ?out|deadline exceeded": _TIMEOUT,
    r"unavailable|overloaded|try again|internal server error|bad gateway": _SERVER,
    r"connection (was )?(reset|refused|aborted|closed)|broken pipe|unreachable": _NETWORK,
    r"unauthori[sz]ed|(api.?key|token) (is )?(invalid|expired)|invalid.api.?key": _CREDENTIALS,
    r"forbidden|(access|permission) denied|not permitted": _DENIED,
    r"not found|no such|does not exist": _MISSING,
}
