/** Why a module is still locked, and the shortest way to open it. */
import { Card, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Link, LinkButton } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { useNotify } from "@/shared/ui/use-notify";
import { useAskWaiver, useModuleNames, type Eligibility, type MissingPart } from "../api";
import classes from "../modules.module.css";

function Needs({ parts }: { parts: readonly MissingPart[] }) {
  return (
    <ul className={classes.needs}>
      {parts.map((part, at) => (
        <li key={at}>
          <Need part={part} />
        </li>
      ))}
    </ul>
  );
}

function Need({ part }: { part: MissingPart }) {
  const { t } = useTranslation("modules");
  const l = useLocalized();
  switch (part.kind) {
    case "any_of":
      return (
        <>
          {t("locked.anyOf")}
          <Needs parts={part.options} />
        </>
      );
    case "all_of":
      return (
        <>
          {t("locked.allOf")}
          <Needs parts={part.parts} />
        </>
      );
    case "level":
      return (
        <>
          {t("locked.level", { level: part.level, track: l(part.title) })}
          <Needs parts={part.modules} />
        </>
      );
    default:
      return (
        <>
          <Link to={`/learn/modules/${part.module_id}`}>
            {part.code} <Localized text={part.title} />
          </Link>
          {!part.available && ` (${t("locked.notAvailable")})`}
        </>
      );
  }
}

function ShortestWay({ eligibility }: { eligibility: Eligibility }) {
  const { t } = useTranslation("modules");
  const format = useFormat();
  const steps = useModuleNames(eligibility.shortest_path).data ?? [];
  const first = steps[0];
  return (
    <div>
      <Title order={3}>{t("locked.path")}</Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t("locked.pathText", {
          count: eligibility.shortest_path.length,
          minutes: format.minutes(eligibility.minutes),
        })}
      </Text>
      <ol className={classes.steps}>
        {steps.map((step, at) => (
          <li key={step.id}>
            <span className={classes.step} aria-hidden>
              {at + 1}
            </span>
            <Link to={`/learn/modules/${step.id}`}>
              {step.code} <Localized text={step.title} />
            </Link>
            <Text size="sm" c="dimmed">
              {format.minutes(step.minutes)}
            </Text>
          </li>
        ))}
      </ol>
      {first && (
        <LinkButton to={`/learn/modules/${first.id}`} mt="sm">
          {t("locked.begin", { code: first.code })}
        </LinkButton>
      )}
    </div>
  );
}

export function LockedModule({ eligibility }: { eligibility: Eligibility }) {
  const { t } = useTranslation("modules");
  const notify = useNotify();
  const ask = useAskWaiver(eligibility.module_id);
  async function askWaiver(reason: string) {
    try {
      await ask.mutateAsync(reason);
    } catch (error) {
      notify.problem(error);
      throw error;
    }
    notify.done(t("locked.waiverDone"));
  }
  return (
    <Card component="section" aria-labelledby="locked-title">
      <Stack>
        <div>
          <Title order={2} id="locked-title">
            {t("locked.title")}
          </Title>
          <Text mt={4}>{t("locked.text")}</Text>
          <Needs parts={eligibility.missing} />
        </div>
        {eligibility.reachable ? <ShortestWay eligibility={eligibility} /> : <Text>{t("locked.unreachable")}</Text>}
        <div>
          <ConfirmButton
            variant="subtle"
            size="compact-md"
            title={t("locked.waiverTitle")}
            text={t("locked.waiverText")}
            reasonLabel={t("locked.waiverReason")}
            confirm={t("locked.waiverConfirm")}
            onConfirm={askWaiver}
          >
            {t("locked.waiver")}
          </ConfirmButton>
        </div>
      </Stack>
    </Card>
  );
}
