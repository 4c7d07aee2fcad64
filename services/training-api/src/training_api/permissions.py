"""Every permission of training-api and the roles and scopes that hold it: all authorization on one screen."""

from enum import StrEnum

from service_kit.auth import EVERYONE, Grants


class Permission(StrEnum):
    # catalogue (tracks, modules, prerequisites)
    READ_CATALOGUE = "catalogue.read"
    WRITE_CATALOGUE = "catalogue.write"
    # learning
    LEARN = "learning.learn"
    READ_ENROLMENTS = "enrolments.read"
    WAIVE_PREREQUISITES = "prerequisites.waive"
    # completions
    READ_COMPLETIONS = "completions.read"
    WRITE_COMPLETIONS = "completions.write"
    # certification
    READ_SCHEMES = "schemes.read"
    WRITE_SCHEMES = "schemes.write"
    READ_CERTIFICATES = "certificates.read"
    CHECK_CERTIFICATES = "certificates.check"
    SUSPEND_CERTIFICATES = "certificates.suspend"


GRANTS = Grants(
    roles={
        Permission.READ_CATALOGUE: EVERYONE,
        Permission.WRITE_CATALOGUE: {"trainer", "admin"},
        Permission.LEARN: EVERYONE,
        Permission.READ_ENROLMENTS: EVERYONE,
        Permission.WAIVE_PREREQUISITES: {"trainer", "hr"},
        Permission.READ_COMPLETIONS: {"trainer", "hr", "admin"},
        Permission.WRITE_COMPLETIONS: {"trainer"},
        Permission.READ_SCHEMES: EVERYONE,
        Permission.WRITE_SCHEMES: {"trainer", "admin"},
        Permission.READ_CERTIFICATES: EVERYONE,
        Permission.CHECK_CERTIFICATES: {"trainer", "hr", "community-manager", "social-media-manager", "strategist"},
        Permission.SUSPEND_CERTIFICATES: {"trainer"},
    },
    scopes={
        Permission.READ_COMPLETIONS: {"completions.read"},
        Permission.WRITE_COMPLETIONS: {"completions.write"},
        Permission.READ_CERTIFICATES: {"certificates.read"},
        Permission.CHECK_CERTIFICATES: {"certificates.read"},
    },
)
