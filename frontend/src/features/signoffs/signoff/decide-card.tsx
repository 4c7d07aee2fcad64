/** Deciding in my turn, on exactly the text and in the stage I read; every refusal with what to do about it. */
import { Alert, Button, Card, Text } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/shared/api/problem";
import { useMe } from "@/shared/session/me";
import { LinkButton } from "@/shared/ui/link";
import { useNotify } from "@/shared/ui/use-notify";
import { useDecide, type Decide, type Signoff } from "../api";
import { DecisionForm } from "./decision-form";
import { isOwnWork } from "../rules";

export function DecideCard({ signoff }: { signoff: Signoff }) {
  const { t } = useTranslation("signoffs");
  const { person } = useMe();
  const notify = useNotify();
  // What is on the screen when reading begins; a text that comes in later has to be read first.
  const [read, setRead] = useState(signoff.content_hash);
  const decide = useDecide(signoff.id);

  function give(decision: Decide) {
    decide.mutate(decision, { onSuccess: ({ state }) => notify.done(t(`gave.${state}`)) });
  }

  if (signoff.state !== "running") return null;
  if (isProblem(decide.error, "OwnWork") || isOwnWork(signoff, person?.id)) {
    return <RefusalNotice face="OwnWork" />;
  }
  if (read !== signoff.content_hash) {
    return (
      <RefusalNotice face="ContentChanged">
        <Button
          onClick={() => {
            decide.reset();
            setRead(signoff.content_hash);
          }}
        >
          {t("face.ContentChanged.action")}
        </Button>
      </RefusalNotice>
    );
  }
  if (isProblem(decide.error, "NotYourTurn")) {
    // The stage moved on while the reviewer read. A reviewer of the next stage too has to look at that one first.
    return (
      <RefusalNotice face={signoff.my_turn ? "StageMoved" : "NotYourTurn"} values={{ stage: signoff.stage_name }}>
        {signoff.my_turn && <Button onClick={decide.reset}>{t("face.StageMoved.action")}</Button>}
      </RefusalNotice>
    );
  }
  if (isProblem(decide.error, "ReviewerModuleMissing")) {
    return (
      <RefusalNotice face="ReviewerModuleMissing" values={{ module: signoff.reviewer_module }}>
        <LinkButton to="/learn" search={signoff.reviewer_module ? { q: signoff.reviewer_module } : {}}>
          {t("face.ReviewerModuleMissing.action")}
        </LinkButton>
      </RefusalNotice>
    );
  }
  if (!signoff.allowed?.includes("decide")) {
    return (
      <Text c="dimmed">
        {signoff.my_decision ? t("alreadySaid", { decision: t(`verdict.${signoff.my_decision}.done`) }) : t("notMine")}
      </Text>
    );
  }
  return (
    <Card component="section">
      <DecisionForm
        key={signoff.stage}
        contentHash={read}
        stage={signoff.stage}
        pending={decide.isPending}
        error={decide.error}
        onDecide={give}
      />
    </Card>
  );
}

type Face = "OwnWork" | "ContentChanged" | "NotYourTurn" | "StageMoved" | "ReviewerModuleMissing";

interface RefusalNoticeProps {
  face: Face;
  values?: Record<string, unknown>;
  children?: ReactNode;
}

function RefusalNotice({ face, values, children }: RefusalNoticeProps) {
  const { t } = useTranslation("signoffs");
  return (
    <Alert
      variant="light"
      color={face === "OwnWork" || face === "NotYourTurn" ? "kring" : "yellow"}
      title={t(`face.${face}.title`)}
      role="status"
    >
      <Text mb={children ? "sm" : 0}>{t(`face.${face}.text`, values)}</Text>
      {children}
    </Alert>
  );
}
