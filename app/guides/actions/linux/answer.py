"""What a service of the system answers, as a deed: no exception leaves an act."""

from collections.abc import Callable

from app.guides.actions.linux.bus import AnswerError, RefusedError
from app.guides.hand import Deed, Did


def answered(call: Callable[[], Deed]) -> Deed:
    """The deed of a call; its detail is at most the name of the service's error."""
    try:
        return call()
    except RefusedError as error:
        return Deed(Did.DENIED, str(error.strerror))
    except TimeoutError as error:
        return Deed(Did.TIMED_OUT, str(error) or "no answer in time")
    except (AnswerError, LookupError) as error:
        return Deed(Did.FAILED, str(error.args[0]) if error.args else "not there")
    except (OSError, ValueError) as error:
        return Deed(Did.FAILED, type(error).__name__)
