/** Is this certificate real and valid today? For anyone with the link; no sign-in. */
import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/shared/api/problem";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { Choice, HeaderPopover } from "@/shared/ui/header-popover";
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, useLanguage } from "@/shared/i18n/language";
import { EmptyState } from "@/shared/ui/empty-state";
import { QueryState } from "@/shared/ui/query-state";
import { Logo } from "@/shared/ui/ripples";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { credentialQuery } from "./api";
import { CredentialCard } from "./credential-card";
import classes from "./verify.module.css";

const UNKNOWN_ID = 422;

export default function VerifyPage() {
  const { t } = useTranslation("credentials");
  const query = useQuery(credentialQuery(useRouteParam("id")));
  const unknown = isProblem(query.error) && [404, UNKNOWN_ID].includes(query.error.status);
  const language = useLanguage();
  return (
    <div className={classes.page}>
      <title>{`${t("title")} · Kring`}</title>
      <header className={classes.header}>
        <Anchor href="/" className={classes.brand} underline="never">
          <Logo size={30} /> Kring
        </Anchor>
        <HeaderPopover label={`${language.toUpperCase()} · ${t("language")}`} button={language.toUpperCase()}>
          {(close) =>
            LANGUAGES.map((tag) => (
              <Choice
                key={tag}
                lang={tag}
                chosen={tag === language}
                onChoose={() => {
                  chooseLanguage(tag);
                  close();
                }}
              >
                {LANGUAGE_NAMES[tag]}
              </Choice>
            ))
          }
        </HeaderPopover>
      </header>
      <main className={classes.main}>
        <h1 className={classes.question}>{t("title")}</h1>
        {unknown ? (
          <EmptyState title={t("unknown.title")} text={t("unknown.text")} />
        ) : (
          <QueryState query={query} skeleton={<TextSkeleton lines={5} />}>
            {(credential) => <CredentialCard credential={credential} />}
          </QueryState>
        )}
        <Text size="sm" c="dimmed" ta="center" maw="32rem">
          {t("note")}
        </Text>
      </main>
    </div>
  );
}
