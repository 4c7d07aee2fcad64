/** One piece of content for its editor: change it, publish it, close it. */
import { Alert, Button, Group, List, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/shared/api/problem";
import { useLocalized } from "@/shared/i18n/localized";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { LinkButton } from "@/shared/ui/link";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { StateBadge } from "@/shared/ui/state-badge";
import { useTell } from "@/shared/ui/use-tell";
import { contentQuery, useMoveContent, type Content } from "./api";
import { ContentEditor } from "./content-editor";
import { draftOf } from "./content-form";

export default function EditContentPage() {
  const { t } = useTranslation("content");
  const localized = useLocalized();
  // Nobody's typing is lost to a refresh; what we change ourselves is read again.
  const query = useQuery({ ...contentQuery(useRouteParam("id")), refetchOnWindowFocus: false, refetchOnReconnect: false });
  const content = query.data?.value;
  return (
    <Page
      narrow
      title={content ? localized(content.title) : t("manage.title")}
      mark={content && <StateBadge state={content.state} />}
      crumbs={[{ label: t("manage.title"), to: "/manage/content" }]}
      actions={content && <Moves content={content} />}
    >
      <QueryState query={query} skeleton={<TextSkeleton lines={8} />}>
        {({ value, etag }) => (
          <ContentEditor
            key={etag}
            initial={draftOf(value)}
            existing={{ id: value.id, etag }}
            onSaved={() => void query.refetch()}
          />
        )}
      </QueryState>
    </Page>
  );
}

function Moves({ content }: { content: Content }) {
  const { t } = useTranslation("content");
  const tell = useTell();
  const move = useMoveContent(content);
  const missing = isProblem(move.error, "NotPublishable") ? move.error.members.missing : null;

  async function go(to: "publish" | "close") {
    try {
      await move.mutateAsync(to);
      tell.done(t(`moved.${to}`));
    } catch (error) {
      if (!isProblem(error, "NotPublishable")) tell.problem(error);
      throw error;
    }
  }

  return (
    <Stack align="flex-end" gap="xs">
      {content.state === "draft" && (
        <Button loading={move.isPending} onClick={() => void go("publish").catch(() => undefined)}>
          {t("manage.publish")}
        </Button>
      )}
      {content.state === "published" && (
        <Group gap="sm">
          <LinkButton to={`/share/content/${content.id}`} variant="light">
            {t("manage.see")}
          </LinkButton>
          <ConfirmButton
            variant="default"
            title={t("manage.close")}
            text={t("manage.closeText")}
            confirm={t("manage.close")}
            onConfirm={() => go("close")}
          >
            {t("manage.close")}
          </ConfirmButton>
        </Group>
      )}
      {Array.isArray(missing) && (
        <Alert color="yellow" variant="light" title={t("manage.missing")} role="alert">
          <List size="sm">
            {missing.map((line: unknown) => (
              <List.Item key={JSON.stringify(line)}>
                {typeof line === "string" ? line : String((line as { detail?: string }).detail ?? "")}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </Stack>
  );
}
