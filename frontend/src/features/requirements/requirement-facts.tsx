/** What a requirement says, to read. */
import { Card, SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useAudienceWords } from "@/shared/ui/audience-field";
import { PersonName } from "@/shared/ui/person-name";
import { Fact } from "@/shared/ui/fact";
import { Localized } from "@/shared/ui/localized";
import type { Requirement } from "./api";

export function RequirementFacts({ requirement }: { requirement: Requirement }) {
  const { t } = useTranslation("requirements");
  const format = useFormat();
  const audience = useAudienceWords();
  const { due_in_days: due, repeat_every_days: repeat, legal_basis: basis, sponsor_id: sponsor } = requirement;
  return (
    <Stack gap="lg">
      <Card padding="lg">
        <Text size="lg">
          <Localized text={requirement.reason} />
        </Text>
      </Card>
      <SimpleGrid component="dl" cols={{ base: 1, sm: 2 }} m={0}>
        <Fact name={t("field.applies_to")}>{audience(requirement.applies_to)}</Fact>
        <Fact name={t("field.due")}>{format.days(due)}</Fact>
        <Fact name={t("field.repeat")}>{repeat ? t("every", { span: format.days(repeat) }) : t("once")}</Fact>
        {sponsor && (
          <Fact name={t("field.sponsor")}>
            <PersonName id={sponsor} />
          </Fact>
        )}
        {basis && <Fact name={t("field.legal_basis")}>{basis}</Fact>}
        {requirement.activated_at && <Fact name={t("field.activated")}>{format.date(requirement.activated_at)}</Fact>}
        {requirement.retired_at && <Fact name={t("field.retired")}>{format.date(requirement.retired_at)}</Fact>}
      </SimpleGrid>
    </Stack>
  );
}
