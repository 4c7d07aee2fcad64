"""Parts of a test's own: a gateway with other limits or hosts, and services that may be frozen or killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx

from infra.local import gateway, identity, process_definitions
from infra.local.gateway import Limits
from infra.local.settings import ROOT, Settings
from tests.calling import eventually
from tests.conftest import RunningStack, free_port

STARTS_WITHIN = 60.0


def wide_limits(**chosen: int) -> Limits:
    """Limits that no test reaches, but for those that it chooses."""
    buckets = ("client", "subject", "writes", "token", "identity")
    wide = {f"{bucket}_{bound}": 10_000 for bucket in buckets for bound in ("burst", "per_second")}
    return Limits(**{**wide, "uploads_burst": 10_000, "uploads_per_minute": 10_000, **chosen})


@dataclass(frozen=True)
class OwnGate:
    """A gateway of a test: a client through it, its admin interface, and its log."""

    client: httpx.Client
    admin: httpx.Client
    log: Path

    @property
    def answers(self) -> bool:
        """Whether it has the keys of the tokens and listens."""
        try:
            return self.admin.get("/ready").status_code == 200 and self.client.get("/health").status_code == 200
        except httpx.TransportError:
            return False

    def sent(self, cluster: str) -> int:
        """How many requests it has sent to a cluster, answered or not."""
        counted = self.admin.get("/stats", params={"filter": f"^cluster.{cluster}.upstream_rq_total$"})
        return int(counted.text.rpartition(" ")[2])

    def left_out(self, cluster: str) -> set[int]:
        """The ports of the hosts that fail their health checks or were ejected."""
        found = self.admin.get("/clusters", params={"format": "json"}).json()["cluster_statuses"]
        hosts: list[dict[str, Any]] = next(each["host_statuses"] for each in found if each["name"] == cluster)
        flags = ("failed_active_health_check", "failed_outlier_check")
        failed = [host for host in hosts if any(host["health_status"].get(flag) for flag in flags)]
        return {int(host["address"]["socket_address"]["port_value"]) for host in failed}


class OpenGate(Protocol):
    """Opens a gateway with these limits; `training` names the ports of the hosts of training-api."""

    def __call__(self, limits: Limits, origin: str | None = None, training: Sequence[int] = ()) -> OwnGate: ...


def gate_opener(stack: RunningStack, folder: Path, opened: ExitStack) -> OpenGate:
    """What opens gateways until `opened` is closed."""

    def open_gate(limits: Limits, origin: str | None = None, training: Sequence[int] = ()) -> OwnGate:
        settings = Settings(port=free_port(), data=folder, public_origin=origin)
        numbers = {**stack.state.ports, "gateway-admin": free_port()}
        inside = f"http://127.0.0.1:{numbers['identity']}/idp"
        issuer = identity.Issuer(f"{stack.origin}/idp", f"{inside}/jwks", f"{inside}/token")
        configuration = json.loads(gateway.render(settings, numbers, issuer, limits))
        if training:
            _name_hosts(configuration, "training", training)
        path, log = folder / "envoy.json", folder / "envoy.log"
        path.write_text(json.dumps(configuration), encoding="utf-8")
        with log.open("wb") as file:
            process = subprocess.Popen([gateway.program(), "-c", str(path), *gateway.FLAGS], stdout=file, stderr=file)
        opened.callback(process.wait, 10)
        opened.callback(process.terminate)
        base = "http://127.0.0.1:{}"
        many = httpx.Limits(max_connections=None)  # a request waits at the gateway, never in the client
        client = httpx.Client(base_url=base.format(settings.port), limits=many, timeout=60, trust_env=False)
        admin = httpx.Client(base_url=base.format(numbers["gateway-admin"]), trust_env=False)
        opened.callback(client.close)
        opened.callback(admin.close)
        gate = OwnGate(client, admin, log)
        eventually(lambda: gate.answers, STARTS_WITHIN)
        return gate

    return open_gate


def _name_hosts(configuration: dict[str, Any], cluster: str, ports: Sequence[int]) -> None:
    found = next(each for each in configuration["static_resources"]["clusters"] if each["name"] == cluster)
    addresses = [{"socket_address": {"address": gateway.LOOPBACK, "port_value": port}} for port in ports]
    hosts = [{"endpoint": {"address": address}} for address in addresses]
    found["load_assignment"]["endpoints"] = [{"lb_endpoints": hosts}]


class OwnService:
    """A training-api of a test, which may be frozen, killed and started again at the same port."""

    def __init__(self, environment: dict[str, str], port: int) -> None:
        self.port = port
        self._environment = {**environment, "PORT": str(port)}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers; the gateway is not asked."""
        command = [sys.executable, "-m", "service_kit", "serve", "training_api"]
        environment = {**os.environ, **self._environment}
        self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        ends = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            assert time.monotonic() < ends, "the service did not start"
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/health/ready", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def freeze(self) -> None:
        """It gets no processor at all: the worst that a busy machine can do to it."""
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on where it was."""
        self._send(signal.SIGCONT)

    def kill(self) -> None:
        """End it at once, frozen or not."""
        self._send(signal.SIGKILL)
        assert self._process
        self._process.wait(10)

    def _send(self, number: signal.Signals) -> None:
        assert self._process
        self._process.send_signal(number)


StartService = Callable[[], OwnService]


def service_starter(stack: RunningStack, started: ExitStack) -> StartService:
    """What starts services until `started` is closed."""
    settings = Settings(port=stack.port, data=stack.data, seed="none")
    issuer = identity.issuer(settings, stack.state.ports["identity"])
    environment = process_definitions.service_environment(
        settings, "training", stack.state.ports, stack.state.databases, issuer
    )

    def start() -> OwnService:
        service = OwnService(environment, free_port())
        service.start()
        started.callback(service.kill)
        return service

    return start
