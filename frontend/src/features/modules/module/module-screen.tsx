/** A module with everything known about it, in the state it has for me. */
import { Alert, Button, Card, Grid, Group, Stack, Text, Title } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { Picture } from "@/shared/pictures/picture";
import pictureClasses from "@/shared/pictures/picture.module.css";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Localized } from "@/shared/ui/localized";
import { Page } from "@/shared/ui/page";
import { Ring } from "@/shared/ui/ring";
import { StateBadge } from "@/shared/ui/state-badge";
import { useNotify } from "@/shared/ui/use-notify";
import { WhoHasIt } from "@/shared/ui/who-has-it";
import { useEnrol, useWithdraw, type Eligibility, type Enrolment, type Module, type TrackMap } from "../api";
import { CompletionMoment } from "./completion-moment";
import classes from "../modules.module.css";
import { isDone } from "./outcome";
import { Outline } from "./outline";
import { openedItem, Player } from "./player";
import { shareRead } from "../progress";
import { LockedModule } from "./locked-module";

/** Two thirds of a wide page. */
const WIDE = "(max-width: 62em) 100vw, 44rem";

interface ModuleScreenProps {
  module: Module;
  enrolment: Enrolment | null;
  eligibility: Eligibility;
  map: TrackMap | undefined;
}

export function ModuleScreen({ module, enrolment, eligibility, map }: ModuleScreenProps) {
  const { t } = useTranslation("modules");
  const format = useFormat();
  const [current, setCurrent] = useState<string>();
  const [justNow, setJustNow] = useState(false);
  const [rereading, setRereading] = useState(false);
  const done = justNow || isDone(map, module.id, enrolment);
  const active = enrolment !== null && enrolment.state !== "completed" && !done;
  const reading = enrolment !== null && (active || (done && rereading));
  const facts = [
    module.code,
    t("level", { level: module.level }),
    format.minutes(module.minutes),
    ...(module.credits > 0 ? [t("credits", { count: module.credits })] : []),
    t(`modality.${module.modality}`),
  ];

  return (
    <Page
      title={module.title}
      lede={facts.join(" · ")}
      mark={done ? <StateBadge state="done" /> : undefined}
      actions={<WhoHasIt to={`/team/modules/${module.id}`} />}
      crumbs={[
        { label: t("title"), to: "/learn" },
        ...(map ? [{ label: map.title, to: `/learn/tracks/${encodeURIComponent(map.code)}` }] : []),
      ]}
    >
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="lg">
            {!reading && <Picture picture={module.picture} eager className={pictureClasses.page} sizes={WIDE} />}
            {module.state === "draft" && <Alert title={t("draft.title")}>{t("draft.text")}</Alert>}
            {done && (
              <CompletionMoment
                module={module}
                enrolment={enrolment}
                map={map}
                justNow={justNow}
                onReread={enrolment && module.content.length > 0 && !rereading ? () => setRereading(true) : undefined}
              />
            )}
            {reading && (
              <Player
                module={module}
                enrolment={enrolment}
                rereading={done}
                current={current}
                onOpen={setCurrent}
                onCompleted={() => setJustNow(true)}
              />
            )}
            {!done && !active && <Entrance module={module} eligibility={eligibility} again={enrolment !== null} />}
            {!reading && <Goals goals={module.goals} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="lg" className={classes.aside}>
            <Contents
              module={module}
              enrolment={reading || (done && enrolment?.state === "completed") ? enrolment : null}
              current={reading ? openedItem(module, enrolment, current)?.id : undefined}
              onOpen={reading ? setCurrent : undefined}
            />
            {reading && <Goals goals={module.goals} />}
            {enrolment?.allowed?.includes("withdraw") && <StopButton enrolment={enrolment} />}
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function Entrance({ module, eligibility, again }: { module: Module; eligibility: Eligibility; again: boolean }) {
  const { t } = useTranslation("modules");
  const notify = useNotify();
  const enrol = useEnrol(module.id);
  if (module.state !== "published") return null;
  if (!eligibility.eligible) return <LockedModule eligibility={eligibility} />;
  return (
    <Card component="section" aria-labelledby="start-title" padding="xl">
      <Title order={2} id="start-title">
        {t("start.title")}
      </Title>
      <Text mt={4}>{t("start.text")}</Text>
      {eligibility.waived && (
        <Text mt={4} c="dimmed">
          {t("start.waived")}
        </Text>
      )}
      <Button
        size="md"
        mt="md"
        style={{ alignSelf: "flex-start" }}
        loading={enrol.isPending}
        onClick={() => enrol.mutate({ again }, { onError: notify.problem })}
      >
        {t("start.action")}
      </Button>
    </Card>
  );
}

function Goals({ goals }: { goals: Module["goals"] }) {
  const { t } = useTranslation("modules");
  if (goals.length === 0) return null;
  return (
    <Card component="section" aria-labelledby="goals-title">
      <Title order={2} size="h3" mb="sm" id="goals-title">
        {t("goals")}
      </Title>
      <ul className={classes.goals}>
        {goals.map((goal, at) => (
          <li key={at}>
            <IconCheck size={18} aria-hidden />
            <span>
              <Localized text={goal} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface ContentsProps {
  module: Module;
  enrolment: Enrolment | null;
  current?: string;
  onOpen?: (itemId: string) => void;
}

function Contents({ module, enrolment, current, onOpen }: ContentsProps) {
  const { t } = useTranslation("modules");
  const format = useFormat();
  if (module.content.length === 0) return null;
  const read = enrolment?.read_items ?? [];
  const { done, total, share } = shareRead(module.content, read);
  return (
    <Card component="section" aria-labelledby="contents-title">
      <Group wrap="nowrap" mb="sm">
        {enrolment && (
          <Ring
            share={share}
            size={72}
            stroke={8}
            tone={share === 1 ? "good" : "strong"}
            label={t("progressOf", { done, total })}
          >
            {format.percent(share)}
          </Ring>
        )}
        <div>
          <Title order={2} size="h3" id="contents-title">
            {t(enrolment ? "player.contents" : "outline")}
          </Title>
          {enrolment && (
            <Text size="sm" c="dimmed" aria-live="polite">
              {t("progressOf", { done, total })}
            </Text>
          )}
        </div>
      </Group>
      <Outline content={module.content} read={read} current={current} onOpen={onOpen} />
    </Card>
  );
}

function StopButton({ enrolment }: { enrolment: Enrolment }) {
  const { t } = useTranslation("modules");
  const notify = useNotify();
  const withdraw = useWithdraw(enrolment);
  async function stop() {
    try {
      await withdraw.mutateAsync();
    } catch (error) {
      notify.problem(error);
      throw error;
    }
    notify.done(t("player.stopped"));
  }
  return (
    <ConfirmButton
      variant="subtle"
      color="gray"
      title={t("player.stopTitle")}
      text={t("player.stopText")}
      confirm={t("player.stopConfirm")}
      onConfirm={stop}
    >
      {t("player.stop")}
    </ConfirmButton>
  );
}
