/** The tour of a first day: four steps in a card, skippable, once. */
import { Button, Card, Group, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { endTour } from "@/shared/session/tour";
import classes from "./first-day.module.css";

const STEPS = ["today", "ring", "search", "more"] as const;

export default function FirstDay() {
  const { t } = useTranslation("help");
  const [at, setAt] = useState(0);
  const step = STEPS[at] ?? "today";
  const isLast = at === STEPS.length - 1;
  return (
    <Card component="section" aria-label={t("first.title")} className={classes.tour}>
      <Text size="sm" c="dimmed">
        {t("first.step", { number: at + 1, of: STEPS.length })}
      </Text>
      <div aria-live="polite">
        <Title order={2} size="h3" mt={4}>
          {t(`first.${step}.title`)}
        </Title>
        <Text mt={4} maw="42rem">
          {t(`first.${step}.text`)}
        </Text>
      </div>
      <Group mt="md" gap="sm">
        <Button onClick={() => (isLast ? endTour() : setAt(at + 1))}>{t(isLast ? "first.done" : "first.next")}</Button>
        {!isLast && (
          <Button variant="subtle" onClick={endTour}>
            {t("first.skip")}
          </Button>
        )}
      </Group>
    </Card>
  );
}
