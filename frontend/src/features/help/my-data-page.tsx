/** What is kept about me, by whom, for how long, and where I see it; and what this device keeps, to be forgotten at once. */
import { Button, Card, List, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { forgetReads } from "@/shared/api/kept-reads";
import { forgetVisits, visits } from "@/shared/navigation/visits";
import { Link } from "@/shared/ui/link";
import { Page } from "@/shared/ui/page";
import { useNotify } from "@/shared/ui/use-notify";

const PARTS = [
  { part: "training", links: ["/learn/transcript", "/learn/certificates"] },
  { part: "advocacy", links: ["/share/links", "/share/points"] },
  { part: "governance", links: ["/guidelines/acknowledgements"] },
] as const;
const LINES = ["one", "two", "three"] as const;

export default function MyDataPage() {
  const { t } = useTranslation("help");
  const notify = useNotify();
  const [pages, setPages] = useState(() => visits().length);

  async function forget() {
    await forgetReads();
    forgetVisits();
    setPages(0);
    notify.done(t("data.forgotten"));
  }

  return (
    <Page title={t("data.title")} lede={t("data.lede")} narrow>
      <Stack gap="lg">
        {PARTS.map(({ part, links }) => (
          <Card key={part} component="section" aria-labelledby={`kept-${part}`}>
            <Title order={2} size="h3" id={`kept-${part}`}>
              {t(`data.${part}.title`)}
            </Title>
            <List mt="xs" spacing={4}>
              {LINES.map((line) => (
                <List.Item key={line}>{t(`data.${part}.${line}`)}</List.Item>
              ))}
            </List>
            <Text mt="sm" size="sm">
              {t("data.see")}{" "}
              {links.map((to, index) => (
                <span key={to}>
                  {index > 0 && " · "}
                  <Link to={to}>{t(`data.link.${to.slice(1).replace("/", "-")}`)}</Link>
                </span>
              ))}
            </Text>
          </Card>
        ))}
        <Card component="section" aria-labelledby="kept-device">
          <Title order={2} size="h3" id="kept-device">
            {t("data.device.title")}
          </Title>
          <Text mt={4}>{t("data.device.text", { count: pages })}</Text>
          <div>
            <Button mt="sm" variant="default" onClick={() => void forget()}>
              {t("data.device.forget")}
            </Button>
          </div>
        </Card>
        <Text size="sm" c="dimmed">
          {t("data.never")}
        </Text>
      </Stack>
    </Page>
  );
}
