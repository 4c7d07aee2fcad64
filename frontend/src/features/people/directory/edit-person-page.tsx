/** What HR knows of one person, to change; they leave by not being here any more. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { people } from "../api";
import { PersonEditor } from "./person-editor";
import { personChangeOf, personDraftOf } from "./person-form";

export default function EditPersonPage() {
  const { t } = useTranslation("people");
  const id = useRouteParam("id");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const query = useQuery(people.edited(id));
  const change = people.useChange();
  const person = query.data?.value;
  const name = person ? `${person.given_name} ${person.family_name}` : t("person.change");
  return (
    <Page
      narrow
      title={name}
      lede={t("person.change")}
      crumbs={[
        { label: t("title"), to: "/manage/people" },
        { label: name, to: `/people/${id}` },
      ]}
    >
      <QueryState query={query}>
        {({ value, etag }) => {
          const initial = personDraftOf(value);
          return (
            <PersonEditor
              key={etag}
              name={id}
              initial={initial}
              etag={etag}
              saved={t("person.changed")}
              save={(draft, begunOn) => change.mutateAsync({ id, etag: begunOn, body: personChangeOf(draft, initial) })}
              onSaved={() => {
                void queries.invalidateQueries({ queryKey: people.key });
                void navigate({ to: `/people/${id}` });
              }}
            />
          );
        }}
      </QueryState>
    </Page>
  );
}
