/** The steps to one certificate, done or not, each with a link to where it is done. */
import { Card, Group, Text, Title, VisuallyHidden } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useGuidelineName } from "@/shared/guidelines/names";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { Link } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { QueryState } from "@/shared/ui/query-state";
import { Ring } from "@/shared/ui/ring";
import { ListSkeleton } from "@/shared/ui/skeletons";
import { standingQuery, type Scheme, type Standing } from "./api";
import classes from "./certificates.module.css";
import { isAhead, stepsTowards } from "./validity";

export function SchemeSteps({ scheme }: { scheme: Scheme }) {
  const l = useLocalized();
  const standing = useQuery(standingQuery(scheme.id));
  // A certificate that is held and not yet renewable is listed above.
  if (standing.data && !isAhead(standing.data, new Date())) return null;
  return (
    <Card component="section" aria-label={l(scheme.title)}>
      <QueryState query={standing} skeleton={<ListSkeleton rows={2} />}>
        {(data) => <Way scheme={scheme} standing={data} />}
      </QueryState>
    </Card>
  );
}

function Step({ done, children }: { done: boolean; children: ReactNode }) {
  const { t } = useTranslation("certificates");
  return (
    <li>
      <span className={classes.dot} data-done={done || undefined} aria-hidden>
        {done && <IconCheck size={15} stroke={3} />}
      </span>
      <span>
        {children}
        <VisuallyHidden> ({t(done ? "step.done" : "step.open")})</VisuallyHidden>
      </span>
    </li>
  );
}

function Way({ scheme, standing }: { scheme: Scheme; standing: Standing }) {
  const { t } = useTranslation("certificates");
  const format = useFormat();
  const guideline = useGuidelineName();
  const { done, total } = stepsTowards(scheme, standing);
  const modulesDone = Math.max(0, (scheme.rule.modules?.length ?? 0) - standing.missing_modules.length);
  return (
    <>
      <Group wrap="nowrap" gap="lg" mb="sm">
        <Ring
          share={total === 0 ? 0 : done / total}
          size={84}
          tone={standing.due ? "good" : "strong"}
          label={t("steps", { done, total })}
        >
          {format.number(done)}/{format.number(total)}
        </Ring>
        <div>
          <Title order={3}>
            <Localized text={scheme.title} />
          </Title>
          <Text c="dimmed">
            {standing.due ? t("due") : t("steps", { done, total })}
            {" · "}
            {scheme.valid_for_days ? t("validFor", { span: format.days(scheme.valid_for_days) }) : t("validAlways")}
          </Text>
        </div>
      </Group>
      <ul className={classes.steps}>
        {modulesDone > 0 && <Step done>{t("step.modulesDone", { count: modulesDone })}</Step>}
        {standing.missing_modules.map((module) => (
          <Step key={module.module_id} done={false}>
            <Link to={`/learn/modules/${module.module_id}`}>
              {module.code} <Localized text={module.title} />
            </Link>
          </Step>
        ))}
        {standing.min_credits > 0 && (
          <Step done={standing.credits >= standing.min_credits}>
            {t("step.credits", {
              have: format.number(Math.min(standing.credits, standing.min_credits)),
              need: format.number(standing.min_credits),
            })}
          </Step>
        )}
        {standing.min_offline_credits > 0 && (
          <Step done={standing.offline_credits >= standing.min_offline_credits}>
            {t("step.offline", {
              have: format.number(Math.min(standing.offline_credits, standing.min_offline_credits)),
              need: format.number(standing.min_offline_credits),
            })}
          </Step>
        )}
        {standing.guideline_code && (
          <Step done={standing.acknowledged}>
            <Link to={`/guidelines/${encodeURIComponent(standing.guideline_code)}`}>
              {t(standing.acknowledged ? "step.acknowledged" : "step.acknowledge", {
                code: guideline(standing.guideline_code),
              })}
            </Link>
          </Step>
        )}
      </ul>
    </>
  );
}
