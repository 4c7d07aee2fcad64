"""A lapse as the sibling feels it: from the answer that suspends a certificate to the first refusal of the right."""

import time

import httpx

from tests.bench import goals
from tests.bench.bulk import Bench
from tests.bench.report import Figure

TIMES = 50
WAIT, WAIT_FOR_FEED = 30.0, 300.0


def felt(training: httpx.Client, governance: httpx.Client, person: str, wait: float = WAIT) -> float:
    """Seconds until governance says that this person's certificate is suspended."""
    suspended = training.post(f"/api/training/v1/certificates/{person}/suspend", json={"reason": "Refresher missed"})
    suspended.raise_for_status()
    started = time.perf_counter()
    address = f"/api/governance/v1/speaking-rights/check?person={person}&network=linkedin"
    while (waited := time.perf_counter() - started) < wait:
        found = governance.get(address).raise_for_status().json()
        if any(line["code"] == "CertificateSuspended" for line in found["missing"]):
            return time.perf_counter() - started
        time.sleep(0.002)
    raise TimeoutError(f"not felt after {waited:.0f} s")


def figures(bench: Bench) -> list[Figure]:
    """The median and the 99th percentile of so many lapses in turn; a certificate's id is its person's."""
    place = bench.place
    people = [str(person) for person in place.people[::2][-TIMES - 1 :]]
    with place.client("trainer") as training, place.client("strategist") as governance:
        felt(training, governance, people[0], WAIT_FOR_FEED)  # the follower may still be busy with what was built
        waits = sorted(felt(training, governance, person) for person in people[1:])
    p50, p99 = waits[len(waits) // 2], waits[min(len(waits) - 1, int(len(waits) * 0.99))]
    measured = f"{len(waits)} lapses, worst {waits[-1] * 1000:.0f} ms"
    return [
        goals.at_most("lapse felt by the sibling, p50", measured, p50, "s", goals.LAPSE_P50),
        goals.at_most("lapse felt by the sibling, p99", measured, p99, "s", goals.LAPSE_P99),
    ]
