/** What in a token gives which role: the groups and names of the sign-in provider, and Kring's roles beside them. */
import { Code, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useMe } from "@/shared/session/me";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { DialogButton } from "@/shared/ui/dialog-button";
import { Named } from "@/shared/ui/named";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { useNotify } from "@/shared/ui/use-notify";
import { roleMappings, useRemove, type RoleMapping } from "./api";
import { RoleMappingForm } from "./role-mapping-form";
import { useRoleName } from "./use-role-name";

export default function RoleMappingsPage() {
  const { t } = useTranslation("role-mappings");
  const format = useFormat();
  const roleName = useRoleName();
  const mayChange = useMe().may("training:roles.map");
  return (
    <ResourceListPage
      of={roleMappings}
      title={t("title")}
      lede={t("lede")}
      actions={
        mayChange && <DialogButton label={t("add")}>{(close) => <RoleMappingForm onDone={close} />}</DialogButton>
      }
      empty={{ title: t("empty"), text: t("emptyText") }}
      columns={[
        {
          key: "value",
          header: t("value"),
          name: true,
          sort: "value",
          cell: ({ value, note }) => (
            <Named below={note}>
              <Code style={{ overflowWrap: "anywhere" }}>{value}</Code>
            </Named>
          ),
        },
        { key: "role", header: t("role"), sort: "role", cell: ({ role }) => roleName(role) },
        {
          key: "people",
          header: t("people"),
          cell: ({ people, last_seen_at }) =>
            last_seen_at ? (
              <Named below={t("lastSeen", { date: format.date(last_seen_at) })}>
                {t("peopleCount", { count: people })}
              </Named>
            ) : (
              <Text c="dimmed" size="sm">
                {t("nobodyYet")}
              </Text>
            ),
        },
        {
          key: "moves",
          header: t("moves"),
          cell: (mapping) => <Moves mapping={mapping} mayChange={mayChange} />,
        },
      ]}
    />
  );
}

function Moves({ mapping, mayChange }: { mapping: RoleMapping; mayChange: boolean }) {
  const { t } = useTranslation("role-mappings");
  const notify = useNotify();
  const remove = useRemove();
  const role = useRoleName()(mapping.role);
  if (mapping.fixed || !mayChange)
    return (
      <Text c="dimmed" size="sm">
        {mapping.fixed ? t("fixed") : "–"}
      </Text>
    );
  return (
    <ConfirmButton
      size="compact-sm"
      variant="default"
      danger
      title={t("removeTitle", { role })}
      text={t("removeText", { value: mapping.value, role, count: mapping.people })}
      confirm={t("remove")}
      onConfirm={() => notify.outcome(remove.mutateAsync(mapping), t("removed", { role }))}
    >
      {t("remove")}
    </ConfirmButton>
  );
}
