/** A small ring with the same in words beside it. */
import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Ring } from "@/shared/ui/ring";
import type { Standing } from "./standing";

interface StandingRingProps {
  /** Null: nothing is asked; undefined: the service that knows is away. */
  of: Standing | null | undefined;
  words: "learning" | "answers" | "certificates";
}

export function StandingRing({ of, words }: StandingRingProps) {
  const { t } = useTranslation("team");
  if (of === undefined) return <Text size="sm">{t("unknown")}</Text>;
  if (of === null) {
    return (
      <Text size="sm" c="dimmed">
        {t(`${words}.none`)}
      </Text>
    );
  }
  const said =
    of.late > 0 ? t(`${words}.late`, { count: of.late, ...of }) : t(`${words}.done`, { count: of.done, ...of });
  return (
    <Group gap="xs" wrap="nowrap" component="span">
      <Ring share={of.share} tone={of.tone} label={said} size={28} stroke={4} />
      <Text size="sm" component="span" aria-hidden>
        {said}
      </Text>
    </Group>
  );
}
