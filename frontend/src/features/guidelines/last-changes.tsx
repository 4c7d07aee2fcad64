/** What changed since the version before, on request. */
import { Button, Title } from "@mantine/core";
import { IconArrowsDiff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { diffQuery } from "@/shared/clauses/diff-query";
import { VersionDiff } from "@/shared/clauses/version-diff";
import { useFilters } from "@/shared/navigation/use-filters";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";

const CLOSED = { changes: "" };

export function LastChanges({ code, from, to }: { code: string; from: number; to: number }) {
  const { t } = useTranslation("guidelines");
  const [{ changes }, set] = useFilters(CLOSED);
  const open = changes === "show";
  return (
    <section>
      <Button
        variant="default"
        aria-expanded={open}
        leftSection={<IconArrowsDiff size={18} aria-hidden />}
        onClick={() => set({ changes: open ? "" : "show" })}
      >
        {t(open ? "changes.hide" : "changes.show", { number: from })}
      </Button>
      {open && <Changes code={code} from={from} to={to} />}
    </section>
  );
}

function Changes({ code, from, to }: { code: string; from: number; to: number }) {
  const { t } = useTranslation("guidelines");
  const query = useQuery(diffQuery(code, from, to));
  return (
    <>
      <Title order={2} size="h3" mt="lg" mb="md">
        {t("changes.title", { from, to })}
      </Title>
      <QueryState query={query} skeleton={<TextSkeleton lines={5} />}>
        {(diff) => <VersionDiff diff={diff} />}
      </QueryState>
    </>
  );
}
