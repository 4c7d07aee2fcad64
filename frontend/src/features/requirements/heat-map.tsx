/** How a requirement stands in each department: a table whose darker cells hold more of its people. */
import { Box, Button, Table, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconTable } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { QueryState } from "@/shared/ui/query-state";
import type { StatePart } from "@/shared/ui/state-bar";
import { placesQuery, type Place } from "./api";
import classes from "./heat-map.module.css";

interface HeatMapProps {
  requirement: string;
  states: readonly StatePart[];
  chosen: string;
  onChoose: (department: string) => void;
}

export function HeatMap({ requirement, states, chosen, onChoose }: HeatMapProps) {
  const { t } = useTranslation("requirements");
  const [opened, { toggle }] = useDisclosure(false);
  return (
    <div>
      <Button
        variant="default"
        leftSection={<IconTable size={18} aria-hidden />}
        aria-expanded={opened}
        onClick={toggle}
      >
        {t("places.show")}
      </Button>
      {opened && (
        <Box mt="md">
          <Places requirement={requirement} states={states} chosen={chosen} onChoose={onChoose} />
        </Box>
      )}
    </div>
  );
}

function Places({ requirement, states, chosen, onChoose }: HeatMapProps) {
  const { t } = useTranslation("requirements");
  const query = useQuery(placesQuery(requirement));
  return (
    <QueryState query={query}>
      {(places) => (
        <Table.ScrollContainer minWidth={480}>
          <Table className={classes.map} aria-label={t("places.caption")}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t("places.department")}</Table.Th>
                {states.map(({ value, label }) => (
                  <Table.Th key={value} scope="col" data-end>
                    {label}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {places.items.map((place) => (
                <Table.Tr key={place.key ?? ""}>
                  <Table.Th scope="row">
                    {place.key === null ? (
                      t("places.none")
                    ) : (
                      <UnstyledButton
                        className={classes.name}
                        aria-pressed={chosen === place.key}
                        onClick={() => onChoose(chosen === place.key ? "" : (place.key ?? ""))}
                      >
                        {place.title}
                      </UnstyledButton>
                    )}
                  </Table.Th>
                  {states.map((state) => (
                    <Cell key={state.value} place={place} state={state} />
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </QueryState>
  );
}

function Cell({ place, state }: { place: Place; state: StatePart }) {
  const format = useFormat();
  const number = place[state.value as "open" | "overdue" | "done" | "exempt"];
  const share = place.people ? Math.round((100 * number) / place.people) : 0;
  return (
    <Table.Td className={classes.cell} data-tone={state.tone} style={{ "--share": `${Math.ceil(share * 0.8)}%` }}>
      <span className={classes.number}>{format.number(number)}</span>
      <span className={classes.share}>{share}%</span>
    </Table.Td>
  );
}
