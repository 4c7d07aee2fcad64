/** What is there for me today, and why? */
import { Alert, Button, Stack } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useMe } from "@/shared/session/me";
import { EmptyState } from "@/shared/ui/empty-state";
import { LinkButton } from "@/shared/ui/link";
import { Page } from "@/shared/ui/page";
import { ProblemPanel } from "@/shared/ui/problem-panel";
import { ListSkeleton } from "@/shared/ui/skeletons";
import { useTasks } from "./api";
import { ProgressCard } from "./progress-card";
import { SuggestionCard } from "./suggestion-card";
import { TaskList } from "./task-list";
import classes from "./today.module.css";

const LastToday = lazy(async () => ({ default: (await import("./last-today")).LastToday }));

function greetingKey(hour: number): string {
  if (hour < 6) return "greeting.night";
  if (hour < 12) return "greeting.morning";
  if (hour < 18) return "greeting.afternoon";
  return "greeting.evening";
}

export default function TodayPage() {
  const { t } = useTranslation("today");
  const format = useFormat();
  const { person } = useMe();
  const today = useTasks(person?.id);
  const now = new Date();
  const greeting = person ? t(greetingKey(now.getHours()), { name: person.given_name }) : t("title");

  return (
    <Page title={greeting} lede={<TodayLede day={format.weekday(now)} today={today} />}>
      <div className={classes.columns}>
        <div>
          <Tasks today={today} />
        </div>
        <div>
          <Stack gap="lg">
            {person && <ProgressCard />}
            {person && <SuggestionCard />}
          </Stack>
        </div>
      </div>
    </Page>
  );
}

type Today = ReturnType<typeof useTasks>;

function TodayLede({ day, today }: { day: string; today: Today }) {
  const { t } = useTranslation("today");
  const told = !today.pending && !today.nothingCame;
  return (
    <>
      {day.charAt(0).toLocaleUpperCase() + day.slice(1)}
      {told && ` · ${t("waiting", { count: today.tasks.length })}`}
    </>
  );
}

function Tasks({ today }: { today: Today }) {
  const { t } = useTranslation("today");
  if (today.nothingCame) {
    return (
      <Stack gap="xl">
        <ProblemPanel error={today.error} onRetry={today.retry} />
        <Suspense>
          <LastToday />
        </Suspense>
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      {today.away.length > 0 && (
        <Alert
          color="yellow"
          variant="light"
          role="status"
          icon={<IconPlugConnectedX aria-hidden />}
          title={t("partial.title")}
        >
          {t("partial.text", { parts: today.away.map((service) => t(`part.${service}`)).join(", ") })}
          <div>
            <Button size="compact-sm" variant="default" mt="xs" onClick={today.retry}>
              {t("partial.retry")}
            </Button>
          </div>
        </Alert>
      )}
      {today.tasks.length > 0 && <TaskList tasks={today.tasks} />}
      {today.pending && <ListSkeleton rows={today.tasks.length > 0 ? 1 : 4} />}
      {!today.pending && today.tasks.length === 0 && (
        <EmptyState
          title={t("empty.title")}
          text={t("empty.text")}
          action={
            <LinkButton to="/learn" mt="md" variant="light">
              {t("empty.action")}
            </LinkButton>
          }
        />
      )}
    </Stack>
  );
}
