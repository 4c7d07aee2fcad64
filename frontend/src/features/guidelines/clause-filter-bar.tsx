/** Narrow the guideline: to what concerns me, to a kind, to a part of life. The kinds show how many there are. */
import { Group, SegmentedControl, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { KINDS, lookOf, SCOPES, type Clause } from "@/shared/clauses/kinds";
import { useClauseWords } from "@/shared/clauses/use-clause-words";
import { countsByKind, type ClauseFilters } from "./arranged";
import classes from "./guidelines.module.css";

interface ClauseFilterBarProps {
  clauses: readonly Clause[];
  filters: ClauseFilters;
  onChange: (change: Partial<ClauseFilters>) => void;
}

export function ClauseFilterBar({ clauses, filters, onChange }: ClauseFilterBarProps) {
  const { t } = useTranslation("guidelines");
  const words = useClauseWords();
  const counts = countsByKind(clauses, filters);
  return (
    <div role="group" aria-label={t("narrow")}>
      <Group gap="sm" mb="md">
        <SegmentedControl
          aria-label={t("whom.label")}
          value={filters.whom}
          onChange={(whom) => onChange({ whom })}
          data={[
            { value: "mine", label: t("whom.mine") },
            { value: "all", label: t("whom.all") },
          ]}
        />
        <Select
          aria-label={t("where")}
          value={filters.scope}
          onChange={(scope) => onChange({ scope: scope ?? "" })}
          allowDeselect={false}
          w={{ base: "100%", xs: 260 }}
          data={[
            { value: "", label: t("everywhere") },
            ...SCOPES.map((scope) => ({ value: scope, label: words.scope(scope) })),
          ]}
        />
      </Group>
      <div className={classes.kinds}>
        {KINDS.map((kind) => {
          const { icon: Icon, tone } = lookOf(kind);
          const chosen = filters.kind === kind;
          return (
            <button
              key={kind}
              type="button"
              className={classes.kindChip}
              data-tone={tone}
              aria-pressed={chosen}
              onClick={() => onChange({ kind: chosen ? "" : kind })}
            >
              <span className={classes.count}>{counts.get(kind)}</span>
              <span className={classes.kindName}>
                <Icon size={16} aria-hidden />
                {words.kind(kind)}
              </span>
            </button>
          );
        })}
      </div>
    </div>
  );
}
