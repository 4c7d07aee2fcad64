"""Every permission of the advocacy service and who holds it."""

from enum import StrEnum

from service_kit.identity.auth import EVERYONE, Grants


class Permission(StrEnum):
    READ_AMBASSADORS = "ambassadors.read"
    MANAGE_AMBASSADORS = "ambassadors.manage"
    BE_AMBASSADOR = "ambassadorship.own"
    READ_CONTENT = "content.read"
    MANAGE_CONTENT = "content.manage"
    READ_SETTINGS = "settings.read"
    MANAGE_SETTINGS = "settings.manage"
    UPLOAD_FILES = "files.upload"
    SHARE = "shares.create"
    READ_OWN_SHARES = "shares.read-own"
    READ_OWN_POINTS = "points.read-own"
    READ_POINTS = "points.read"
    MANAGE_POINTS = "points.manage"
    READ_BADGES = "badges.read"
    SHOW_BADGES = "badges.show"
    MANAGE_BADGES = "badges.manage"
    READ_LEADERBOARDS = "leaderboards.read"
    READ_REWARDS = "rewards.read"
    MANAGE_REWARDS = "rewards.manage"
    REDEEM = "redemptions.create"
    DECIDE_REDEMPTIONS = "redemptions.decide"
    SEE_INSIGHTS = "insights.see"
    """Ask at all; whoever does not read everybody's is told of the people below them."""
    READ_INSIGHTS = "insights.read"
    """Figures about everybody."""
    READ_OWN_TASKS = "tasks.read-own"
    READ_OWN_TEAM = "team.read-own"
    """Everybody: who leads nobody has an empty team."""


EVERY_PERSON = {EVERYONE}
COMMUNITY = {"community-manager"}
ANALYSTS = {"analyst", "executive", "hr", "strategist", "community-manager"}

GRANTS = Grants(
    roles={
        Permission.READ_AMBASSADORS: {"community-manager", "strategist", "social-media-manager", "executive"},
        Permission.MANAGE_AMBASSADORS: COMMUNITY,
        Permission.BE_AMBASSADOR: EVERY_PERSON,
        Permission.READ_CONTENT: EVERY_PERSON,
        Permission.MANAGE_CONTENT: {"community-manager", "social-media-manager"},
        Permission.READ_SETTINGS: {"community-manager", "strategist", "analyst", "admin"},
        Permission.MANAGE_SETTINGS: {"community-manager", "admin"},
        Permission.UPLOAD_FILES: {"community-manager", "social-media-manager"},
        Permission.SHARE: EVERY_PERSON,
        Permission.READ_OWN_SHARES: EVERY_PERSON,
        Permission.READ_OWN_POINTS: EVERY_PERSON,
        Permission.READ_POINTS: COMMUNITY,
        Permission.MANAGE_POINTS: COMMUNITY,
        Permission.READ_BADGES: EVERY_PERSON,
        Permission.SHOW_BADGES: EVERY_PERSON,
        Permission.MANAGE_BADGES: COMMUNITY,
        Permission.READ_LEADERBOARDS: EVERY_PERSON,
        Permission.READ_REWARDS: EVERY_PERSON,
        Permission.MANAGE_REWARDS: COMMUNITY,
        Permission.REDEEM: EVERY_PERSON,
        Permission.DECIDE_REDEMPTIONS: COMMUNITY,
        Permission.SEE_INSIGHTS: {*ANALYSTS, "manager"},
        Permission.READ_INSIGHTS: ANALYSTS,
        Permission.READ_OWN_TASKS: EVERY_PERSON,
        Permission.READ_OWN_TEAM: EVERY_PERSON,
    },
    scopes={
        Permission.READ_CONTENT: {"content.read"},
        Permission.SEE_INSIGHTS: {"insights.read"},
        Permission.READ_INSIGHTS: {"insights.read"},
    },
)
