"""What transactions of advocacy lock, in the order in which they take it; `docs/locks.md` is written from here."""

from service_kit.data.locks import Lock, rows

CLICKS = Lock("advocacy.clicks", "one awarder of points for clicks at a time", "the job that awards")
LOCKS = (
    CLICKS,
    rows("ambassadors", "two may press at once, on two devices", "ambassadors"),
    rows("programme_settings", "two first changes at once", "the programme's settings"),
    rows("content", "what is shared is not withdrawn meanwhile", "content; shared by sharing it", shared=True),
    rows("redemptions", "two deciders may press at once", "redemptions"),
    rows("rewards", "the stock and the budget of a reward", "rewards and redemptions"),
    rows("point_balances", "the points that a person has, and what they share", "whatever gives or takes points"),
    rows("shares", "two tabs may mark a share at once", "sharing it again, and marking it as copied or posted"),
    rows("clicks", "visits that are counted while points are awarded", "the job that awards"),
    rows("point_rules", "two may change a rule at once", "point rules"),
    rows("badges", "two may change a badge at once", "badges"),
    rows("awarded_badges", "a person's own badge", "badges"),
    rows("leaderboard_preferences", "two first choices at once", "leaderboards"),
)
