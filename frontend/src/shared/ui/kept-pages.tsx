/** What can be read without a line: the pages this person looked at last on this device. */
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { visits } from "@/shared/navigation/visits";
import { Link } from "./link";

export function KeptPages() {
  const { t } = useTranslation("shared");
  const format = useFormat();
  const here = location.pathname + location.search;
  // Two pages of one name cannot be told apart in a list: the newest is the one that was meant.
  const pages = visits()
    .filter((visit) => visit.address !== here)
    .filter((visit, index, all) => all.findIndex(({ title }) => title === visit.title) === index);
  if (pages.length === 0) return null;
  return (
    <nav aria-label={t("problem.kept")}>
      <Text mt="md" fw={600}>
        {t("problem.kept")}
      </Text>
      <ul style={{ paddingInlineStart: "1.2rem", margin: 0 }}>
        {pages.map(({ address, title, at }) => {
          const { pathname, searchParams } = new URL(address, location.origin);
          return (
            <li key={address}>
              <Link to={pathname} search={Object.fromEntries(searchParams)}>
                {title}
              </Link>{" "}
              <Text span size="sm" c="dimmed">
                {format.dateTime(new Date(at).toISOString())}
              </Text>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
