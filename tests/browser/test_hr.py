"""HR brings people in from a file: a check first, the rows to mend, then the import itself."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import Size
from tests.browser.world import file, row


def test_hr_checks_a_file_mends_it_and_imports_it(visit: Visit, size: Size) -> None:
    family = f"Haven{size.name}"
    good = [row(f"HV-{n}{size.name}", f"haven.{n}.{size.name}", f"Number{n}", family) for n in (1, 2, 3)]
    wrong = row(f"HV-4{size.name}", f"haven.4.{size.name}", "Wrong", family, email="no-address")
    hanne = visit("hr")
    page = hanne.open("/manage/people/imports")
    send = {"name": "haven.csv", "mimeType": "text/csv", "buffer": file(*good, wrong).encode()}
    page.locator("input[type=file]").set_input_files(send)  # type: ignore[arg-type]  # a FilePayload by its keys
    expect(page.get_by_text("haven.csv").first).to_be_visible()
    page.get_by_role("button", name="Check first").click()
    expect(page.get_by_text("This was a check")).to_be_visible()
    mend = page.get_by_role("table", name="1 place to mend")
    expect(mend.get_by_text("Not an e-mail address")).to_be_visible()
    expect(mend.get_by_role("row").nth(1)).to_contain_text("5")
    hanne.look()
    page.get_by_role("button", name="Import now").click()
    expect(page.get_by_text("Import of")).to_be_visible()
    expect(page.get_by_label("4 of 4 rows").first).to_be_visible()
    expect(page.locator("dl > div", has_text="New")).to_contain_text("3")
    page.get_by_role("link", name="See the people").click()
    page.get_by_role("searchbox", name="Name, number or e-mail").fill(family)
    expect(page.get_by_text(f"Number2 {family}")).to_be_visible()
    expect(page.get_by_text(f"Wrong {family}")).to_have_count(0)
    hanne.open("/manage/people/imports")
    expect(page.get_by_role("link", name="haven.csv").first).to_be_visible()


def test_hr_sends_a_dutch_file_as_it_is(visit: Visit, size: Size) -> None:
    number, family = f"NL-{size.name}", f"Dijkstra{size.name}"
    header = "Personeelsnummer;Achternaam;Voornaam;E-mail;Afdeling;Kostenplaats"
    text = f"{header}\r\n{number};{family};Zoë;zoe.{size.name}@example.org;Zorg;12\r\n"
    hanne = visit("hr", language="nl")
    page = hanne.open("/manage/people/imports")
    send = {"name": "hr.csv", "mimeType": "text/csv", "buffer": text.encode("windows-1252")}
    page.locator("input[type=file]").set_input_files(send)  # type: ignore[arg-type]  # a FilePayload by its keys
    letters = page.get_by_label("Hoe schrijft dit bestand zijn letters?")
    expect(page.get_by_role("button", name="Controleer eerst")).to_be_disabled()
    letters.select_option("windows-1252")
    mapping = page.get_by_role("region", name="Welke kolom is wat?")
    expect(mapping.get_by_text("Zoë")).to_be_visible()
    expect(mapping.get_by_label("Personeelsnummer", exact=False).first).to_have_value("column:Personeelsnummer")
    expect(mapping.get_by_text("Niet gebruikt: Kostenplaats.")).to_be_visible()
    hanne.look()
    page.get_by_role("button", name="Controleer eerst").click()
    expect(page.get_by_text("Dit was een controle")).to_be_visible()
    page.get_by_role("button", name="Nu importeren").click()
    expect(page.get_by_label("1 van 1 rijen").first).to_be_visible()
    page.get_by_role("link", name="Bekijk de mensen").click()
    page.get_by_role("searchbox").first.fill(family)
    expect(page.get_by_text(f"Zoë {family}")).to_be_visible()


def test_a_file_that_failed_whole_says_so(visit: Visit) -> None:
    hanne = visit("hr", language="fr")
    page = hanne.open("/manage/people/imports")
    send = {"name": "rh.csv", "mimeType": "text/csv", "buffer": b'Matricule;Nom\r\n"1;Petit'}
    page.locator("input[type=file]").set_input_files(send)  # type: ignore[arg-type]  # a FilePayload by its keys
    expect(page.get_by_text("Un guillemet ouvert ici n’est jamais fermé.")).to_be_visible()
    expect(page.get_by_role("button", name="Vérifier d’abord")).to_be_disabled()
    hanne.look()
    with page.expect_download() as template:
        page.get_by_role("button", name="Télécharger un modèle").click()
    assert "employee_number,user_name" in template.value.path().read_text(encoding="utf-8-sig")
