/** One module in the catalogue, with how far I am as its ring. */
import { Card, Group, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { Picture } from "@/shared/pictures/picture";
import { CardTitle, LinkCard } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { Ring } from "@/shared/ui/ring";
import type { CatalogueModule } from "../api";
import classes from "../modules.module.css";
import type { Mine } from "../progress";

export function ModuleCard({ module, mine }: { module: CatalogueModule; mine?: { mine: Mine; share: number } }) {
  const { t } = useTranslation("modules");
  const format = useFormat();
  const state = mine?.mine ?? "new";
  return (
    <LinkCard className={classes.card} padding="md">
      {module.picture && (
        <Card.Section className={classes.cardPicture}>
          <Picture picture={module.picture} />
        </Card.Section>
      )}
      <div>
        <Text size="sm" c="dimmed">
          <span className={classes.code}>{module.code}</span> · {t("level", { level: module.level })}
        </Text>
        <CardTitle to={`/learn/modules/${module.id}`} mt={4} className={classes.cardTitle}>
          <Localized text={module.title} />
        </CardTitle>
      </div>
      <Ring
        share={mine?.share ?? 0}
        size={44}
        stroke={5}
        tone={state === "done" ? "good" : "strong"}
        label={state === "started" ? t("percentDone", { share: format.percent(mine?.share ?? 0) }) : t(`mine.${state}`)}
      >
        {state === "done" && <IconCheck size={20} />}
      </Ring>
      <Group gap="sm" className={classes.cardFoot}>
        <Text size="sm" c="dimmed">
          {[
            format.minutes(module.minutes),
            ...(module.credits > 0 ? [t("credits", { count: module.credits })] : []),
            t(`modality.${module.modality}`),
          ].join(" · ")}
        </Text>
      </Group>
    </LinkCard>
  );
}
