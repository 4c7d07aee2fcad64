/** What changed in a version since an earlier round of its sign-off, under a heading. */
import { Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { isProblem } from "@/shared/api/problem";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { roundDiffQuery } from "./diff-query";
import { VersionDiff } from "./version-diff";

interface SinceRoundProps {
  heading: string;
  guideline: string;
  number: number;
  round: string;
}

export function SinceRound({ heading, guideline, number, round }: SinceRoundProps) {
  const query = useQuery(roundDiffQuery(guideline, number, round));
  // Rounds of long ago kept no copy of what they were about.
  if (isProblem(query.error, "Missing")) return null;
  return (
    <section>
      <Title order={2} size="h3" mb="md">
        {heading}
      </Title>
      <QueryState query={query} skeleton={<TextSkeleton lines={4} />}>
        {(diff) => <VersionDiff diff={diff} />}
      </QueryState>
    </section>
  );
}
