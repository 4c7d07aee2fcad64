/** Each reader sees what is theirs to see; a part that somebody may not see is not there at all. */
import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { refusal, services } from "@/test/network";
import { show } from "@/test/show";
import PersonPage from "./person-page";

const AT = { at: "/people/p1", path: "/people/$id" } as const;
const none = () => ({ body: { items: [], next_cursor: null } });
const anna = {
  id: "p1",
  given_name: "Anna",
  family_name: "de Vries",
  active: true,
  department: "Sales",
  manager_id: null,
};
const line = {
  requirement_id: "r1",
  subject: { kind: "track", id: "t1", code: "SAFE", title: { en: "Safety" } },
  state: "open",
  why: {
    matched: [
      { attribute: "department", value: "Sales" },
      { attribute: "role", value: "manager" },
    ],
    reason: { en: "The law" },
    legal_basis: null,
    sponsor_id: null,
  },
  assigned_at: "2026-01-01T12:00:00Z",
  due_at: "2027-01-05T12:00:00Z",
  completed_at: null,
  exempt_until: null,
  repeat_every_days: null,
  minutes: 10,
};
const exemption = {
  id: "e1",
  subject: { kind: "module", id: "m1", code: "M-1", title: { en: "Lifting" } },
  reason: null,
  until: "2027-02-01T12:00:00Z",
  state: "running",
};
const NEAR = {
  "GET training/v1/people/p1": () => ({ body: anna }),
  "GET training/v1/people/p1/requirements": () => ({ body: { items: [line], next_cursor: null } }),
  "GET training/v1/exemptions": () => ({ body: { items: [exemption], next_cursor: null } }),
  "GET training/v1/waivers": none,
  "GET training/v1/certificates": none,
  "GET training/v1/enrolments": none,
  "GET training/v1/completions": none,
};

it("tells a manager why each thing is asked of this very person, and says in words where there is nothing", async () => {
  services(NEAR);
  show(<PersonPage />, AT);
  expect(await screen.findByText(/The law/)).toHaveTextContent("Asked because of: department Sales and role Manager");
  expect(await screen.findByRole("heading", { name: "Exempt from" })).toBeVisible();
  expect(await screen.findByText("Lifting")).toBeVisible();
  expect(await screen.findByText("Nobody asked to skip anything.")).toBeVisible();
  expect(await screen.findByText("No certificate yet.")).toBeVisible();
  expect(await screen.findByText("No module begun.")).toBeVisible();
});

it("shows a colleague nothing of it, and asks for nothing of it", async () => {
  const { of } = services({ ...NEAR, "GET training/v1/people/p1/requirements": () => refusal(404, "Missing") });
  show(<PersonPage />, AT);
  expect(await screen.findByRole("heading", { name: "Anna de Vries" })).toBeVisible();
  await waitFor(() => expect(of("GET training/v1/people/p1/requirements")).toHaveLength(1));
  for (const name of ["Required", "Exempt from", "May skip what comes before", "Certificates", "Learning now"])
    expect(screen.queryByRole("heading", { name })).not.toBeInTheDocument();
  for (const list of ["exemptions", "waivers", "certificates", "enrolments", "completions"])
    expect(of(`GET training/v1/${list}`)).toEqual([]);
});

it("does not tell who keeps requirements alone that there is no waiver: they are not told of any", async () => {
  services(NEAR);
  show(<PersonPage />, { ...AT, may: ["training:requirements.read-lines", "training:completions.read"] });
  expect(await screen.findByRole("heading", { name: "Exempt from" })).toBeVisible();
  expect(await screen.findByText("No module begun.")).toBeVisible();
  expect(screen.queryByRole("heading", { name: "May skip what comes before" })).not.toBeInTheDocument();
  expect(screen.queryByRole("heading", { name: "Certificates" })).not.toBeInTheDocument();
});
