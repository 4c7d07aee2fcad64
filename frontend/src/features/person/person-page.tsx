/** A colleague: their card for everyone; to those above them, HR and trainers each what they may see. */
import { Group, SimpleGrid, Stack } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { personQuery } from "@/shared/people/person-queries";
import { useMe } from "@/shared/session/me";
import { Fact } from "@/shared/ui/fact";
import { LinkButton } from "@/shared/ui/link";
import { Page } from "@/shared/ui/page";
import { PersonName } from "@/shared/ui/person-name";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { StateBadge } from "@/shared/ui/state-badge";
import { Ambassadorship } from "./ambassadorship-section";
import { isHidden, useLines, type Person } from "./api";
import { Exemptions, Waivers } from "./exception-sections";
import { Certificates, Learning, Requirements } from "./learning-sections";
import { Acknowledgements, ShownByThemselves, SpeakingRight } from "./other-sections";

export default function PersonPage() {
  const { t } = useTranslation("person");
  const id = useRouteParam("id");
  const { may } = useMe();
  const query = useQuery(personQuery(id));
  const person = query.data;
  return (
    <Page
      narrow
      title={person ? `${person.given_name} ${person.family_name}` : t("title")}
      lede={person && [person.job_profile, person.department].filter(Boolean).join(" · ")}
      mark={person?.active === false && <StateBadge state="inactive" label={t("left")} />}
      actions={
        <Group gap="sm">
          {may("advocacy:points.read") && (
            <LinkButton to={`/manage/points/people/${id}`} variant="default">
              {t("points")}
            </LinkButton>
          )}
          {may("training:people.write") && (
            <LinkButton
              to={`/manage/people/${id}`}
              variant="default"
              leftSection={<IconPencil size={18} aria-hidden />}
            >
              {t("change")}
            </LinkButton>
          )}
        </Group>
      }
    >
      <QueryState query={query} skeleton={<TextSkeleton lines={6} />}>
        {(found) => (
          <Stack gap="lg">
            <Card of={found} />
            <SpeakingRight id={id} />
            <ShownByThemselves id={id} />
            {may("advocacy:ambassadors.manage") && <Ambassadorship id={id} />}
            <Kept id={id} />
          </Stack>
        )}
      </QueryState>
    </Page>
  );
}

/** Broken before its "@" where it must be broken, not within a word. */
function Address({ of }: { of: string }) {
  const [name, host] = of.split("@");
  return host === undefined ? (
    of
  ) : (
    <>
      {name}
      <wbr />@{host}
    </>
  );
}

function Card({ of: person }: { of: Person }) {
  const { t } = useTranslation("person");
  const facts = (
    [
      ["department", person.department],
      ["division", person.division],
      ["location", person.location],
      ["job", person.job_profile],
      ["number", person.employee_number],
      ["email", person.email],
    ] as const
  ).filter(([, value]) => value);
  return (
    <SimpleGrid component="dl" cols={{ base: 2, sm: 3 }} m={0} spacing="md">
      {facts.map(([name, value]) => (
        <Fact key={name} name={t(`fact.${name}`)}>
          <span style={{ overflowWrap: "anywhere" }}>{name === "email" ? <Address of={value ?? ""} /> : value}</span>
        </Fact>
      ))}
      {person.manager_id && (
        <Fact name={t("fact.manager")}>
          <PersonName id={person.manager_id} />
        </Fact>
      )}
    </SimpleGrid>
  );
}

/**
 * Whoever may see what is required of somebody may see their learning, certificates and exemptions; some of it is shown
 * to a few others too. Nothing is drawn before it is known that it may be seen.
 */
function Kept({ id }: { id: string }) {
  const { may } = useMe();
  const lines = useLines(id);
  const sees = lines.data !== undefined || (lines.error !== null && !isHidden(lines.error));
  // Who reads everybody's lines by their role need not be told of everybody's waivers and certificates as well.
  const near = sees && !may("training:requirements.read-lines");
  return (
    <>
      {sees && <Requirements id={id} />}
      <Acknowledgements id={id} />
      {(sees || may("training:certificates.check")) && (
        <Certificates id={id} whole={near || may("training:certificates.check")} />
      )}
      {(sees || may("training:completions.read")) && <Learning id={id} />}
      {sees && <Exemptions id={id} />}
      {sees && <Waivers id={id} whole={near || may("training:prerequisites.waive")} />}
    </>
  );
}
