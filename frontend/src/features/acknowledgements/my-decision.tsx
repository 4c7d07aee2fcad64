/** My answer: yes, or no with what stands in the way; once given, its receipt. */
import { Alert, Button, Card, Group, Stack, Text, Textarea, Title } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/shared/api/problem";
import { useLanguage } from "@/shared/i18n/language";
import { FormProblem } from "@/shared/ui/form-problem";
import { LinkButton } from "@/shared/ui/link";
import { useAnswer, type Asked } from "./api";
import { languageRead } from "./reading";
import { ReceiptCard } from "./receipt-card";

export function MyDecision({ asked }: { asked: Asked }) {
  const [again, setAgain] = useState(false);
  const answer = useAnswer(asked.id);
  // The answer that is on the screen is the one that another answer changes.
  const replaces = answer.data?.id ?? asked.receipt_id;

  if (asked.state === "superseded" || isProblem(answer.error, "AcknowledgementSuperseded")) return <Replaced />;
  if (isProblem(answer.error, "AlreadyAnswered")) {
    return (
      <Otherwise
        onShow={() => {
          answer.reset();
          setAgain(false);
        }}
      />
    );
  }
  const onAgain = asked.allowed.length > 0 ? () => setAgain(true) : undefined;
  if (answer.data && !again) return <ReceiptCard justNow receipt={answer.data} onAgain={onAgain} />;
  if (asked.state !== "open" && !again) {
    return (
      <ReceiptCard
        receipt={{ ...asked, accepted: asked.state === "accepted", answered_at: asked.answered_at ?? asked.asked_at }}
        onAgain={onAgain}
      />
    );
  }
  return (
    <AnswerForm
      asked={asked}
      pending={answer.isPending}
      error={answer.error}
      onAnswer={(given) => answer.mutate({ ...given, replaces }, { onSuccess: () => setAgain(false) })}
    />
  );
}

interface AnswerFormProps {
  asked: Asked;
  pending: boolean;
  error: unknown;
  onAnswer: (answer: { accepted: boolean; language: string; comment: string | null }) => void;
}

function AnswerForm({ asked, pending, error, onAnswer }: AnswerFormProps) {
  const { t } = useTranslation(["acknowledgements", "shared"]);
  const language = languageRead(asked.clauses, useLanguage());
  const [declining, setDeclining] = useState(false);
  const [comment, setComment] = useState("");
  const give = (accepted: boolean) => onAnswer({ accepted, language, comment: comment.trim() || null });
  return (
    <Card component="section">
      <Stack>
        <div>
          <Title order={2} size="h3">
            {t(declining ? "decline.title" : "answer.title")}
          </Title>
          <Text mt={4}>{t(declining ? "decline.text" : "answer.text", { number: asked.version_number })}</Text>
        </div>
        <Textarea
          label={t(declining ? "decline.comment" : "answer.comment")}
          description={declining ? undefined : t("shared:optional")}
          autosize
          minRows={2}
          maxLength={4000}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <FormProblem error={error} />
        <Group justify="flex-end">
          {declining ? (
            <>
              <Button variant="default" onClick={() => setDeclining(false)}>
                {t("decline.back")}
              </Button>
              <Button loading={pending} color="red.8" onClick={() => give(false)}>
                {t("decline.send")}
              </Button>
            </>
          ) : (
            <>
              {asked.allowed.includes("decline") && (
                <Button variant="default" onClick={() => setDeclining(true)}>
                  {t("answer.no")}
                </Button>
              )}
              {asked.allowed.includes("accept") && (
                <Button loading={pending} leftSection={<IconCheck size={18} aria-hidden />} onClick={() => give(true)}>
                  {t("answer.yes")}
                </Button>
              )}
            </>
          )}
        </Group>
      </Stack>
    </Card>
  );
}

/** It was answered in another window; what was answered there is shown before anything is changed. */
function Otherwise({ onShow }: { onShow: () => void }) {
  const { t } = useTranslation("acknowledgements");
  return (
    <Alert variant="light" color="yellow" title={t("otherwise.title")} role="status">
      <Text mb="sm">{t("otherwise.text")}</Text>
      <Button onClick={onShow}>{t("otherwise.action")}</Button>
    </Alert>
  );
}

function Replaced() {
  const { t } = useTranslation("acknowledgements");
  return (
    <Alert variant="light" color="yellow" title={t("replaced.title")} role="status">
      <Text mb="sm">{t("replaced.text")}</Text>
      <LinkButton to="/guidelines/acknowledgements" variant="default">
        {t("title")}
      </LinkButton>
    </Alert>
  );
}
