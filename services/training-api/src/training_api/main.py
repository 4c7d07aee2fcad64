"""The rooms of training-api on one screen."""

from fastapi import FastAPI
from service_kit.app import build_app
from service_kit.service import Service

from training_api.database import Table
from training_api.followers import FOLLOWERS
from training_api.permissions import GRANTS
from training_api.settings import Settings

SERVICE = Service(
    name="training",
    package="training_api",
    settings=Settings,
    metadata=Table.metadata,
    routers=(),
    grants=GRANTS,
    constraints={},
    followers=FOLLOWERS,
    jobs=(),
    public_paths=(),
)


def create_app() -> FastAPI:
    return build_app(SERVICE)
