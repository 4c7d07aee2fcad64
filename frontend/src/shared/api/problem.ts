/** What a refused or failed call says: RFC 9457 problem+json as one error class, whatever went wrong on the way. */

export interface FieldError {
  /** JSON Pointer into the body, e.g. "/title/nl". */
  pointer: string;
  detail: string;
  /** What kind of fault: a refusal's name, or the kind of value that does not fit. */
  code?: string;
}

export class ApiProblem extends Error {
  override readonly name = "ApiProblem";

  constructor(
    /** HTTP status; 0 when no answer came at all. */
    readonly status: number,
    /** The refusal's CamelCase name, e.g. "PrerequisitesMissing"; "Unreachable" and "Unexplained" are ours. */
    readonly code: string,
    readonly detail: string,
    readonly errors: readonly FieldError[] = [],
    readonly requestId: string | null = null,
    /** Every further member of the problem document, e.g. `missing`. */
    readonly members: Readonly<Record<string, unknown>> = {},
    /** The service that was asked. */
    readonly service: string | null = null,
  ) {
    super(detail || code);
  }

  get isAway(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function fieldErrors(value: unknown): FieldError[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (typeof entry !== "object" || entry === null) return [];
    const { pointer, detail, code, kind } = entry as Record<string, unknown>;
    return [
      { pointer: text(pointer), detail: text(detail), ...(code || kind ? { code: text(code) || text(kind) } : {}) },
    ];
  });
}

export async function problemFrom(response: Response, service: string | null = null): Promise<ApiProblem> {
  const requestId = response.headers.get("x-request-id");
  let body: unknown = null;
  try {
    body = await response.clone().json();
  } catch {
    // A proxy's plain page instead of a problem document: the status alone has to do.
  }
  if (typeof body !== "object" || body === null) {
    return new ApiProblem(response.status, "Unexplained", "", [], requestId, {}, service);
  }
  const { code, detail, title, errors, request_id, ...members } = body as Record<string, unknown>;
  return new ApiProblem(
    response.status,
    text(code) || "Unexplained",
    text(detail) || text(title),
    fieldErrors(errors),
    text(request_id) || requestId,
    members,
    service,
  );
}

export function unreachable(service: string | null = null): ApiProblem {
  return new ApiProblem(0, "Unreachable", "", [], null, {}, service);
}

export type ProblemKind = "offline" | "away" | "forbidden" | "gone" | "fault" | "refused";

/** Which kind of trouble somebody is in: each has a face of its own. */
export function kindOf(error: unknown): ProblemKind {
  if (!(error instanceof ApiProblem)) return "fault";
  if (error.status === 0) return "offline";
  if (error.isAway) return "away";
  if (error.status === 403) return "forbidden";
  if (error.status === 404 || error.status === 410) return "gone";
  return error.status >= 500 ? "fault" : "refused";
}

export function isProblem(error: unknown, code?: string): error is ApiProblem {
  return error instanceof ApiProblem && (code === undefined || error.code === code);
}
