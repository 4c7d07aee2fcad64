/** Somebody joins: added by hand. */
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/shared/ui/page";
import { people } from "../api";
import { PersonEditor } from "./person-editor";
import { NEW_PERSON, personBodyOf } from "./person-form";

export default function NewPersonPage() {
  const { t } = useTranslation("people");
  const navigate = useNavigate();
  const create = people.useCreate();
  return (
    <Page narrow title={t("person.add")} crumbs={[{ label: t("title"), to: "/manage/people" }]}>
      <PersonEditor
        name="new"
        initial={NEW_PERSON}
        saved={t("person.added")}
        save={(draft) => create.mutateAsync(personBodyOf(draft))}
        onSaved={(person) => void navigate({ to: `/people/${person.id}` })}
      />
    </Page>
  );
}
