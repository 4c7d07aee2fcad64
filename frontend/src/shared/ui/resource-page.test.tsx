import { TextInput } from "@mantine/core";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { resource } from "@/shared/api/resource";
import { forgetAllDrafts } from "@/shared/drafts/kept-draft";
import * as session from "@/shared/session/session";
import { services } from "@/test/network";
import { show } from "@/test/show";
import { ResourceEditor } from "./resource-editor";
import { ResourcePage } from "./resource-page";

const schemes = resource("training", "/v1/certification-schemes");

function SchemePage() {
  const change = schemes.useChange();
  return (
    <ResourcePage of={schemes} kind="Scheme" title={(scheme) => scheme.code} crumbs={() => []}>
      {({ value, etag }) => (
        <ResourceEditor
          key={etag}
          name={`schemes/${value.id}`}
          initial={{ code: value.code }}
          etag={etag}
          save={(draft, begunOn) => change.mutateAsync({ id: value.id, etag: begunOn, body: draft as never })}
          above={(unsaved) => <p>{unsaved ? "unsaved" : "as saved"}</p>}
        >
          {(form) => <TextInput label="Code" {...form.getInputProps("code")} />}
        </ResourceEditor>
      )}
    </ResourcePage>
  );
}

afterEach(() => {
  forgetAllDrafts();
  vi.restoreAllMocks();
});

it("shows what was saved as saved, also when its new version replaces the form", async () => {
  vi.spyOn(session, "signedInSubject").mockReturnValue("noor");
  let scheme = { id: "s1", code: "OLD", state: "draft" };
  let version = 1;
  services({
    "GET training/v1/certification-schemes/s1": () => ({ headers: { etag: `"v${version}"` }, body: scheme }),
    "PUT training/v1/certification-schemes/s1": ({ body }) => {
      scheme = { ...scheme, ...(body as object) };
      version += 1;
      return { body: scheme };
    },
  });
  show(<SchemePage />, { at: "/manage/schemes/s1", path: "/manage/schemes/$id" });
  await userEvent.type(await screen.findByRole("textbox", { name: "Code" }), "-NEW");
  expect(screen.getByText("unsaved")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByRole("heading", { name: "OLD-NEW" })).toBeVisible();
  await waitFor(() => expect(screen.getByText("as saved")).toBeVisible());
  expect(screen.getByRole("textbox", { name: "Code" })).toHaveValue("OLD-NEW");
  expect(screen.queryByText("Your draft is back")).not.toBeInTheDocument();
});
