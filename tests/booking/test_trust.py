"""Over TLS the house speaks only with whom it trusts, and shows who it is where that is wanted."""

import ssl

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from bot.booking.base import Away, Receipt
from bot.booking.http import Http
from bot.config import Access
from bot.errors import SettingError
from tests.booking.county import TOKEN, County
from tests.booking.office import TODAY, Clock, asks, slot
from tests.booking.running import serving
from tests.booking.wiretap import Wiretap
from tests.booking.with_http import RULES, booking

WISH = asks("aaaaaaaaa1", slot(TODAY, 9).model_copy(update={"id": "2026-09-21T09:00"}))


@pytest.fixture
def tap():
    return Wiretap(County(RULES, Clock()).app)


@pytest.fixture
def authority():
    return trustme.CA()


@pytest.fixture
def trusted(authority, tmp_path):
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    return tmp_path / "authority.pem"


def shown(authority, folder, name):
    """A certificate and its key, in files as servers want them."""
    made = authority.issue_cert(name)
    made.private_key_and_cert_chain_pem.write_to_path(folder / f"{name}.pem")
    return folder / f"{name}.pem"


async def put(url, **access):
    provider = Http(booking(url), Access.model_validate({"token": TOKEN, **access}))
    try:
        return await provider.put(WISH, "confirmed")
    finally:
        await provider.close()


async def test_an_office_with_its_own_authority_is_trusted_when_we_are_told_so(tap, authority, trusted, tmp_path):
    async with serving(tap, ssl_certfile=shown(authority, tmp_path, "localhost")) as url:
        assert isinstance(await put(url, authority=trusted), Receipt)


async def test_a_certificate_nobody_vouches_for_gets_not_a_word(tap, authority, tmp_path):
    async with serving(tap, ssl_certfile=shown(authority, tmp_path, "localhost")) as url:
        assert await put(url) == Away()

    assert tap.heard == []


async def test_a_certificate_for_another_name_gets_not_a_word(tap, authority, trusted, tmp_path):
    async with serving(tap, ssl_certfile=shown(authority, tmp_path, "elsewhere.example")) as url:
        assert await put(url, authority=trusted) == Away()

    assert tap.heard == []


async def test_an_office_may_want_to_see_our_certificate(tap, authority, trusted, tmp_path):
    wanted = {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_ca_certs": trusted}
    ours = shown(authority, tmp_path, "guide.example")
    others = shown(trustme.CA(), tmp_path, "stranger.example")
    async with serving(tap, ssl_certfile=shown(authority, tmp_path, "localhost"), **wanted) as url:
        assert await put(url, authority=trusted) == Away()
        assert await put(url, authority=trusted, certificate=others) == Away()
        assert tap.heard == []

        assert isinstance(await put(url, authority=trusted, certificate=ours), Receipt)


@pytest.mark.parametrize("part", ["authority", "certificate"])
@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_files_that_can_not_be_read_are_a_setting_to_mend(tmp_path, part, content):
    file = tmp_path / "it.pem"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(SettingError, match=r"GUIDE_BOOKING_ACCESS: .*it\.pem"):
        Http(booking("https://booking.example"), Access.model_validate({part: file}))


def test_a_key_under_a_passphrase_is_a_setting_to_mend_and_asks_nobody(authority, tmp_path):
    made = authority.issue_cert("guide.example")
    key = load_pem_private_key(made.private_key_pem.bytes(), None)
    locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"sesame"))
    (tmp_path / "it.pem").write_bytes(locked + b"".join(pem.bytes() for pem in made.cert_chain_pems))

    with pytest.raises(SettingError, match="GUIDE_BOOKING_ACCESS"):
        Http(booking("https://booking.example"), Access.model_validate({"certificate": tmp_path / "it.pem"}))
