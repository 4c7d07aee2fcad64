"""Every permission of this service and the roles that hold it: all authorization on one screen."""

from enum import StrEnum

from service_kit.identity.auth import EVERYONE, Grants


class Permission(StrEnum):
    """What a role may try; whether this actor, this object and this moment fit is asked elsewhere."""

    READ_GUIDELINES = "guidelines.read"
    READ_DRAFTS = "guidelines.read-drafts"
    EDIT_GUIDELINES = "guidelines.edit"
    SUBMIT_GUIDELINES = "guidelines.submit"
    PUBLISH_GUIDELINES = "guidelines.publish"
    READ_SIGNOFF_TEMPLATES = "signoff-templates.read"
    EDIT_SIGNOFF_TEMPLATES = "signoff-templates.edit"
    DECIDE_SIGNOFFS = "signoffs.decide"
    READ_SIGNOFFS = "signoffs.read"
    ACKNOWLEDGE = "acknowledgements.answer"
    READ_ACKNOWLEDGEMENT_SUMMARY = "acknowledgements.summary"
    READ_ACKNOWLEDGEMENTS = "acknowledgements.read"
    """See who was asked and how they answered; what somebody answered is between them and those who keep the rules."""
    READ_ANSWERS = "acknowledgements.read-answers"
    """See who answered a version and who has it open; whoever does not read everybody's, of the people below them."""
    READ_ACKNOWLEDGEMENTS_OF_PEOPLE = "acknowledgements.read-people"
    """See anybody's asks and whether they answered; those above a person see so much without it."""
    CHECK_SPEAKING_RIGHTS = "speaking-rights.read"
    SEE_WHY_OF_SPEAKING_RIGHTS = "speaking-rights.see-why"
    """See what somebody else's right rests on and what they miss; everyone sees their own."""
    SUSPEND_SPEAKING_RIGHTS = "speaking-rights.suspend"
    EDIT_SPEAKING_POLICIES = "speaking-policies.edit"
    SEE_INSIGHTS = "insights.see"
    """Ask at all; whoever does not read everybody's is told of the people below them."""
    READ_INSIGHTS = "insights.read"
    """Figures about everybody."""
    SEE_OWN_TASKS = "tasks.own"
    READ_OWN_TEAM = "team.read-own"
    """Everybody: who leads nobody has an empty team."""


AUTHORS = {"strategist", "admin"}
REVIEWERS = {"legal", "corporate-affairs"}
ANALYSTS = {"analyst", "executive", "hr", "strategist", "community-manager"}

GRANTS = Grants(
    roles={
        Permission.READ_GUIDELINES: {EVERYONE},
        Permission.READ_DRAFTS: {*AUTHORS, *REVIEWERS},
        Permission.EDIT_GUIDELINES: AUTHORS,
        Permission.SUBMIT_GUIDELINES: AUTHORS,
        Permission.PUBLISH_GUIDELINES: AUTHORS,
        Permission.READ_SIGNOFF_TEMPLATES: {*AUTHORS, *REVIEWERS},
        Permission.EDIT_SIGNOFF_TEMPLATES: AUTHORS,
        # Anybody may be named a reviewer; who is none does not see the sign-off.
        Permission.DECIDE_SIGNOFFS: {EVERYONE},
        Permission.READ_SIGNOFFS: {*AUTHORS, *REVIEWERS},
        Permission.ACKNOWLEDGE: {EVERYONE},
        Permission.READ_ACKNOWLEDGEMENT_SUMMARY: {*AUTHORS, *REVIEWERS, "hr", "analyst", "executive"},
        Permission.READ_ACKNOWLEDGEMENTS: AUTHORS,
        Permission.READ_ANSWERS: {*AUTHORS, "legal", "hr", "manager"},
        Permission.READ_ACKNOWLEDGEMENTS_OF_PEOPLE: {*AUTHORS, "legal", "hr"},
        Permission.CHECK_SPEAKING_RIGHTS: {EVERYONE},
        Permission.SEE_WHY_OF_SPEAKING_RIGHTS: AUTHORS,
        Permission.SUSPEND_SPEAKING_RIGHTS: AUTHORS,
        Permission.EDIT_SPEAKING_POLICIES: AUTHORS,
        Permission.SEE_INSIGHTS: {*ANALYSTS, "manager"},
        Permission.READ_INSIGHTS: ANALYSTS,
        Permission.SEE_OWN_TASKS: {EVERYONE},
        Permission.READ_OWN_TEAM: {EVERYONE},
    },
    scopes={
        Permission.READ_GUIDELINES: {"content.read", "people.read"},
        Permission.SEE_INSIGHTS: {"insights.read"},
        Permission.READ_INSIGHTS: {"insights.read"},
        Permission.CHECK_SPEAKING_RIGHTS: {"speaking-rights.read"},
        # Our own services have both scopes; a partner asks whether, and not why.
        Permission.SEE_WHY_OF_SPEAKING_RIGHTS: {"people.read"},
    },
)
