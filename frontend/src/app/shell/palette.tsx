/** Ctrl/Cmd K: places, and what the three services find, in one list. */
import "@mantine/spotlight/styles.layer.css";
import { useDebouncedValue } from "@mantine/hooks";
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFoundThings } from "./use-found-things";
import { useOpenPlaces } from "./use-open-places";

const [paletteStore, palette] = createSpotlight();

export default function Palette({ asked }: { asked: number }) {
  const { t } = useTranslation(["app", "shared"]);
  const navigate = useNavigate();
  const places = useOpenPlaces();
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 200);
  const { groups: found, away } = useFoundThings(q);

  useEffect(() => palette.open(), [asked]);

  const go = (to: string) => () => void navigate({ to });
  const wanted = typed.trim().toLocaleLowerCase();
  const placeActions = places.flatMap((place) => [
    { id: place.path, label: t(`places.${place.place}`), onClick: go(place.path) },
    ...place.sections
      .filter((section) => section.path !== place.path)
      .map((section) => ({
        id: section.path,
        label: t(`sections.${section.section}`),
        description: t(`places.${place.place}`),
        onClick: go(section.path),
      })),
  ]);
  const groups: SpotlightActionGroupData[] = [
    {
      group: t("palette.places"),
      actions: placeActions.filter((action) => action.label.toLocaleLowerCase().includes(wanted)),
    },
    ...found.map((kind) => ({
      group: t(`palette.kind.${kind.kind}`),
      actions: kind.items.map(({ id, label, description, to }) => ({ id, label, description, onClick: go(to) })),
    })),
    {
      group: t("palette.away"),
      actions: away.map((service) => ({
        id: `away:${service}`,
        label: t("shared:problem.away.title", { service: t(`shared:service.${service}`) }),
        disabled: true,
      })),
    },
  ].filter((group) => group.actions.length > 0);

  return (
    <Spotlight
      store={paletteStore}
      shortcut={null}
      query={typed}
      onQueryChange={setTyped}
      // Everything here has been filtered already: places above, the rest by the server.
      filter={(_, actions) => actions}
      actions={groups}
      nothingFound={t("palette.nothing")}
      scrollable
      maxHeight="60vh"
      highlightQuery
      searchProps={{
        leftSection: <IconSearch size={20} aria-hidden />,
        placeholder: t("palette.placeholder"),
        "aria-label": t("palette.open"),
      }}
    />
  );
}
