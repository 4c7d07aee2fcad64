/** What holds for the programme: of which kinds of stories it asks a disclosure before they are published. */
import { Checkbox, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Versioned } from "@/shared/api/calls";
import { useMe } from "@/shared/session/me";
import { boundTo } from "@/shared/ui/bound-to";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { ResourceEditor } from "@/shared/ui/resource-editor";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { KINDS, settingsQuery, useChangeSettings, type Settings } from "../api";

export default function ProgrammePage() {
  const { t } = useTranslation("content");
  const query = useQuery(settingsQuery);
  return (
    <Page narrow title={t("programme.title")} lede={t("programme.lede")}>
      <QueryState query={query} skeleton={<TextSkeleton lines={8} />}>
        {(read) => <SettingsEditor key={read.etag} existing={read} />}
      </QueryState>
    </Page>
  );
}

function SettingsEditor({ existing: { value, etag } }: { existing: Versioned<Settings> }) {
  const { t } = useTranslation("content");
  const { may } = useMe();
  const change = useChangeSettings();
  const locked = !may("advocacy:settings.manage");
  return (
    <ResourceEditor
      name="advocacy/settings"
      initial={{ disclosure_kinds: value.disclosure_kinds ?? [] }}
      etag={etag}
      locked={locked}
      saved={t("programme.saved")}
      save={(body, seen) => change.mutateAsync({ etag: seen, body })}
    >
      {(form) => (
        <Checkbox.Group
          label={t("programme.disclosures")}
          description={t("programme.disclosuresHint")}
          inputWrapperOrder={["label", "description", "input", "error"]}
          {...boundTo(form, "disclosure_kinds")}
        >
          <Stack gap="xs" mt="sm">
            {KINDS.map((kind) => (
              <Checkbox key={kind} value={kind} label={t(`kind.${kind}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </ResourceEditor>
  );
}
