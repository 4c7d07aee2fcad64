/** The right in words: why yes, or what is missing with the shortest way to each. */
import { Group, Stack, Text, Title } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { components } from "@/shared/api/generated/governance";
import { LinkButton } from "@/shared/ui/link";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { RightPicture } from "./right-picture";
import classes from "./right.module.css";

type Right = components["schemas"]["CheckOut"];

interface RightExplainedProps {
  query: UseQueryResult<Right>;
  onFollow: () => void;
}

export function RightExplained({ query, onFollow }: RightExplainedProps) {
  const { t } = useTranslation("speaking-rights", { useSuspense: false });
  return (
    <QueryState query={query} skeleton={<TextSkeleton lines={3} />}>
      {(right) => (
        <Stack gap="md">
          <Group wrap="nowrap" gap="md">
            <RightPicture state={right.allowed ? "closed" : "open"} missing={right.missing.length} size={52} />
            <div>
              <Title order={2} size="h3">
                {right.allowed ? t("yes.title") : t("no.title")}
              </Title>
              <Text size="sm" c="dimmed">
                {right.allowed ? t("yes.text") : t("no.text")}
              </Text>
            </div>
          </Group>
          {right.missing.length > 0 && (
            <ul className={classes.missing}>
              {right.missing.map((missing) => (
                <li key={missing.code}>
                  <Text fw={600}>{missing.detail}</Text>
                  {missing.fix.href.startsWith("/") && (
                    <LinkButton to={missing.fix.href} size="compact-md" variant="light" mt={6} onClick={onFollow}>
                      {missing.fix.label}
                    </LinkButton>
                  )}
                </li>
              ))}
            </ul>
          )}
          {!right.allowed && (
            <Text size="sm" c="dimmed">
              {t("no.yourself")}
            </Text>
          )}
        </Stack>
      )}
    </QueryState>
  );
}
