/** The version in force: my answer, the kinds as counts, then every clause with its reason. */
import { Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ClauseCard } from "@/shared/clauses/clause-card";
import { ClauseDrop } from "@/shared/clauses/clause-mark";
import { useClauseWords } from "@/shared/clauses/use-clause-words";
import { useFormat } from "@/shared/format/use-format";
import { useFilters } from "@/shared/navigation/use-filters";
import { EmptyState } from "@/shared/ui/empty-state";
import { useMe } from "@/shared/session/me";
import { Link } from "@/shared/ui/link";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { inForceQuery, type InForce } from "./api";
import { arranged, type ClauseGroup } from "./arranged";
import { ClauseFilterBar } from "./clause-filter-bar";
import classes from "./guidelines.module.css";
import { LastChanges } from "./last-changes";
import { MyAnswer } from "./my-answer";

const NO_FILTERS = { whom: "mine", kind: "", scope: "" };

export function GuidelineInForce({ code }: { code: string }) {
  const query = useQuery(inForceQuery(code));
  return (
    <QueryState query={query} skeleton={<TextSkeleton lines={10} />}>
      {(version) => <Version version={version} />}
    </QueryState>
  );
}

function Version({ version }: { version: InForce }) {
  const { t } = useTranslation("guidelines");
  const format = useFormat();
  const { may } = useMe();
  const [filters, set] = useFilters(NO_FILTERS);
  const groups = arranged(version.clauses, filters);
  return (
    <Stack gap="xl">
      <div>
        <MyAnswer code={version.code} number={version.number} />
        <Text size="sm" c="dimmed" mt="sm">
          {version.published_at
            ? t("inForceSince", { number: version.number, date: format.date(version.published_at) })
            : t("version", { number: version.number })}
          {may("governance:acknowledgements.read-answers") && (
            <>
              {" "}
              <Link to={`/team/guidelines/${version.code}/${version.number}`}>{t("whoAnswered")}</Link>
            </>
          )}
        </Text>
      </div>
      <ClauseFilterBar clauses={version.clauses} filters={filters} onChange={set} />
      {groups.length === 0 && <EmptyState small title={t("none.title")} text={t("none.text")} />}
      {groups.map((group) => (
        <Group key={group.kind} group={group} />
      ))}
      {version.based_on !== null && <LastChanges code={version.code} from={version.based_on} to={version.number} />}
    </Stack>
  );
}

function Group({ group }: { group: ClauseGroup }) {
  const { t } = useTranslation("guidelines");
  const words = useClauseWords();
  return (
    <section aria-labelledby={`kind-${group.kind}`}>
      <div className={classes.kind}>
        <ClauseDrop kind={group.kind} />
        <div>
          <Title order={2} id={`kind-${group.kind}`} size="h3">
            {words.kind(group.kind)}
          </Title>
          <Text size="sm" c="dimmed">
            {t(`kindMeans.${group.kind}`)}
          </Text>
        </div>
      </div>
      <Stack gap="sm">
        {group.clauses.map((clause) => (
          <ClauseCard
            key={clause.clause_id}
            plain
            clause={clause}
            below={
              clause.concerns_me === false && (
                <Text size="sm" c="dimmed" mt={4}>
                  {t("notYou")}
                </Text>
              )
            }
          />
        ))}
      </Stack>
    </section>
  );
}
