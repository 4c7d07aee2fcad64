/** My points: the balance, and every entry it is made of. */
import { Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/empty-state";
import { ExportButton } from "@/shared/ui/export-button";
import { LinkButton } from "@/shared/ui/link";
import { Page } from "@/shared/ui/page";
import { readLedger, useLedger } from "./api";
import { Ledger } from "./ledger";

export default function PointsPage() {
  const { t } = useTranslation("points");
  return (
    <Page
      title={t("title")}
      lede={t("lede")}
      actions={
        <Group>
          <ExportButton title={t("title")} read={(format) => readLedger(format)} />
          <LinkButton to="/share/rewards">{t("spend")}</LinkButton>
        </Group>
      }
    >
      <Ledger
        of={useLedger()}
        empty={
          <EmptyState
            small
            title={t("empty.title")}
            text={t("empty.text")}
            first={{ to: "/learn", label: t("empty.action") }}
          />
        }
      />
    </Page>
  );
}
