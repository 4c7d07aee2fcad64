/** What is in force now: the guideline itself when there is one, a choice when there are more. */
import { Group, SimpleGrid, Text } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/empty-state";
import { CardTitle, LinkButton, LinkCard } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { CardsSkeleton } from "@/shared/ui/skeletons";
import { guidelinesQuery, type Guideline } from "./api";
import { GuidelineInForce } from "./guideline-in-force";
import { MyAnswer } from "./my-answer";

export default function GuidelinesPage() {
  const { t } = useTranslation("guidelines");
  const query = useQuery(guidelinesQuery());
  const only = query.data?.length === 1 ? query.data[0] : undefined;
  return (
    <Page
      title={only ? only.title : t("title")}
      lede={t("lede")}
      actions={
        <LinkButton to="/guidelines/acknowledgements" variant="default">
          {t("mine")}
        </LinkButton>
      }
    >
      <QueryState
        query={query}
        skeleton={<CardsSkeleton />}
        empty={{
          when: (found) => found.length === 0,
          show: <EmptyState title={t("empty.title")} text={t("empty.text")} />,
        }}
      >
        {(found) =>
          only ? (
            <GuidelineInForce code={only.code} />
          ) : (
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              {found.map((guideline) => (
                <GuidelineCard key={guideline.id} guideline={guideline} />
              ))}
            </SimpleGrid>
          )
        }
      </QueryState>
    </Page>
  );
}

function GuidelineCard({ guideline }: { guideline: Guideline }) {
  const { t } = useTranslation("guidelines");
  return (
    <LinkCard>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <CardTitle to={`/guidelines/${guideline.code}`} order={2} size="h3">
          <Localized text={guideline.title} />
        </CardTitle>
        <IconArrowRight size={20} aria-hidden style={{ flex: "none" }} />
      </Group>
      <Text size="sm" c="dimmed" mt={4} mb="sm">
        {guideline.code} · {t("version", { number: guideline.in_force })}
      </Text>
      <MyAnswer code={guideline.code} number={guideline.in_force ?? 0} small />
    </LinkCard>
  );
}
