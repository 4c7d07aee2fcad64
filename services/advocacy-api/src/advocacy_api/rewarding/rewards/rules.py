"""What a reward may be changed to."""

from service_kit.web.errors import Refusal


class BelowCommitted(Refusal):
    """Less than what is promised already."""

    status = 409
    title = "Less than what is promised already"


def refuse_below_committed(*, stock: int | None, taken: int, budget: int | None, committed: int) -> None:
    if stock is not None and stock < taken:
        raise BelowCommitted(case="stock", taken=taken)
    if budget is not None and budget < committed:
        raise BelowCommitted(case="budget", committed=committed)
