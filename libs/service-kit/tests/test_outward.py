"""Calls outwards over real TLS: whom they trust, which way they go, and what is said when neither will do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sample.issuers import NAME, Authority, OpenIdServer, issuing, proxying
from service_kit.events.siblings import ServiceToken
from service_kit.identity.tokens import Keys
from service_kit.outward import AuthoritiesUnreadable, outward_client, trusted
from service_kit.testing.doubles import KEY_ID
from service_kit.testing.plugin import settings_for
from service_kit.web.errors import SiblingAway, Unauthenticated, Unavailable

ENVIRONMENT = ("SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    folder = tmp_path / "authority"
    folder.mkdir()
    return Authority(folder)


@pytest.fixture
def there(authority: Authority, issuer: Any) -> Iterator[OpenIdServer]:
    """An issuer on loopback whose certificate is of the private authority."""
    with issuing(issuer.jwks, authority.vouch("127.0.0.1")) as server:
        server.token = "a-token"
        yield server


def settings(service: Any, server: OpenIdServer, **others: Any) -> Any:
    client = {"service_client_id": "x", "service_client_secret": "y-z"}
    found = {"oidc_issuer": server.base, "oidc_jwks_url": None, **client}
    return settings_for(service, "postgresql://x/y", **{**found, **others})


async def test_a_private_authority_is_trusted_for_keys_discovery_and_our_own_token(
    service: Any, there: OpenIdServer, authority: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    named = tmp_path / "folder"
    named.mkdir()
    (named / "our-company.crt").write_bytes(authority.certificate.read_bytes())
    (named / "README.txt").write_text("no certificate")
    for name, value in (("SSL_CERT_FILE", authority.certificate), ("SSL_CERT_DIR", named)):
        with monkeypatch.context() as patched:
            patched.setenv(name, str(value))
            keys = Keys(settings(service, there))
            assert (await keys.key_for(KEY_ID, "RS256")).id == KEY_ID
            assert keys.state == "ok"
            assert await ServiceToken(settings(service, there)).value() == "a-token"
    assert {path.rpartition("/")[2] for path in there.asked} == {"openid-configuration", "jwks", "token"}


async def test_an_unknown_authority_is_503_and_said_so(service: Any, there: OpenIdServer) -> None:
    keys = Keys(settings(service, there))
    assert keys.state == "NotAsked"
    with pytest.raises(Unavailable) as refused:
        await keys.key_for(KEY_ID, "RS256")
    assert (refused.value.status, refused.value.headers["Retry-After"]) == (503, "2")
    assert keys.state == "CertificateNotTrusted"
    with pytest.raises(SiblingAway):
        await ServiceToken(settings(service, there)).value()
    assert there.asked == [], "nothing was asked of whom we do not know"


async def test_a_certificate_for_another_name_is_not_trusted_either(
    service: Any, authority: Authority, issuer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    with issuing(issuer.jwks, authority.vouch("another.kring.test")) as server:
        keys = Keys(settings(service, server))
        with pytest.raises(Unavailable):
            await keys.key_for(KEY_ID, "RS256")
        assert (keys.state, server.asked) == ("CertificateNotTrusted", [])


async def test_known_keys_go_on_being_used(
    service: Any, there: OpenIdServer, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = Keys(settings(service, there))
    with monkeypatch.context() as patched:
        patched.setenv("SSL_CERT_FILE", str(authority.certificate))
        await keys.key_for(KEY_ID, "RS256")
    keys._asked_at -= 61
    with pytest.raises(Unavailable):
        await keys.key_for("a-new-one", "RS256")
    assert keys.state == "CertificateNotTrusted"
    assert (await keys.key_for(KEY_ID, "RS256")).id == KEY_ID
    assert [one["kid"] for one in await keys.published()] == [KEY_ID]


@pytest.mark.parametrize("answered", [{"error": "maintenance"}, {}, {"keys": []}, {"keys": [{"kty": "oct"}]}])
async def test_an_issuer_that_answers_without_any_key_is_away(service: Any, issuer: Any, answered: Any) -> None:
    with issuing(answered, None) as server:
        keys = Keys(settings(service, server))
        with pytest.raises(Unavailable):
            await keys.published()
        server.jwks = issuer.jwks
        keys._failed_at -= 2
        await keys.key_for(KEY_ID, "RS256")
        server.jwks = answered
        keys._asked_at -= 61
        with pytest.raises(Unavailable):
            await keys.key_for("a-new-one", "RS256")
        assert (await keys.key_for(KEY_ID, "RS256")).id == KEY_ID, "nobody is signed out by it"
        assert [one["kid"] for one in await keys.published()] == [KEY_ID]


async def test_an_unknown_key_asks_the_issuer_again_but_seldom(service: Any, issuer: Any) -> None:
    with issuing(issuer.jwks, None) as server:
        keys = Keys(settings(service, server))
        await keys.key_for(KEY_ID, "RS256")
        for _attempt in range(5):
            with pytest.raises(Unauthenticated):
                await keys.key_for("nobody", "RS256")
        assert server.asked.count("/jwks") == 1
        keys._asked_at -= 61
        with pytest.raises(Unauthenticated):
            await keys.key_for("nobody", "RS256")
        assert server.asked.count("/jwks") == 2


async def test_an_issuer_that_is_away_is_said_so_and_left_alone_for_a_moment(service: Any, issuer: Any) -> None:
    with issuing(issuer.jwks, None) as server:
        server.away = True
        keys = Keys(settings(service, server))
        for _attempt in range(3):
            with pytest.raises(Unavailable):
                await keys.key_for(KEY_ID, "RS256")
        assert keys.state == "Away"
        assert len(server.asked) == 1
        server.away, keys._failed_at = False, float("-inf")
        assert (await keys.key_for(KEY_ID, "RS256")).id == KEY_ID


async def test_what_is_outside_is_reached_by_the_proxy_alone(
    service: Any, authority: Authority, issuer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    with issuing(issuer.jwks, authority.vouch(NAME), host=NAME) as server, proxying() as proxy:
        server.token = "a-token"
        away = Keys(settings(service, server))
        with pytest.raises(Unavailable):
            await away.key_for(KEY_ID, "RS256")
        assert away.state == "Away", "nobody but the proxy knows the way"
        monkeypatch.setenv("HTTPS_PROXY", proxy.address)
        assert (await Keys(settings(service, server)).key_for(KEY_ID, "RS256")).id == KEY_ID
        assert await ServiceToken(settings(service, server)).value() == "a-token"
        assert set(proxy.led) == {server.base.removeprefix("https://")}
        monkeypatch.setenv("NO_PROXY", NAME)
        led = len(proxy.led)
        with pytest.raises(Unavailable):
            await Keys(settings(service, server)).key_for(KEY_ID, "RS256")
        assert len(proxy.led) == led


async def test_this_machine_is_asked_by_no_proxy(
    service: Any, there: OpenIdServer, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    with proxying() as proxy:
        for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.address)
        await Keys(settings(service, there)).key_for(KEY_ID, "RS256")
        assert proxy.led == []


def test_certificates_that_cannot_be_read_do_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("nothing")
    wrong = [("FILE", "none.pem"), ("FILE", "empty.pem"), ("DIR", "nowhere"), ("DIR", "")]
    for name, value in ((f"SSL_CERT_{kind}", value) for kind, value in wrong):
        with monkeypatch.context() as patched:
            patched.setenv(name, str(tmp_path / value))
            with pytest.raises(AuthoritiesUnreadable, match=name):
                trusted()


async def test_nobody_is_followed_elsewhere() -> None:
    async with outward_client() as client:
        assert client.follow_redirects is False
        assert isinstance(client, httpx.AsyncClient)


async def test_the_gateway_is_given_the_keys_that_services_use(http: Any, app: Any, service: Any) -> None:
    given = await http.anonymous.get("/keys")
    assert given.status_code == 200
    assert [(one["kid"], one["alg"], one["use"]) for one in given.json()["keys"]] == [(KEY_ID, "RS256", "sig")]
    assert (await http.anonymous.get("/health/ready")).json()["issuer"] == "ok"
    assert "/keys" not in (await http.anonymous.get("/openapi.json")).json()["paths"]
    keys = app.state.authenticator.tokens.keys = Keys(
        settings_for(service, "x", oidc_jwks_url="http://127.0.0.1:1/jwks")
    )
    assert keys.state == "NotAsked"
    away = await http.anonymous.get("/keys")
    assert (away.status_code, away.json()["code"], away.headers["retry-after"]) == (503, "Unavailable", "2")
    assert (await http.anonymous.get("/health/ready")).json()["issuer"] == "Away"
