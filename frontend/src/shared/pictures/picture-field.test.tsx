import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import { refusal, services } from "@/test/network";
import { show } from "@/test/show";
import { Picture } from "./picture";
import { lacksWords, type PictureDraft } from "./picture-draft";
import { PictureField } from "./picture-field";

const LINK = "http://kring.test/api/training/v1/files/f1/640?until=1";
const FILE = new File(["points"], "team.png", { type: "image/png" });

function Form() {
  const [picture, setPicture] = useState<PictureDraft | null>(null);
  return (
    <>
      <PictureField service="training" value={picture} onChange={setPicture} />
      <output>{JSON.stringify(picture)}</output>
    </>
  );
}

it("uploads what is chosen, asks for its words, and lets it go again", async () => {
  services({
    "POST training/v1/files": () => ({ body: { id: "f1" } }),
    "POST training/v1/files/f1/link": () => ({ body: { url: LINK } }),
  });
  show(<Form />);
  await userEvent.upload(await screen.findByLabelText(/Drop a picture here/), FILE);
  const picture = await screen.findByRole("img", { name: "The picture you chose" });
  expect(picture).toHaveAttribute("src", "/api/training/v1/files/f1/640?until=1");
  await userEvent.type(screen.getByRole("textbox", { name: /What the picture shows/ }), "A team");
  expect(document.querySelector("output")).toHaveTextContent('{"file_id":"f1","alternative_text":{"en":"A team"}}');
  await userEvent.click(screen.getByRole("button", { name: "Remove the picture" }));
  expect(await screen.findByLabelText(/Drop a picture here/)).toBeInTheDocument();
});

it("says where it was chosen why a file is refused", async () => {
  services({ "POST training/v1/files": () => refusal(415, "FileTypeRefused", { found: "text/html" }) });
  show(<Form />);
  await userEvent.upload(await screen.findByLabelText(/Drop a picture here/), FILE);
  expect(await screen.findByRole("alert")).toHaveTextContent("This file is not taken");
});

it("a shown picture has its words and its size, and waits until it is near", async () => {
  const urls = { "320": "/a/320", "640": "/a/640", "1280": "/a/1280" };
  show(<Picture picture={{ file_id: "f1", alternative_text: { en: "A team" }, width: 900, height: 600, urls }} />);
  const picture = await screen.findByRole("img", { name: "A team" });
  expect(picture).toHaveAttribute("srcset", "/a/320 320w, /a/640 640w, /a/1280 900w");
  expect(picture).toHaveAttribute("src", "/a/640");
  expect(picture).toHaveAttribute("loading", "lazy");
  expect(picture).toHaveAttribute("width", "900");
});

it("words are missing only where there is a picture", () => {
  expect(lacksWords(null)).toBe(false);
  expect(lacksWords({ file_id: "f1", alternative_text: { nl: " " } })).toBe(true);
  expect(lacksWords({ file_id: "f1", alternative_text: { nl: "Een team" } })).toBe(false);
});
