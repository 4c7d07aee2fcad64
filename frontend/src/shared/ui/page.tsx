/** The frame of every screen: title, one sentence about it, actions, breadcrumbs. */
import { Box, Breadcrumbs, Group, Text, Title } from "@mantine/core";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocalized, type LocalizedText } from "@/shared/i18n/localized";
import { Link } from "./link";
import { Localized } from "./localized";
import classes from "./page.module.css";

const SHOWN_AFTER_MS = 1500;

/** Words of the app, or a text of the services, which may not be there in the reader's language. */
export type Titled = string | LocalizedText;

export interface Crumb {
  label: Titled;
  to: string;
}

interface PageProps {
  title: Titled;
  /** One sentence: what is this place for? */
  lede?: ReactNode;
  /** Buttons at the right of the title, the main one last. */
  actions?: ReactNode;
  /** Breadcrumbs, without the page itself. */
  crumbs?: readonly Crumb[];
  /** Beside the title: a state badge, a ring. */
  mark?: ReactNode;
  /** Narrow column for reading and forms. */
  narrow?: boolean;
  /** False for a page that nobody wants to come back to. */
  noted?: boolean;
  children: ReactNode;
}

export function Page({ title, lede, actions, crumbs, mark, narrow = false, noted = true, children }: PageProps) {
  const { t } = useTranslation("shared");
  const localized = useLocalized();
  const name = typeof title === "string" ? title : localized(title);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = `${name} · Kring`;
    const address = location.pathname + location.search;
    // Once it shows what it is for: a page in trouble is no page to come back to.
    const soon = setTimeout(() => {
      if (noted && navigator.onLine && !document.querySelector("main [role=alert], main [aria-busy=true]"))
        void import("@/shared/navigation/visits").then(({ noteVisit }) => noteVisit(address, name));
    }, SHOWN_AFTER_MS);
    return () => clearTimeout(soon);
  }, [name, noted]);

  // After a navigation the reader starts at the new page's name; the shell asks for it by the location's change.
  useEffect(() => {
    if (document.body.dataset.navigated === "true") heading.current?.focus({ preventScroll: true });
    document.body.dataset.navigated = "true";
  }, []);

  return (
    <Box className={classes.page} data-narrow={narrow || undefined}>
      <Box component="header" className={classes.header}>
        {crumbs && crumbs.length > 0 && (
          <nav aria-label={t("crumbs")}>
            <Breadcrumbs mb="xs" separatorMargin={6} fz="sm" styles={{ root: { flexWrap: "wrap" } }}>
              {crumbs.map((crumb) => (
                <Link key={crumb.to} to={crumb.to} fz="sm">
                  <Shown of={crumb.label} />
                </Link>
              ))}
            </Breadcrumbs>
          </nav>
        )}
        <Group justify="space-between" align="flex-end" gap="md">
          <Box className={classes.name}>
            <Group gap="sm" align="center">
              <Title order={1} ref={heading} tabIndex={-1} className={classes.title}>
                <Shown of={title} />
              </Title>
              {mark}
            </Group>
            {lede && (
              <Text c="dimmed" mt={6} maw="42rem" component="div" className={classes.lede}>
                {lede}
              </Text>
            )}
          </Box>
          {actions && <Group gap="sm">{actions}</Group>}
        </Group>
      </Box>
      {children}
    </Box>
  );
}

function Shown({ of }: { of: Titled }) {
  return typeof of === "string" ? of : <Localized text={of} />;
}
