/** Every guideline, drafts too, for those who write and review them. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useMe } from "@/shared/session/me";
import { Link } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { StateBadge } from "@/shared/ui/state-badge";
import { guidelines } from "../api";
import { NewGuidelineDialog } from "./new-guideline-dialog";

export default function ManageGuidelinesPage() {
  const { t } = useTranslation("guideline-editor");
  const format = useFormat();
  const { may } = useMe();
  const [opened, dialog] = useDisclosure(false);
  const add = may("governance:guidelines.edit") && <Button onClick={dialog.open}>{t("new")}</Button>;
  return (
    <ResourceListPage
      of={guidelines}
      title={t("title")}
      lede={t("lede")}
      actions={add}
      above={<NewGuidelineDialog opened={opened} onClose={dialog.close} />}
      search={t("search")}
      filters={[
        {
          name: "state",
          label: t("column.state"),
          every: t("everyState"),
          choices: [
            { value: "in-force", label: t("state.in-force") },
            { value: "draft", label: t("state.never") },
          ],
        },
      ]}
      empty={{ title: t("empty.title"), text: t("empty.text"), action: add }}
      columns={[
        {
          key: "title",
          header: t("column.title"),
          name: true,
          cell: (row) => (
            <Link to={`/manage/guidelines/${row.id}`}>
              <Localized text={row.title} />
            </Link>
          ),
        },
        { key: "code", header: t("column.code"), cell: (row) => row.code },
        {
          key: "state",
          header: t("column.state"),
          cell: (row) => (
            <StateBadge
              state={row.state}
              label={t(row.in_force ? "state.in-force" : "state.never")}
              tone={row.in_force ? "good" : "neutral"}
            />
          ),
        },
        { key: "in-force", header: t("column.inForce"), cell: (row) => row.in_force ?? "–", end: true },
        { key: "latest", header: t("column.latest"), cell: (row) => row.latest || "–", end: true },
        { key: "created", header: t("column.created"), tight: true, cell: (row) => format.date(row.created_at) },
      ]}
    />
  );
}
