/** One piece of content for its editor: change it, publish it, close it. */
import { Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/shared/api/problem";
import { LinkButton } from "@/shared/ui/link";
import { missingIn, MissingList } from "@/shared/ui/missing-list";
import { MoveButtons } from "@/shared/ui/move-buttons";
import { ResourcePage } from "@/shared/ui/resource-page";
import { content, type Content } from "../api";
import { ContentEditor } from "./content-editor";
import { useContentMoves } from "./use-content-moves";

export default function EditContentPage() {
  const { t } = useTranslation("content");
  return (
    <ResourcePage
      of={content}
      kind={t("manage.title")}
      title={(one) => one.title}
      crumbs={() => [{ label: t("manage.title"), to: "/manage/content" }]}
      actions={(one) => <Actions content={one} />}
    >
      {(read) => <ContentEditor key={read.etag} existing={read} />}
    </ResourcePage>
  );
}

function Actions({ content: one }: { content: Content }) {
  const { t } = useTranslation("content");
  return (
    <Group gap="sm">
      {one.state === "published" && (
        <LinkButton to={`/share/content/${one.id}`} variant="light">
          {t("manage.see")}
        </LinkButton>
      )}
      <MoveButtons
        of={content}
        thing={one}
        explain={(refused) =>
          isProblem(refused, "NotPublishable") ? (
            <MissingList title={t("manage.missing")} lines={missingIn(refused)} />
          ) : undefined
        }
        words={useContentMoves()}
      />
    </Group>
  );
}
