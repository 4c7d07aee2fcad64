/** One person's right with its grounds, and the two moves on it. */
import { Button, Card, Group, List, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { newKey } from "@/shared/api/calls";
import { useFormat } from "@/shared/format/use-format";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { PersonName } from "@/shared/ui/person-name";
import { useNotify } from "@/shared/ui/use-notify";
import { reinstate, suspend, type WholeRight } from "./api";
import { RightPicture } from "./right-picture";

export function RightCard({ right }: { right: WholeRight }) {
  const { t } = useTranslation("speaking-rights");
  const format = useFormat();
  return (
    <Card>
      <Stack>
        <Group wrap="nowrap" gap="lg">
          <RightPicture state={right.allowed ? "closed" : "open"} missing={right.missing.length} size={72} />
          <div>
            <Title order={2}>
              <PersonName id={right.person_id} />
            </Title>
            <Text c="dimmed">{t(right.allowed ? "manage.may" : "manage.mayNot")}</Text>
          </div>
        </Group>
        <List spacing={4}>
          {[...right.because, ...right.missing].map((ground) => (
            <List.Item key={ground.code}>{ground.detail}</List.Item>
          ))}
        </List>
        {right.suspension && (
          <Text>
            {t("manage.since", { when: format.date(right.suspension.suspended_at) })} {right.suspension.reason}
          </Text>
        )}
        <Group justify="flex-end">
          <Moves right={right} />
        </Group>
      </Stack>
    </Card>
  );
}

function Moves({ right }: { right: WholeRight }) {
  const { t } = useTranslation("speaking-rights");
  const notify = useNotify();
  const queries = useQueryClient();
  const settled = () => queries.invalidateQueries({ queryKey: ["governance", "speaking-rights"] });
  // One key until it succeeds: a repetition suspends nobody anew who was reinstated meanwhile.
  const [key, renew] = useState(newKey);
  const pause = useMutation({
    mutationFn: (reason: string) => suspend(right.person_id, reason, key),
    onSuccess: (paused) => {
      renew(newKey());
      notify.done(t("manage.paused"), () => giveBack.mutate(paused.suspension?.id ?? null));
    },
    onError: notify.problem,
    onSettled: settled,
  });
  const giveBack = useMutation({
    mutationFn: (suspensionId: string | null) => reinstate(right.person_id, suspensionId),
    onSuccess: () => notify.done(t("manage.given")),
    onError: notify.problem,
    onSettled: settled,
  });

  if (right.moves.includes("reinstate")) {
    return (
      <Button loading={giveBack.isPending} onClick={() => giveBack.mutate(right.suspension?.id ?? null)}>
        {t("manage.reinstate")}
      </Button>
    );
  }
  if (!right.moves.includes("suspend")) return null;
  return (
    <ConfirmButton
      variant="default"
      danger
      title={t("manage.suspendTitle")}
      text={t("manage.suspendText")}
      confirm={t("manage.suspend")}
      reasonLabel={t("manage.reason")}
      onConfirm={pause.mutateAsync}
    >
      {t("manage.suspend")}
    </ConfirmButton>
  );
}
