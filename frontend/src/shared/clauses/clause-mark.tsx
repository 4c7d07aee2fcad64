/** A clause's kind as icon and word, in its tone. */
import { lookOf } from "./kinds";
import classes from "./clause.module.css";
import { useClauseWords } from "./use-clause-words";

export function ClauseMark({ kind }: { kind: string }) {
  const words = useClauseWords();
  const { icon: Icon, tone } = lookOf(kind);
  return (
    <span className={classes.mark} data-tone={tone}>
      <Icon size={15} stroke={2.2} aria-hidden />
      {words.kind(kind)}
    </span>
  );
}

/** The icon alone in its ring, where the word stands beside it already. */
export function ClauseDrop({ kind, size = 40 }: { kind: string; size?: number }) {
  const { icon: Icon, tone } = lookOf(kind);
  return (
    <span className={classes.drop} data-tone={tone} style={{ width: size, height: size }} aria-hidden>
      <Icon size={size / 2} stroke={2} />
    </span>
  );
}
