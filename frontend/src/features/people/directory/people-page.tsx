/** Everyone in the directory, to search and filter. */
import { IconFileUpload, IconUserPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/shared/session/me";
import { LinkButton } from "@/shared/ui/link";
import { Named } from "@/shared/ui/named";
import { OrganisationNameFilter } from "@/shared/ui/organisation-name";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { StateBadge } from "@/shared/ui/state-badge";
import { PersonLink } from "@/shared/ui/person-link";
import { people } from "../api";

export default function PeoplePage() {
  const { t } = useTranslation(["people", "shared"]);
  const { may } = useMe();
  const importLink = may("training:people.import") && (
    <LinkButton to="/manage/people/imports" leftSection={<IconFileUpload size={18} aria-hidden />}>
      {t("import.action")}
    </LinkButton>
  );
  const addLink = may("training:people.write") && (
    <LinkButton to="/manage/people/new" variant="default" leftSection={<IconUserPlus size={18} aria-hidden />}>
      {t("person.add")}
    </LinkButton>
  );
  return (
    <ResourceListPage
      of={people}
      title={t("title")}
      lede={t("lede")}
      actions={
        <>
          {addLink}
          {importLink}
        </>
      }
      search={t("searchPeople")}
      filters={[
        {
          name: "department",
          label: t("column.department"),
          field: (value, choose) => (
            <OrganisationNameFilter
              key="department"
              field="department"
              label={t("column.department")}
              value={value}
              onChange={choose}
            />
          ),
        },
        {
          name: "active",
          label: t("column.state"),
          segments: true,
          every: t("shared:all"),
          choices: [
            { value: "true", label: t("here") },
            { value: "false", label: t("gone") },
          ],
        },
      ]}
      empty={{ title: t("empty.title"), text: t("empty.text"), action: importLink }}
      none={{ title: t("none.title"), text: t("none.text") }}
      columns={[
        {
          key: "name",
          header: t("column.name"),
          name: true,
          cell: (person) => (
            <Named below={[person.employee_number, person.email].filter(Boolean).join(" · ")}>
              <PersonLink id={person.id}>
                {person.given_name} {person.family_name}
              </PersonLink>
            </Named>
          ),
        },
        { key: "department", header: t("column.department"), cell: (person) => person.department ?? "" },
        { key: "job", header: t("column.job"), cell: (person) => person.job_profile ?? "" },
        { key: "location", header: t("column.location"), cell: (person) => person.location ?? "" },
        {
          key: "state",
          header: t("column.state"),
          // Only HR and a person's manager see who has left; the others find those who are here.
          cell: ({ active }) => (
            <StateBadge
              state={active === false ? "inactive" : "active"}
              label={t(active === false ? "gone" : "here")}
            />
          ),
        },
      ]}
    />
  );
}
