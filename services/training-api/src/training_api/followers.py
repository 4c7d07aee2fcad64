"""What training-api follows from its siblings, and which action each event calls."""

from service_kit.events.follow import Follower

from training_api.certification.acknowledgements import actions as acknowledgements

FOLLOWERS = (
    Follower(
        source="governance",
        handlers={"governance.acknowledgement.current.v1": acknowledgements.follow_current},
    ),
)
