"""The rooms of advocacy-api on one screen."""

from fastapi import FastAPI
from service_kit.domain.file_endpoints import LINKED
from service_kit.domain.search_endpoints import search_router
from service_kit.domain.task_endpoints import tasks_router
from service_kit.domain.tasks import Sources
from service_kit.events.feed_tasks import REWOUND_FEEDS
from service_kit.service import Service
from service_kit.web.app import build_app

from advocacy_api.ambassadors.ambassadors import endpoints as ambassadors
from advocacy_api.ambassadors.ambassadors import jobs as ambassador_jobs
from advocacy_api.ambassadors.ambassadors import queries as ambassador_queries
from advocacy_api.ambassadors.ambassadors.rules import AlreadyAmbassador
from advocacy_api.content.content import endpoints as content
from advocacy_api.content.content import queries as content_queries
from advocacy_api.database import Table
from advocacy_api.followers import FOLLOWERS
from advocacy_api.insights.figures import endpoints as insights
from advocacy_api.locks import LOCKS
from advocacy_api.permissions import GRANTS, Permission
from advocacy_api.programme.settings import endpoints as settings
from advocacy_api.rewarding.badges import endpoints as badges
from advocacy_api.rewarding.badges import jobs as badge_jobs
from advocacy_api.rewarding.leaderboards import endpoints as leaderboards
from advocacy_api.rewarding.point_rules import endpoints as point_rules
from advocacy_api.rewarding.point_rules.rules import CodeTaken, RulesOverlap
from advocacy_api.rewarding.points import endpoints as points
from advocacy_api.rewarding.points.rules import AlreadyReversed
from advocacy_api.rewarding.redemptions import endpoints as redemptions
from advocacy_api.rewarding.redemptions import queries as redemption_queries
from advocacy_api.rewarding.redemptions.rules import BudgetExhausted, OutOfStock
from advocacy_api.rewarding.rewards import endpoints as rewards
from advocacy_api.rewarding.rewards import queries as reward_queries
from advocacy_api.settings import Settings
from advocacy_api.sharing.clicks import endpoints as clicks
from advocacy_api.sharing.clicks import jobs as click_jobs
from advocacy_api.sharing.crawlers import queries as crawler_queries
from advocacy_api.sharing.shares import endpoints as shares
from advocacy_api.teams.team import endpoints as team

TASKS: Sources = (REWOUND_FEEDS, *ambassador_queries.TASKS, redemption_queries.TASKS, crawler_queries.OLD_LIST)

SERVICE = Service(
    name="advocacy",
    package="advocacy_api",
    settings=Settings,
    metadata=Table.metadata,
    # Routes are looked through in this order: what everyone asks every day stands first.
    routers=(
        tasks_router(Permission.READ_OWN_TASKS, TASKS),
        leaderboards.router,
        shares.router,
        content.router,
        points.router,
        point_rules.router,
        badges.router,
        rewards.router,
        redemptions.router,
        ambassadors.me_router,
        ambassadors.router,
        ambassadors.people_router,
        team.router,
        insights.router,
        settings.router,
        search_router(Permission.READ_CONTENT, (content_queries.FOUND, reward_queries.FOUND)),
    ),
    root_routers=(clicks.router,),
    grants=GRANTS,
    constraints={
        "uq_ambassadors_living": AlreadyAmbassador,
        "uq_point_entries_reverses": AlreadyReversed,
        "uq_point_rules_active": RulesOverlap,
        "pk_point_rules": CodeTaken,
        "pk_badges": CodeTaken,
        "ck_rewards_stock": OutOfStock,
        "ck_rewards_budget": BudgetExhausted,
    },
    followers=FOLLOWERS,
    jobs=(ambassador_jobs.jobs, badge_jobs.jobs, click_jobs.jobs),
    locks=LOCKS,
    public_paths=(clicks.PATH, LINKED),
    attachments={"content": content_queries.visible},
    title="Kring advocacy",
    description="Ambassadors, content, shares, points, badges, leaderboards and rewards.",
)


def create_app() -> FastAPI:
    return build_app(SERVICE)
