/** One scheme: to change while a draft, to read once people are certified by it. */
import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ResourcePage } from "@/shared/ui/resource-page";
import { WhoHasIt } from "@/shared/ui/who-has-it";
import { schemes } from "./api";
import { SchemeEditor } from "./scheme-editor";
import { SchemeFacts } from "./scheme-facts";
import { SchemeMoves } from "./scheme-moves";

export default function SchemePage() {
  const { t } = useTranslation("schemes");
  return (
    <ResourcePage
      of={schemes}
      kind={t("title")}
      title={(scheme) => scheme.title}
      crumbs={() => [{ label: t("title"), to: "/manage/schemes" }]}
      actions={(scheme) => scheme.state !== "draft" && <WhoHasIt to={`/team/certificates/${scheme.id}`} />}
    >
      {(read) =>
        read.value.state === "draft" ? (
          <SchemeEditor key={read.etag} existing={read} />
        ) : (
          <Stack gap="xl">
            <SchemeMoves scheme={read.value} unsaved={false} />
            <SchemeFacts scheme={read.value} />
          </Stack>
        )
      }
    </ResourcePage>
  );
}
