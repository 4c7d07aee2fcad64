"""Which address is one of a network."""

import pytest
from advocacy_api.content.content.rules import Network
from advocacy_api.sharing.shares.rules import HandOver, WrongNetwork, hand_over_of, refuse_unless_of_network


@pytest.mark.parametrize(
    ("network", "url"),
    [
        ("linkedin", "https://www.linkedin.com/posts/anna-7"),
        ("linkedin", "https://lnkd.in/abc"),
        ("x", "https://twitter.com/anna/status/7"),
        ("facebook", "https://m.facebook.com/anna/posts/7"),
        ("bluesky", "https://bsky.app/profile/anna/post/7"),
        ("mastodon", "https://social.example/@anna/7"),
    ],
)
def test_a_post_stands_on_its_network(network: str, url: str) -> None:
    refuse_unless_of_network(Network(network), url)


@pytest.mark.parametrize(
    ("network", "url"),
    [
        ("linkedin", "https://x.com/anna/status/7"),
        ("linkedin", "https://linkedin.com.example.org/7"),
        ("x", "https://notx.com/7"),
        ("whatsapp", "https://wa.me/7"),
        ("email", "https://mail.example/7"),
    ],
)
def test_the_address_of_another_network_is_refused(network: str, url: str) -> None:
    with pytest.raises(WrongNetwork):
        refuse_unless_of_network(Network(network), url)


def test_two_networks_take_an_address_only() -> None:
    pasted = [network for network in Network if hand_over_of(network) is HandOver.PASTE]
    assert pasted == [Network.LINKEDIN, Network.FACEBOOK]
