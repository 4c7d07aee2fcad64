"""Every wait for the database ends before the gateway gives up, so that the caller hears from the service."""

import re

from service_kit.settings import ServiceSettings

from infra.local.settings import ROOT

SILENCE_TOLD_WITHIN = 3.0


def default(name: str) -> float:
    """The default of a setting."""
    return float(ServiceSettings.model_fields[name].default)


def most(name: str) -> float:
    """The largest value that the setting takes."""
    bounds = [float(rule.le) for rule in ServiceSettings.model_fields[name].metadata if hasattr(rule, "le")]
    assert len(bounds) == 1, f"{name} has no upper bound"
    return bounds[0]


def test_the_limits_of_a_request_lie_below_the_gateways() -> None:
    template = (ROOT / "infra" / "gateway" / "envoy.yaml").read_text(encoding="utf-8")
    gateway = [
        float(seconds) for seconds in re.findall(r"prefix_rewrite: /v1/, timeout: (\d+)s, retry_policy", template)
    ]
    assert len(gateway) == 6  # of each service: what may be done twice, and the rest
    for name in ("database_statement_seconds", "database_lock_seconds", "database_pool_seconds"):
        assert most(name) < min(gateway), name


def test_silence_is_told_within_three_seconds() -> None:
    assert default("database_patience_seconds") + default("database_answer_seconds") < SILENCE_TOLD_WITHIN


def test_background_work_has_longer_limits_than_requests() -> None:
    for kind in ("statement", "lock", "idle"):
        assert default(f"job_{kind}_seconds") > default(f"database_{kind}_seconds")
