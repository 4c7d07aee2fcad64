"""Every permission of training-api and the roles and scopes that hold it: all authorization on one screen."""

from enum import StrEnum

from service_kit.identity.auth import EVERYONE, Grants


class Permission(StrEnum):
    # people
    LIST_PEOPLE = "people.list"
    WRITE_PEOPLE = "people.write"
    IMPORT_PEOPLE = "people.import"
    PROVISION_PEOPLE = "people.provision"
    LOOK_UP_PEOPLE = "people.lookup"
    """Ask whether somebody is known by a number or an address; who they are is for `people.read-whole`."""
    MAP_ROLES = "roles.map"
    READ_ROLE_MAPPINGS = "roles.read-mappings"
    READ_NAMES = "organisation-names.read"
    """Everybody: whose they are is not told."""
    RENAME_NAMES = "organisation-names.rename"
    READ_OWN_TEAM = "team.read-own"
    """Everybody: who leads nobody has an empty team."""
    SEE_INSIGHTS = "insights.see"
    """Ask at all; whoever does not read everybody's is told of the people below them."""
    READ_INSIGHTS = "insights.read"
    """Figures about everybody."""
    COUNT_PEOPLE = "insights.count-people"
    """Figures about the directory itself: who came, who left, who is certified."""
    # requirements
    READ_OWN_REQUIREMENTS = "requirements.read-own"
    READ_REQUIREMENTS = "requirements.read"
    """What is required, and how it stands for the people whom one may see."""
    READ_LINES = "requirements.read-lines"
    """How it stands for everybody."""
    READ_LINES_OF_PERSON = "requirements.read-person"
    """How it stands for anybody who is named; whose lines a person sees is decided by who they are."""
    WRITE_REQUIREMENTS = "requirements.write"
    EXEMPT_PEOPLE = "requirements.exempt"
    READ_TASKS = "tasks.read"
    # catalogue (tracks, modules, prerequisites)
    READ_CATALOGUE = "catalogue.read"
    WRITE_CATALOGUE = "catalogue.write"
    UPLOAD_FILES = "files.upload"
    # learning
    LEARN = "learning.learn"
    READ_ENROLMENTS = "enrolments.read"
    WAIVE_PREREQUISITES = "prerequisites.waive"
    # completions
    SEE_COMPLETIONS = "completions.see"
    """Ask at all; whose are seen is decided by `visible_to`."""
    READ_COMPLETIONS = "completions.read"
    """See everyone's."""
    WRITE_COMPLETIONS = "completions.write"
    READ_STANDINGS = "standings.read"
    """Who has what, is on the way to it or late; whose is seen is decided by `visible_to`."""
    # certification
    READ_SCHEMES = "schemes.read"
    WRITE_SCHEMES = "schemes.write"
    READ_CERTIFICATES = "certificates.read"
    CHECK_CERTIFICATES = "certificates.check"
    SUSPEND_CERTIFICATES = "certificates.suspend"


ANALYSTS = {"analyst", "executive", "hr", "strategist", "community-manager"}

GRANTS = Grants(
    roles={
        Permission.LIST_PEOPLE: {
            "manager",
            "trainer",
            "community-manager",
            "social-media-manager",
            "strategist",
            "legal",
            "corporate-affairs",
            "hr",
            "admin",
        },
        Permission.WRITE_PEOPLE: {"hr"},
        Permission.IMPORT_PEOPLE: {"hr"},
        Permission.PROVISION_PEOPLE: set(),
        Permission.LOOK_UP_PEOPLE: {"hr"},
        Permission.MAP_ROLES: {"admin"},
        Permission.READ_ROLE_MAPPINGS: {"admin", "hr"},
        Permission.READ_NAMES: {EVERYONE},
        Permission.RENAME_NAMES: {"hr"},
        Permission.READ_OWN_TEAM: {EVERYONE},
        Permission.SEE_INSIGHTS: {*ANALYSTS, "manager"},
        Permission.READ_INSIGHTS: ANALYSTS,
        Permission.COUNT_PEOPLE: {"analyst", "hr"},
        Permission.READ_OWN_REQUIREMENTS: {EVERYONE},
        Permission.READ_REQUIREMENTS: {"manager", "trainer", "hr", "admin"},
        Permission.READ_LINES: {"trainer", "hr", "admin"},
        Permission.READ_LINES_OF_PERSON: {EVERYONE},
        Permission.WRITE_REQUIREMENTS: {"trainer", "hr"},
        Permission.EXEMPT_PEOPLE: {"trainer", "hr"},
        Permission.READ_TASKS: {EVERYONE},
        Permission.READ_CATALOGUE: {EVERYONE},
        Permission.WRITE_CATALOGUE: {"trainer"},
        Permission.UPLOAD_FILES: {"trainer"},
        Permission.LEARN: {EVERYONE},
        Permission.READ_ENROLMENTS: {EVERYONE},
        Permission.WAIVE_PREREQUISITES: {"trainer", "hr"},
        Permission.SEE_COMPLETIONS: {EVERYONE},
        Permission.READ_COMPLETIONS: {"trainer", "hr", "admin"},
        Permission.WRITE_COMPLETIONS: {"trainer"},
        Permission.READ_STANDINGS: {"manager", "trainer", "hr", "admin"},
        Permission.READ_SCHEMES: {EVERYONE},
        Permission.WRITE_SCHEMES: {"trainer"},
        Permission.READ_CERTIFICATES: {EVERYONE},
        Permission.CHECK_CERTIFICATES: {"trainer", "hr", "community-manager", "social-media-manager", "strategist"},
        Permission.SUSPEND_CERTIFICATES: {"trainer"},
    },
    scopes={
        Permission.LIST_PEOPLE: {"people.read"},
        Permission.WRITE_PEOPLE: {"people.provision"},
        Permission.IMPORT_PEOPLE: {"people.provision"},
        Permission.PROVISION_PEOPLE: {"people.provision"},
        Permission.LOOK_UP_PEOPLE: {"people.lookup", "people.read"},
        Permission.READ_NAMES: {"people.read", "people.provision"},
        Permission.SEE_INSIGHTS: {"insights.read"},
        Permission.READ_INSIGHTS: {"insights.read"},
        Permission.COUNT_PEOPLE: {"insights.read"},
        Permission.READ_REQUIREMENTS: {"requirements.read"},
        Permission.READ_LINES_OF_PERSON: {"requirements.read"},
        Permission.READ_CATALOGUE: {"catalogue.read"},
        Permission.READ_SCHEMES: {"catalogue.read"},
        Permission.SEE_COMPLETIONS: {"completions.read"},
        Permission.READ_COMPLETIONS: {"completions.read"},
        Permission.WRITE_COMPLETIONS: {"completions.write"},
        Permission.READ_CERTIFICATES: {"certificates.read"},
        Permission.CHECK_CERTIFICATES: {"certificates.read"},
    },
)
