/** The composer: network, words, disclosure, who speaks, and what the world will see. */
import { Alert, Button, Card, Grid, Stack, Text, Textarea } from "@mantine/core";
import { IconWorld } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asLanguage, LANGUAGE_NAMES } from "@/shared/i18n/language";
import { useLocalized } from "@/shared/i18n/localized";
import { FormProblem } from "@/shared/ui/form-problem";
import { useNotify } from "@/shared/ui/use-notify";
import { shares, type Content } from "../api";
import { NETWORK_NAMES, NETWORKS, type Network } from "../networks";
import { roomLeft } from "../share-text";
import { Choice } from "./choice";
import { NetworkPreview } from "./network-preview";
import { Shared } from "./shared";
import { useWords } from "./use-words";
import { VoiceChoice } from "./voice-choice";

const nameOf = (tag: string) => LANGUAGE_NAMES[asLanguage(tag) ?? "en"];

/** "English", or "English 2" where there are more in one language. */
function nameOfCopy(copies: Content["variants"], index: number): string {
  const tag = copies[index]?.language ?? "";
  const before = copies.slice(0, index + 1).filter((copy) => copy.language === tag).length;
  return copies.filter((copy) => copy.language === tag).length > 1 ? `${nameOf(tag)} ${before}` : nameOf(tag);
}

export function Composer({ content }: { content: Content }) {
  const { t } = useTranslation("content");
  const localized = useLocalized();
  const share = shares.useCreate();
  const notify = useNotify();
  const offered = NETWORKS.filter((network) => content.variants.some((variant) => variant.network === network));
  const [network, setNetwork] = useState<Network>(offered[0] ?? "linkedin");
  const [onBehalf, setOnBehalf] = useState(false);
  const { copies, copy, text, inLanguage, placed, write, speak, forget } = useWords(content, network);
  const languages = Object.keys(content.disclosure ?? {});
  const left = roomLeft(network, placed.whole);

  function take(index: number) {
    const own = copy ? undefined : text;
    write(copies[index]?.text ?? "");
    if (own?.trim()) notify.done(t("composer.replaced"), () => write(own));
  }

  function go() {
    share.mutate(
      { content_id: content.id, network, on_behalf: onBehalf, text, language: inLanguage },
      { onSuccess: forget },
    );
  }

  if (share.data) return <Shared share={share.data} onAgain={() => share.reset()} />;
  return (
    <Grid gap="xl">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Stack gap="lg">
          <Choice
            label={t("composer.where")}
            options={NETWORKS.map((value) => ({ value, label: NETWORK_NAMES[value] }))}
            value={network}
            onChange={setNetwork}
          />
          {copies.length > 1 && (
            <Choice
              label={t("composer.copies")}
              options={copies.map((_, index) => ({ value: String(index), label: nameOfCopy(copies, index) }))}
              value={copy && String(copies.indexOf(copy))}
              onChange={(index) => take(Number(index))}
            />
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
          {languages.length > 1 && !copy && (
            <Choice
              label={t("composer.language")}
              options={languages.map((value) => ({ value, label: nameOf(value) }))}
              value={inLanguage}
              onChange={speak}
            />
          )}
          <VoiceChoice network={network} onBehalf={onBehalf} onChange={setOnBehalf} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Card>
          <Stack gap="md">
            <NetworkPreview
              network={network}
              text={placed.whole}
              title={localized(content.title)}
              url={content.url ?? ""}
              picture={content.picture}
            />
            {placed.moved && (
              <Text size="sm" c="dimmed">
                {t("composer.moved", { network: NETWORK_NAMES[network] })}
              </Text>
            )}
            <Alert variant="light" color="kring" icon={<IconWorld aria-hidden />}>
              {t("composer.world")}
            </Alert>
            {share.error && <FormProblem error={share.error} />}
            <Button size="md" loading={share.isPending} disabled={left < 0 || text.trim() === ""} onClick={go}>
              {t("composer.go", { network: NETWORK_NAMES[network] })}
            </Button>
          </Stack>
        </Card>
      </Grid.Col>
    </Grid>
  );
}
