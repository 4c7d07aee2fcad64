/** What a published scheme asks, to read: certificates rest on it. */
import { SimpleGrid, Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { moduleChoicesQuery } from "@/shared/catalogue/choices";
import { useFormat } from "@/shared/format/use-format";
import { useGuidelineName } from "@/shared/guidelines/names";
import { Link } from "@/shared/ui/link";
import { Fact } from "@/shared/ui/fact";
import { Localized } from "@/shared/ui/localized";
import type { Scheme } from "./api";

export function SchemeFacts({ scheme }: { scheme: Scheme }) {
  const { t } = useTranslation("schemes");
  const format = useFormat();
  const guideline = useGuidelineName();
  const { rule, guideline_code: code, valid_for_days: days } = scheme;
  return (
    <Stack gap="xl">
      <Modules ids={rule.modules ?? []} />
      <SimpleGrid component="dl" cols={{ base: 1, sm: 2 }} m={0}>
        <Fact name={t("field.code")}>{scheme.code}</Fact>
        <Fact name={t("field.valid")}>{days ? format.days(days) : t("forever")}</Fact>
        {days && <Fact name={t("field.refresher_window_days")}>{format.number(scheme.refresher_window_days)}</Fact>}
        {rule.min_credits ? <Fact name={t("field.min_credits")}>{format.number(rule.min_credits)}</Fact> : null}
        {rule.min_offline_credits ? (
          <Fact name={t("field.min_offline_credits")}>{format.number(rule.min_offline_credits)}</Fact>
        ) : null}
        {code && (
          <Fact name={t("field.guideline_code")}>
            <Link to={`/guidelines/${encodeURIComponent(code)}`}>{guideline(code)}</Link>
          </Fact>
        )}
      </SimpleGrid>
    </Stack>
  );
}

function Modules({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation("schemes");
  const choices = useQuery(moduleChoicesQuery()).data ?? [];
  if (ids.length === 0) return null;
  return (
    <section>
      <Title order={2} size="h3" mb="xs">
        {t("field.modules")}
      </Title>
      <Stack component="ul" gap={6} m={0} pl="lg">
        {ids.map((id) => {
          const module = choices.find((choice) => choice.id === id);
          return (
            <li key={id}>
              <Link to={`/manage/catalogue/modules/${id}`}>
                {module ? (
                  <>
                    {module.code} <Localized text={module.title} />
                  </>
                ) : (
                  "…"
                )}
              </Link>
            </li>
          );
        })}
      </Stack>
    </section>
  );
}
