import { TextInput } from "@mantine/core";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiProblem } from "@/shared/api/problem";
import { forgetAllDrafts, keepDraft, keptDraft } from "@/shared/drafts/kept-draft";
import * as session from "@/shared/session/session";
import { show } from "@/test/show";
import { ResourceEditor } from "./resource-editor";

const EMPTY = { code: "", title: "" };
type Draft = typeof EMPTY;

function Editor({
  save,
  etag,
  locked,
}: {
  save: (draft: Draft, etag: string) => Promise<unknown>;
  etag?: string;
  locked?: boolean;
}) {
  return (
    <ResourceEditor name="things/one" initial={EMPTY} save={save} {...(etag ? { etag } : {})} locked={locked ?? false}>
      {(form) => (
        <>
          <TextInput label="Code" {...form.getInputProps("code")} />
          <TextInput label="Title" {...form.getInputProps("title")} />
        </>
      )}
    </ResourceEditor>
  );
}

beforeEach(() => {
  vi.spyOn(session, "signedInSubject").mockReturnValue("noor");
});
afterEach(() => {
  forgetAllDrafts();
  vi.restoreAllMocks();
});

const code = () => screen.findByRole("textbox", { name: "Code" });
const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));

it("keeps what is typed on this device until it is saved", async () => {
  const save = vi.fn(() => Promise.resolve({}));
  show(<Editor save={save} etag='"v1"' />);
  await userEvent.type(await code(), "NEW");
  expect(keptDraft("things/one", EMPTY)).toMatchObject({ draft: { code: "NEW", title: "" }, etag: '"v1"' });
  await press("Save");
  await waitFor(() => expect(save).toHaveBeenCalledWith({ code: "NEW", title: "" }, '"v1"'));
  await waitFor(() => expect(keptDraft("things/one", EMPTY)).toBeNull());
});

it("brings a draft back, and starts again when asked", async () => {
  keepDraft("things/one", { code: "KEPT", title: "" }, undefined);
  show(<Editor save={() => Promise.resolve({})} />);
  expect(await screen.findByText("Your draft is back")).toBeVisible();
  expect(await code()).toHaveValue("KEPT");
  await press("Start again");
  expect(await code()).toHaveValue("");
  expect(screen.queryByText("Your draft is back")).not.toBeInTheDocument();
  expect(keptDraft("things/one", EMPTY)).toBeNull();
});

it("saves a draft against the version it was begun on, and offers the newest when that is gone", async () => {
  keepDraft("things/one", { code: "KEPT", title: "" }, '"v1"');
  const save = vi.fn<(draft: Draft, etag: string) => Promise<unknown>>(() =>
    Promise.reject(new ApiProblem(412, "Changed", "")),
  );
  show(<Editor save={save} etag='"v2"' />);
  expect(await code()).toHaveValue("KEPT");
  await press("Save");
  await waitFor(() => expect(save).toHaveBeenCalledWith({ code: "KEPT", title: "" }, '"v1"'));
  await userEvent.click(await screen.findByRole("button", { name: "Load the newest" }));
  expect(await code()).toHaveValue("");
  expect(keptDraft("things/one", EMPTY)).toBeNull();
});

it("shows a 422 at its field, and above the buttons what has no field here", async () => {
  const errors = [
    { pointer: "/code", detail: "Taken already" },
    { pointer: "/owner_id", detail: "Nobody by this id" },
  ];
  show(<Editor save={() => Promise.reject(new ApiProblem(422, "Malformed", "", errors))} />);
  await code();
  await press("Save");
  expect(await screen.findByText("Taken already")).toBeVisible();
  expect(screen.getByRole("textbox", { name: "Code" })).toHaveAttribute("aria-invalid", "true");
  expect(screen.getByRole("alert")).toHaveTextContent("Nobody by this id");
});

it("keeps no draft of what cannot be changed any more", async () => {
  keepDraft("things/one", { code: "KEPT", title: "" }, undefined);
  show(<Editor save={() => Promise.resolve({})} locked />);
  expect(await code()).toHaveValue("");
  expect(await code()).toBeDisabled();
});
