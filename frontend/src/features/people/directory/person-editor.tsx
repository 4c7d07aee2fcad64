/** Add a person, or change what HR knows of them. */
import { Select, SimpleGrid, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { LANGUAGE_NAMES, LANGUAGES } from "@/shared/i18n/language";
import { boundTo } from "@/shared/ui/bound-to";
import { OrganisationName } from "@/shared/ui/organisation-name";
import { PersonPicker } from "@/shared/ui/person-picker";
import { ResourceEditor } from "@/shared/ui/resource-editor";
import type { Person } from "../api";
import { NEEDED, PLACES, type PersonDraft } from "./person-form";

interface PersonEditorProps {
  /** The id of the person, or "new". */
  name: string;
  initial: PersonDraft;
  etag?: string;
  saved: string;
  save: (draft: PersonDraft, etag: string) => Promise<Person>;
  onSaved: (person: Person) => void;
}

export function PersonEditor({ name, ...editor }: PersonEditorProps) {
  const { t } = useTranslation("people");
  const isNew = name === "new";
  const needed = (value: string) => (value.trim() ? null : t("person.needed"));
  return (
    <ResourceEditor
      {...editor}
      name={`training/people/${name}`}
      validate={Object.fromEntries(NEEDED.map((field) => [field, needed]))}
    >
      {(form) => (
        <>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {NEEDED.map((field) => (
              <TextInput
                key={field}
                label={t(`person.${field}`)}
                required
                type={field === "email" ? "email" : "text"}
                disabled={field === "employee_number" && !isNew}
                {...form.getInputProps(field)}
              />
            ))}
            <Select
              label={t("person.locale")}
              allowDeselect={false}
              data={localesOf(form.getValues().locale)}
              {...form.getInputProps("locale")}
            />
            {PLACES.map((field) => (
              <OrganisationName key={field} field={field} label={t(`person.${field}`)} {...form.getInputProps(field)} />
            ))}
          </SimpleGrid>
          <PersonPicker label={t("person.manager_id")} {...boundTo(form, "manager_id")} />
          {!isNew && (
            <Switch
              label={t("person.active")}
              description={t("person.activeText")}
              {...form.getInputProps("active", { type: "checkbox" })}
            />
          )}
        </>
      )}
    </ResourceEditor>
  );
}

/** The app's languages, and whatever else somebody has, such as "nl-BE". */
function localesOf(own: string) {
  const known = LANGUAGES.map((value) => ({ value: value as string, label: LANGUAGE_NAMES[value] }));
  return known.some(({ value }) => value === own) ? known : [...known, { value: own, label: own }];
}
