/** What each place is for and what one does there; the one somebody comes from stands first. */
import { Button, Card, List, Stack, Text, Title } from "@mantine/core";
import { useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { LinkButton } from "@/shared/ui/link";
import { Page } from "@/shared/ui/page";
import { restartTour } from "@/shared/session/tour";
import { useNotify } from "@/shared/ui/use-notify";

const PLACES = ["today", "learn", "share", "guidelines", "team", "reviews", "insights", "manage"] as const;
const STEPS = ["one", "two", "three"] as const;

export default function HelpPage() {
  const { t } = useTranslation("help");
  const notify = useNotify();
  const { search } = useLocation();
  const { place: asked } = search as { place?: string };
  const places = [...PLACES].sort((a, b) => Number(b === asked) - Number(a === asked));
  return (
    <Page
      title={t("title")}
      lede={t("lede")}
      narrow
      actions={
        <Button
          variant="default"
          onClick={() => {
            restartTour();
            notify.done(t("tourAgain"));
          }}
        >
          {t("tour")}
        </Button>
      }
    >
      <Stack gap="lg">
        {places.map((place) => (
          <Card key={place} component="section" aria-labelledby={`help-${place}`}>
            <Title order={2} size="h3" id={`help-${place}`}>
              {t(`${place}.title`)}
            </Title>
            <Text mt={4}>{t(`${place}.text`)}</Text>
            <List mt="xs" size="sm" spacing={4}>
              {STEPS.map((step) => (
                <List.Item key={step}>{t(`${place}.${step}`)}</List.Item>
              ))}
            </List>
          </Card>
        ))}
        <div>
          <LinkButton to="/my-data" variant="default">
            {t("data.title")}
          </LinkButton>
        </div>
      </Stack>
    </Page>
  );
}
