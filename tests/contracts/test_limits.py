"""A file of people is the same everywhere: what the gateway lets through, a service accepts, and the app describes."""

import re
from pathlib import Path

import pytest
from service_kit.web.app import LARGEST_UPLOAD
from training_api.directory.people.rules import CARRIED
from training_api.settings import Settings

from infra.local.gateway import Limits

FORM_AROUND_IT = 64 * 1024
PEOPLE = 103_000
LONG_ROW = (
    "EMP-00103000,maria-magdalena.van-den-broeck,Maria Magdalena,Van den Broeck-Vandenberghe,"
    "maria-magdalena.van-den-broeck@subsidiary.example.com,nl-BE,Customer Contact and Services,Northern Europe,"
    "senior-customer-contact-adviser,EMP-00001030,Louvain-la-Neuve (campus),false\r\n"
)


def _accepted() -> int:
    return int(Settings.model_fields["people_import_max_bytes"].default)


def test_a_file_that_the_service_accepts_passes_the_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GATEWAY_IMPORT_BYTES", raising=False)
    monkeypatch.delenv("PEOPLE_IMPORT_MAX_BYTES", raising=False)
    assert _accepted() + FORM_AROUND_IT <= Limits().import_bytes <= LARGEST_UPLOAD
    monkeypatch.setenv("PEOPLE_IMPORT_MAX_BYTES", str(60 * 1024 * 1024))
    assert 60 * 1024 * 1024 + FORM_AROUND_IT <= Limits().import_bytes <= LARGEST_UPLOAD


def test_a_picture_that_a_service_accepts_passes_the_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GATEWAY_FILE_BYTES", raising=False)
    for largest in (int(Settings.model_fields["file_max_mb"].default), 60):
        monkeypatch.setenv("FILE_MAX_MB", str(largest))
        assert largest * 1024 * 1024 + FORM_AROUND_IT <= Limits().file_bytes <= LARGEST_UPLOAD


def test_a_file_of_everyone_fits_with_room() -> None:
    assert LONG_ROW.count(",") == len(CARRIED.headers) - 1
    assert len(LONG_ROW.encode()) * PEOPLE * 1.5 < _accepted()


def test_the_app_names_the_columns_of_a_file() -> None:
    imports = Path(__file__).resolve().parents[2] / "frontend" / "src" / "features" / "people" / "imports"
    listed = (imports / "reading.ts").read_text().split("export const FIELDS = [")[1].split("]")[0]
    assert tuple(re.findall(r'"(\w+)"', listed)) == CARRIED.headers
