"""The error tree; every message is a sentence fit for the user.

OpenSyncError
 |- InvalidInputError     what was sent cannot be read; nothing was changed (400)
 |- UnauthorisedError     no proof of who is asking (401)
 |- ForbiddenError        known, but not allowed (403)
 |- NotFoundError         no such thing, or not yours (404)
 |- ConflictError         the thing changed or exists already (409)
 |- TooLargeError         more than we take in one piece (413)
 |- RateLimitedError      too many in too short a time (429)
 |- UnavailableError      cannot answer now, try again (503)
 `- DataFolderError       the data folder cannot be used (start-up)
"""


class OpenSyncError(Exception):
    """Root of all errors that OpenSync raises on purpose.

    Attributes:
        message: a sentence for the user.
        code: one stable word for programs.
    """

    code = "error"

    def __init__(self, message: str) -> None:
        """Hold the sentence that the user will read."""
        super().__init__(message)
        self.message = message


class InvalidInputError(OpenSyncError):
    """What was sent cannot be read; nothing was changed.

    Attributes:
        path: where in the input, as `$.messages[3].role`; None when it concerns the whole.
    """

    code = "invalid_request"

    def __init__(self, message: str, path: str | None = None) -> None:
        """Hold the sentence and the place it speaks of."""
        super().__init__(message)
        self.path = path


class UnauthorisedError(OpenSyncError):
    """The request carries no valid proof of who is asking."""

    code = "unauthorized"


class ForbiddenError(OpenSyncError):
    """The one who asks is known but may not do this."""

    code = "forbidden"


class NotFoundError(OpenSyncError):
    """There is no such thing, or it belongs to somebody else."""

    code = "not_found"


class ConflictError(OpenSyncError):
    """The thing exists already or has changed meanwhile."""

    code = "conflict"


class TooLargeError(OpenSyncError):
    """More than is taken in one piece."""

    code = "too_large"


class RateLimitedError(OpenSyncError):
    """Too many requests in too short a time.

    Attributes:
        retry_after_s: seconds until the next try can succeed.
    """

    code = "rate_limited"

    def __init__(self, message: str, retry_after_s: int) -> None:
        """Hold the sentence and the waiting time."""
        super().__init__(message)
        self.retry_after_s = retry_after_s


class UnavailableError(OpenSyncError):
    """This cannot be answered now; a later try may succeed."""

    code = "unavailable"


class DataFolderError(OpenSyncError):
    """The data folder cannot be used as it is."""

    code = "data_folder"

    @classmethod
    def unwritable(cls, folder: object, why: object) -> "DataFolderError":
        """Return the error of a folder that nobody may write to."""
        return cls(
            f"The data folder {folder} cannot be written ({why}). Make it writable, or choose "
            "another with --data-dir."
        )
