/** The composer: network, words, disclosure, who speaks, and what the world will see. */
import { Alert, Button, Card, Grid, Group, Stack, Text, Textarea } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconWorld } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asLanguage, LANGUAGE_NAMES, useLanguage } from "@/shared/i18n/language";
import { useLocalized } from "@/shared/i18n/localized";
import { FormProblem } from "@/shared/ui/form-problem";
import { useNotify } from "@/shared/ui/use-notify";
import { shares, type Content } from "../api";
import { NETWORK_NAMES, NETWORKS, roomLeft, withDisclosure, type Network } from "../networks";
import { NetworkPreview } from "./network-preview";
import { Shared } from "./shared";
import { VoiceChoice } from "./voice-choice";

/** "English", or "English 2" where there are more in one language. */
function nameOf(copies: Content["variants"], index: number): string {
  const tag = copies[index]?.language ?? "";
  const name = LANGUAGE_NAMES[asLanguage(tag) ?? "en"];
  const alike = copies.filter((copy) => copy.language === tag);
  return alike.length > 1
    ? `${name} ${copies.slice(0, index + 1).filter((copy) => copy.language === tag).length}`
    : name;
}

export function Composer({ content }: { content: Content }) {
  const { t } = useTranslation("content");
  const localized = useLocalized();
  const language = useLanguage();
  const share = shares.useCreate();
  const notify = useNotify();
  const offered = NETWORKS.filter((network) => content.variants.some((variant) => variant.network === network));
  const [network, setNetwork] = useState<Network>(offered[0] ?? "linkedin");
  const [onBehalf, setOnBehalf] = useState(false);
  // A draft is kept until it is shared: a lost connection loses no text.
  const [drafts, setDrafts] = useLocalStorage<Record<string, string>>({
    key: `kring.draft.${content.id}`,
    defaultValue: {},
  });

  const copies = content.variants.filter((variant) => variant.network === network);
  const nearest = copies.find((variant) => variant.language.startsWith(language)) ?? copies[0];
  const text = drafts[network] ?? nearest?.text ?? "";
  const disclosure = localized(content.disclosure);
  const whole = withDisclosure(text, disclosure);
  const left = roomLeft(network, whole);

  function write(words: string) {
    setDrafts({ ...drafts, [network]: words });
  }

  function take(copy: string) {
    const own = copies.some((variant) => variant.text === text) ? undefined : text;
    write(copy);
    if (own?.trim()) notify.done(t("composer.replaced"), () => write(own));
  }

  function go() {
    share.mutate(
      { content_id: content.id, network, on_behalf: onBehalf, text: whole },
      { onSuccess: () => setDrafts(Object.fromEntries(Object.entries(drafts).filter(([where]) => where !== network))) },
    );
  }

  if (share.data) return <Shared share={share.data} onAgain={() => share.reset()} />;
  return (
    <Grid gap="xl">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Stack gap="lg">
          <div>
            <Text fw={650} mb={6} id="network-label">
              {t("composer.where")}
            </Text>
            <Group gap="xs" role="group" aria-labelledby="network-label">
              {NETWORKS.map((value) => (
                <Button
                  key={value}
                  size="compact-md"
                  variant={value === network ? "filled" : "default"}
                  aria-pressed={value === network}
                  onClick={() => setNetwork(value)}
                >
                  {NETWORK_NAMES[value]}
                </Button>
              ))}
            </Group>
          </div>
          {copies.length > 1 && (
            <div>
              <Text fw={650} mb={6} id="copies-label">
                {t("composer.copies")}
              </Text>
              <Group gap="xs" role="group" aria-labelledby="copies-label">
                {copies.map((variant, index) => (
                  <Button
                    key={`${variant.language} ${index}`}
                    size="compact-md"
                    variant={variant.text === text ? "filled" : "default"}
                    aria-pressed={variant.text === text}
                    onClick={() => take(variant.text)}
                  >
                    {nameOf(copies, index)}
                  </Button>
                ))}
              </Group>
            </div>
          )}
          <Textarea
            label={t("composer.words")}
            description={t("composer.wordsHint")}
            autosize
            minRows={4}
            maxRows={14}
            value={text}
            onChange={(event) => write(event.currentTarget.value)}
            error={left < 0 ? t("composer.tooLong", { count: -left }) : undefined}
          />
          <Text size="sm" c="dimmed" aria-live="polite">
            {t("composer.left", { count: Math.max(0, left) })}
          </Text>
          <VoiceChoice network={network} onBehalf={onBehalf} onChange={setOnBehalf} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Card>
          <Stack gap="md">
            <NetworkPreview network={network} text={whole} title={localized(content.title)} url={content.url ?? ""} />
            <Alert variant="light" color="kring" icon={<IconWorld aria-hidden />}>
              {t("composer.world")}
            </Alert>
            {share.error && <FormProblem error={share.error} />}
            <Button size="md" loading={share.isPending} disabled={left < 0 || whole.trim() === ""} onClick={go}>
              {t("composer.go", { network: NETWORK_NAMES[network] })}
            </Button>
          </Stack>
        </Card>
      </Grid.Col>
    </Grid>
  );
}
