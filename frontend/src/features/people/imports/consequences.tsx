/** What follows from one fault of a file: folded, since it mends itself with its cause. */
import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePages } from "@/shared/api/use-pages";
import { useFormat } from "@/shared/format/use-format";
import { LoadMore } from "@/shared/ui/load-more";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { imports, listConsequences, type RowError } from "../api";

interface ConsequencesProps {
  importId: string;
  cause: RowError;
}

export function Consequences({ importId, cause }: ConsequencesProps) {
  const { t } = useTranslation("people");
  const [isOpen, setOpen] = useState(false);
  const count = cause.consequences ?? 0;
  if (count === 0) return null;
  return (
    <div>
      <Button variant="subtle" size="compact-sm" px={0} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t("errors.follows", { count })}
      </Button>
      {isOpen && <Followed importId={importId} line={cause.line} />}
    </div>
  );
}

function Followed({ importId, line }: { importId: string; line: number }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const list = usePages([...imports.key, importId, "consequences", line], (cursor) =>
    listConsequences(importId, line, cursor),
  );
  return (
    <QueryState query={list} skeleton={<TextSkeleton lines={2} />}>
      {(errors) => (
        <Stack gap={4} mt={4}>
          {errors.map((error) => (
            <Text key={`${error.line}-${error.code}`} size="sm">
              {t("import.atLine", { line: format.number(error.line) })} {error.detail}
            </Text>
          ))}
          <LoadMore more={list.more} shown={errors.length} />
        </Stack>
      )}
    </QueryState>
  );
}
