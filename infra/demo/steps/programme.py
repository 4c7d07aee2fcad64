"""The community manager says what each act is worth and which badges can be earned."""

from infra.demo import programme
from infra.demo.loading import Load


async def bring(load: Load) -> None:
    """What is there already stays as it is."""
    rules, badges = await programme.start(load.api)
    load.report(f"programme: {rules} rules and {badges} badges made")
