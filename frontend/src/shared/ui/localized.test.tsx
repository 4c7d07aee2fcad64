import { screen } from "@testing-library/react";
import i18next from "i18next";
import { afterEach, expect, it } from "vitest";
import { show } from "@/test/show";
import { Localized } from "./localized";
import { RichText } from "./rich-text";

afterEach(async () => {
  await i18next.changeLanguage("en");
});

it("marks nothing that is in the reader's language, whatever its region", async () => {
  await i18next.changeLanguage("nl");
  const { container } = show(<p title="words">{<Localized text={{ "nl-BE": "Dag", en: "Hello" }} />}</p>);
  expect(await screen.findByTitle("words")).toHaveTextContent(/^Dag$/);
  expect(container.querySelector("[lang]")).toBeNull();
});

it.each([
  ["nl", "in het Engels"],
  ["fr", "en anglais"],
])("says in %s which language the words are in", async (language, told) => {
  await i18next.changeLanguage(language);
  show(<Localized text={{ en: "Hello" }} />);
  expect(await screen.findByText("Hello")).toHaveAttribute("lang", "en");
  expect(screen.getByText(`(${told})`)).toBeInTheDocument();
});

it("says so above longer texts too", async () => {
  show(<RichText text={{ nl: "Een **sterk** begin" }} />);
  expect(await screen.findByText("(in Dutch)")).toBeInTheDocument();
  expect(screen.getByText("sterk").closest("[lang]")).toHaveAttribute("lang", "nl");
});
