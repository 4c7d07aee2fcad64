"""Every setting of training-api, read from the environment."""

from service_kit.settings import ServiceSettings


class Settings(ServiceSettings):
    stalled_after_days: int = 30
    """An enrolment without progress for this many days is marked stalled."""

    pass_mark: int = 0
    """The lowest score, 0 to 100, with which a recorded completion counts."""
