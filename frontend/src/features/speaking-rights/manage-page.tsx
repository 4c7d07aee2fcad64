/** Somebody's speaking right: what it rests on, and pausing it or giving it back, always with a reason. */
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/shared/i18n/language";
import { useFilters } from "@/shared/navigation/use-filters";
import { EmptyState } from "@/shared/ui/empty-state";
import { Page } from "@/shared/ui/page";
import { PersonPicker } from "@/shared/ui/person-picker";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { wholeRightQuery } from "./api";
import { RightCard } from "./right-card";

const NOBODY = { person: "" };

export default function ManageSpeakingRightsPage() {
  const { t } = useTranslation("speaking-rights");
  const language = useLanguage();
  const [{ person }, choose] = useFilters(NOBODY);
  const query = useQuery({ ...wholeRightQuery(person, language), enabled: person !== "" });
  return (
    <Page title={t("manage.title")} lede={t("manage.lede")} narrow>
      <Stack gap="lg">
        <PersonPicker
          label={t("manage.who")}
          value={person === "" ? null : person}
          onChange={(next) => choose({ person: next ?? "" })}
        />
        {person === "" ? (
          <EmptyState title={t("manage.nobody")} text={t("manage.nobodyText")} small />
        ) : (
          <QueryState query={query} skeleton={<TextSkeleton lines={5} />}>
            {(right) => <RightCard right={right} />}
          </QueryState>
        )}
      </Stack>
    </Page>
  );
}
