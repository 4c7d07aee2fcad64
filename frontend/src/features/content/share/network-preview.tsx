/** Roughly what others will see: my name, my words, the link's card. */
import { Avatar, Card, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Picture, type PictureOut } from "@/shared/pictures/picture";
import { useMe } from "@/shared/session/me";
import { NETWORK_NAMES, type Network } from "../networks";

interface NetworkPreviewProps {
  network: Network;
  text: string;
  title: string;
  url: string;
  picture: PictureOut | null | undefined;
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return "";
  }
}

export function NetworkPreview({ network, text, title, url, picture }: NetworkPreviewProps) {
  const { t } = useTranslation("content");
  const { person } = useMe();
  const name = person ? `${person.given_name} ${person.family_name}` : "";
  return (
    <section aria-label={t("preview", { network: NETWORK_NAMES[network] })}>
      <Text size="sm" fw={650} c="dimmed" mb="xs">
        {t("preview", { network: NETWORK_NAMES[network] })}
      </Text>
      <Stack gap="sm">
        <Group gap="sm" wrap="nowrap">
          <Avatar name={name} color="kring" radius="xl" alt="" />
          <Text fw={650}>{name}</Text>
        </Group>
        <Text style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{text}</Text>
        <Card padding="sm" bg="var(--kring-sunken)">
          {picture && (
            <Card.Section mb="sm">
              <Picture picture={picture} />
            </Card.Section>
          )}
          <Text fw={650}>{title}</Text>
          <Text size="sm" c="dimmed">
            {hostOf(url)}
          </Text>
        </Card>
      </Stack>
    </section>
  );
}
