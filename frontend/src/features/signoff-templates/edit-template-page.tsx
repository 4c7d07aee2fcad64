/** One sign-off route: other stages for the sign-offs to come, or no more of them. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { useMe } from "@/shared/session/me";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { useTell } from "@/shared/ui/use-tell";
import { templateQuery, useRetire } from "./api";
import { draftOf } from "./template-form";
import { TemplateEditor } from "./template-editor";

export default function EditTemplatePage() {
  const { t } = useTranslation("signoff-templates");
  const navigate = useNavigate();
  const { may } = useMe();
  const id = useRouteParam("id");
  const query = useQuery(templateQuery(id));
  const template = query.data?.value;
  const back = () => void navigate({ to: "/manage/signoff-templates" });
  return (
    <Page
      narrow
      title={template?.name ?? t("one")}
      lede={t("editLede")}
      crumbs={[{ label: t("title"), to: "/manage/signoff-templates" }]}
      actions={template?.state === "active" && may("governance:signoff-templates.edit") && <Retire id={id} onDone={back} />}
    >
      <QueryState query={query} skeleton={<TextSkeleton lines={8} />}>
        {({ value, etag }) => <TemplateEditor key={etag} initial={draftOf(value)} existing={{ id, etag }} onSaved={back} />}
      </QueryState>
    </Page>
  );
}

function Retire({ id, onDone }: { id: string; onDone: () => void }) {
  const { t } = useTranslation("signoff-templates");
  const tell = useTell();
  const retire = useRetire(id);
  async function go() {
    try {
      await retire.mutateAsync();
      tell.done(t("retire.done"));
      onDone();
    } catch (error) {
      tell.problem(error);
      throw error;
    }
  }
  return (
    <ConfirmButton variant="default" title={t("retire.title")} text={t("retire.text")} confirm={t("retire.action")} onConfirm={go}>
      {t("retire.action")}
    </ConfirmButton>
  );
}
