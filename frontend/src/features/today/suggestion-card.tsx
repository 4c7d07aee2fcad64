/** One thing worth sharing; silent when there is none or when sharing is away. */
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconSpeakerphone } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { CardTitle, LinkButton, LinkCard } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { suggestionQuery } from "./api";
import classes from "./today.module.css";

export function SuggestionCard() {
  const { t } = useTranslation("today");
  const { data } = useQuery(suggestionQuery());
  const content = data?.items[0];
  if (!content) return null;
  return (
    <LinkCard className={classes.suggestion} aria-label={t("suggestion.title")}>
      <Text size="sm" fw={650} className={classes.suggestionLabel}>
        <IconSpeakerphone size={18} aria-hidden /> {t("suggestion.title")}
      </Text>
      <CardTitle to="/share" search={{ content: content.id }} order={2} size="h3" my="xs">
        <Localized text={content.title} />
      </CardTitle>
      <div>
        <LinkButton to="/share" search={{ content: content.id }} size="compact-md" mt="xs">
          {t("suggestion.action")}
        </LinkButton>
      </div>
    </LinkCard>
  );
}
