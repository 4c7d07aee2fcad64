"""How much a version may hold."""

from service_kit.web.errors import Refusal

MOST_CLAUSES = 500  # as many as can be put in order at once


class TooManyClauses(Refusal):
    title = "Too many clauses"
