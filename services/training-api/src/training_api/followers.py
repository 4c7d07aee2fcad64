"""What training-api follows from its siblings, and which action each event calls."""

from service_kit.events.feed_repair import Replica
from service_kit.events.follow import Follower

from training_api.certification.acknowledgements import actions as acknowledgements
from training_api.certification.acknowledgements import queries

CURRENT = "governance.acknowledgement.current.v1"

REPLICAS = (
    Replica(
        things=queries.REPLICATED,
        types=(CURRENT,),
        key_of=acknowledgements.person_of,
        restate=acknowledgements.restate,
        retire=acknowledgements.retire,
        records=acknowledgements.unfounded,
    ),
)

FOLLOWERS = (
    Follower(
        source="governance",
        handlers={CURRENT: acknowledgements.follow_current},
        replicas=REPLICAS,
    ),
)
