/** One thing worth sharing; silent when there is none or when sharing is away. */
import { Card, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconSpeakerphone } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLocalized } from "@/shared/i18n/localized";
import { LinkButton } from "@/shared/ui/link";
import { suggestionQuery } from "./api";
import classes from "./today.module.css";

export function SuggestionCard() {
  const { t } = useTranslation("today");
  const localized = useLocalized();
  const { data } = useQuery(suggestionQuery());
  const content = data?.items[0];
  if (!content) return null;
  return (
    <Card component="section" aria-label={t("suggestion.title")} className={classes.suggestion}>
      <Text size="sm" fw={650} className={classes.suggestionLabel}>
        <IconSpeakerphone size={18} aria-hidden /> {t("suggestion.title")}
      </Text>
      <Text fw={650} fz="lg" my="xs">
        {localized(content.title)}
      </Text>
      <div>
        <LinkButton to="/share" search={{ content: content.id }} size="compact-md" mt="xs">
          {t("suggestion.action")}
        </LinkButton>
      </div>
    </Card>
  );
}
