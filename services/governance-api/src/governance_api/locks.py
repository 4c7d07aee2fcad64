"""What transactions of governance lock, in the order in which they take it; `docs/locks.md` is written from here."""

from service_kit.data.locks import Lock, rows

ASKING = Lock(
    "governance.asking",
    "who is asked to acknowledge what: a publication and a change of roles ask the same people",
    "alone by whoever asks or lets lapse; shared by whoever answers",
    shared=True,
)
RIGHTS = Lock(
    "governance.rights",
    "the speaking rights of everybody",
    "shared by whoever computes those of a few people; alone by whoever computes those of a crowd",
    shared=True,
)
RIGHTS_OF_ONE = Lock(
    "governance.rights.person", "the speaking right of one person", "whoever computes the rights of a few", each=True
)
LOCKS = (
    rows("signoff_templates", "two editors may press at once", "templates"),
    ASKING,
    rows("guidelines", "numbers of versions, and publications one after the other", "guidelines and versions"),
    rows("guideline_versions", "two editors may press at once", "versions, decisions on them"),
    rows("signoffs", "whoever presses at once comes after", "sign-offs and decisions"),
    rows("speaking_policies", "two may write the policy of a network", "speaking rights"),
    rows("acknowledgements", "one answer at a time", "whoever answers"),
    rows("speaking_suspensions", "one end of a suspension", "speaking rights"),
    RIGHTS,
    RIGHTS_OF_ONE,
)
