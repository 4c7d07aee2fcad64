/** My ambassadorship: what it is, its state, the next step, leaving. */
import { Button, Card, Group, List, Stack, Stepper, Switch, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconHeartHandshake } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/shared/api/problem";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { LinkButton } from "@/shared/ui/link";
import { missingIn, MissingList } from "@/shared/ui/missing-list";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { StateBadge } from "@/shared/ui/state-badge";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { useNotify } from "@/shared/ui/use-notify";
import { mineQuery, useMyMove, useShow, type Ambassador, type MyMove } from "./api";
import { stepOf } from "./steps";

export default function AmbassadorPage() {
  const { t } = useTranslation("ambassadors");
  const mine = useQuery(mineQuery);
  return (
    <Page narrow title={t("title")} lede={t("lede")} mark={mine.data && <StateBadge state={mine.data.state} />}>
      <Stack gap="xl">
        <Card bg="var(--kring-sunken)" withBorder={false}>
          <Group wrap="nowrap" align="flex-start">
            <IconHeartHandshake size={32} aria-hidden />
            <List spacing={6}>
              {["voluntary", "support", "leave"].map((promise) => (
                <List.Item key={promise}>{t(`promise.${promise}`)}</List.Item>
              ))}
            </List>
          </Group>
        </Card>
        <QueryState query={mine} skeleton={<TextSkeleton lines={4} />}>
          {(ambassador) => <Standing ambassador={ambassador} />}
        </QueryState>
      </Stack>
    </Page>
  );
}

function Standing({ ambassador }: { ambassador: Ambassador | null }) {
  const { t } = useTranslation("ambassadors");
  const notify = useNotify();
  const move = useMyMove();
  const state = ambassador?.state ?? "none";
  const living = ambassador !== null && state !== "alumni";
  const may = (its: MyMove) => ambassador?.allowed?.includes(its) ?? false;

  async function go(to: MyMove) {
    try {
      await move.mutateAsync(to);
      notify.done(t(`done.${to}`));
    } catch (error) {
      if (!isProblem(error, "NotReady")) notify.problem(error);
    }
  }

  return (
    <Stack gap="lg">
      <Stepper
        active={living ? stepOf(state) : 0}
        size="sm"
        aria-label={t("way")}
        allowNextStepsSelect={false}
        orientation="vertical"
      >
        {["nominated", "invited", "accepted", "active"].map((step) => (
          <Stepper.Step key={step} label={t(`step.${step}`)} description={t(`stepText.${step}`)} />
        ))}
      </Stepper>
      {isProblem(move.error, "NotReady") && <MissingList title={t("notReady")} lines={missingIn(move.error)} />}
      <Group>
        {!living && (
          <Button onClick={() => void go("join")} loading={move.isPending}>
            {t("join")}
          </Button>
        )}
        {may("accept") && (
          <Button onClick={() => void go("accept")} loading={move.isPending}>
            {t("accept")}
          </Button>
        )}
        {may("activate") && (
          <Button onClick={() => void go("activate")} loading={move.isPending}>
            {t("activate")}
          </Button>
        )}
        {state === "active" && <LinkButton to="/share">{t("share")}</LinkButton>}
        {may("leave") && (
          <ConfirmButton
            variant="subtle"
            title={t("leave")}
            text={t("leaveText")}
            confirm={t("leave")}
            onConfirm={() => go("leave")}
          >
            {t("leave")}
          </ConfirmButton>
        )}
      </Group>
      {living && <Show ambassador={ambassador} />}
      {state === "nominated" && <Text c="dimmed">{t("waiting")}</Text>}
    </Stack>
  );
}

function Show({ ambassador }: { ambassador: Ambassador }) {
  const { t } = useTranslation("ambassadors");
  const notify = useNotify();
  const show = useShow();

  function choose(shown: boolean, version: number, undone = false) {
    show.mutate(
      { version, shown },
      {
        onSuccess: (after) =>
          notify.done(t("show.saved"), undone ? undefined : () => choose(!shown, after.version, true)),
        onError: notify.problem,
      },
    );
  }

  return (
    <Switch
      label={t("show.label")}
      description={t("show.text")}
      checked={ambassador.visibility === "public"}
      disabled={show.isPending}
      onChange={(event) => choose(event.currentTarget.checked, ambassador.version)}
    />
  );
}
