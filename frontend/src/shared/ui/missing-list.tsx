/** What a refusal says is missing, line by line, each with its way on where there is one. */
import { Alert, List } from "@mantine/core";
import { isProblem } from "@/shared/api/problem";
import { Link } from "./link";

export interface MissingLine {
  code: string;
  detail: string;
  fix?: { label: string; href: string };
}

function lineOf(line: unknown): MissingLine[] {
  if (typeof line === "string") return [{ code: line, detail: line }];
  if (typeof line !== "object" || line === null) return [];
  const { code, detail, fix } = line as Record<string, unknown>;
  const way = fix as { label?: unknown; href?: unknown } | null | undefined;
  return [
    {
      code: String(code ?? ""),
      detail: String(detail ?? ""),
      ...(typeof way?.href === "string" ? { fix: { href: way.href, label: String(way.label ?? "") } } : {}),
    },
  ];
}

/** The `missing` member of a refusal; its sentence alone where it has none. */
export function missingIn(error: unknown): MissingLine[] {
  if (!isProblem(error)) return [];
  const { missing } = error.members;
  const lines = Array.isArray(missing) ? missing.flatMap(lineOf) : [];
  return lines.length > 0 ? lines : [{ code: "other", detail: error.detail }];
}

interface MissingListProps {
  title: string;
  lines: readonly MissingLine[];
  /** The reader's words for a line; the service's own sentence when left out. */
  words?: (line: MissingLine) => string;
}

export function MissingList({ title, lines, words = (line) => line.detail }: MissingListProps) {
  return (
    <Alert color="yellow" variant="light" title={title} role="alert">
      <List size="sm">
        {lines.map((line) => (
          <List.Item key={`${line.code} ${line.detail}`}>
            {words(line)}
            {line.fix?.href.startsWith("/") && (
              <>
                {" "}
                <Link to={line.fix.href}>{line.fix.label}</Link>
              </>
            )}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
