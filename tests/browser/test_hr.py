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
