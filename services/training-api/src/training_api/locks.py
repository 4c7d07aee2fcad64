"""What transactions of training lock, in the order in which they take it; `docs/locks.md` is written from here."""

from service_kit.data.locks import Lock, rows

NUMBER = Lock(
    "training.people.number",
    "one arrival per employee number: the second finds the first instead of colliding with it",
    "adding a person, a first sign-in",
    each=True,
)
NAME = Lock(
    "training.people.name",
    "one at a time takes a name that sign-ins are matched by",
    "adding and changing a person, a first sign-in",
    each=True,
)
HIERARCHY = Lock(
    "training.people.hierarchy",
    "one change of who reports to whom: two at once could close a circle that neither sees",
    "adding and changing a person, an import",
)
GRAPH = Lock(
    "training.prerequisites",
    "one change of what comes before what, and of what is archived",
    "prerequisites, changes and archiving of modules and tracks",
)
ROLE_MAPPINGS = Lock(
    "training.role-mappings",
    "the set of role mappings: nobody signs in by one in the moment in which it goes",
    "shared by sign-ins that something mapped gives a role; alone by changing the mappings",
    shared=True,
)
# Without it a requirement activated at this moment and a person who changes at this moment would miss each other. It is
# taken before rows of people or modules: an activation that waits for one of them must not be waited for in turn.
REQUIREMENTS = Lock(
    "training.requirements",
    "the set of active requirements: nobody is missed who changes while it changes",
    "shared by whoever changes people, completions or what is on offer; alone by activating and retiring",
    shared=True,
)
SCHEMES = Lock(
    "training.schemes",
    "the set of published schemes: no fact is missed that is written while one is published",
    "shared by whoever writes a fact about a person; alone by publishing a scheme",
    shared=True,
)
NAMES = Lock(
    "training.people.names",
    "names that people take while a file of people ends; taken last, so that nobody who holds it waits for a row",
    "shared by whoever takes a name; alone by an import, right before its commit",
    shared=True,
)
LOCKS = (
    rows("people_imports", "the state of an import: one worker moves it on", "imports"),
    NUMBER,
    NAME,
    HIERARCHY,
    GRAPH,
    rows("enrolments", "two last items of one enrolment are counted one after the other", "progress of a learner"),
    rows("prerequisite_waivers", "two who decide may press at once", "waivers"),
    ROLE_MAPPINGS,
    REQUIREMENTS,
    rows("requirements", "two who write may press at once", "requirements"),
    rows("people", "one writer of facts about a person at a time", "people, imports, completions, acknowledgements"),
    SCHEMES,
    rows("certification_schemes", "two trainers may press at once", "schemes"),
    rows(
        "modules",
        "its state while something comes to rely on it",
        "modules; shared by publishing a scheme",
        shared=True,
    ),
    rows(
        "tracks", "what a track offers, counted again", "tracks and modules; shared by publishing a scheme", shared=True
    ),
    rows("exemptions", "two who exempt people may press at once", "exemptions"),
    rows("assignments", "who is counted again: the second counts what the first has committed", "requirements"),
    rows("certificates", "two reviewers may press at once", "certificates"),
    NAMES,
)
