/** What the three contracts say about a path: the rows of its list, its filters, the bodies it takes, its moves. Types only. */
import type { ServiceName } from "./clients";
import type { paths as AdvocacyPaths } from "./generated/advocacy";
import type { paths as GovernancePaths } from "./generated/governance";
import type { paths as TrainingPaths } from "./generated/training";

interface Contracts {
  training: TrainingPaths;
  advocacy: AdvocacyPaths;
  governance: GovernancePaths;
}

export type PathOf<S extends ServiceName> = keyof Contracts[S] & string;

type Operation<S extends ServiceName, P, M extends string> = P extends keyof Contracts[S]
  ? Contracts[S][P] extends Record<M, infer O>
    ? O
    : never
  : never;
type Json<R> = R extends { content: { "application/json": infer Content } } ? Content : never;
type Answer<O> = O extends { responses: infer R } ? Json<R[keyof R & (200 | 201 | 202)]> : never;
type Body<O> = O extends { requestBody?: infer R } ? Json<NonNullable<R>> : never;
type Query<O> = O extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never;

/** The path of one thing below its list: "/v1/tracks/{track_id}" below "/v1/tracks". */
type OnePath<S extends ServiceName, P extends string> = {
  [K in PathOf<S>]: K extends `${P}/{${infer Name}}` ? (Name extends `${string}/${string}` ? never : K) : never;
}[PathOf<S>];

type ListQuery<S extends ServiceName, P extends string> = keyof Query<Operation<S, P, "get">>;

/** One row of the list. */
export type RowOf<S extends ServiceName, P extends string> =
  Answer<Operation<S, P, "get">> extends { items: (infer Row)[] } ? Row : never;
/** The names of the list's filters; "q" among them where the list can be searched. */
export type FilterOf<S extends ServiceName, P extends string> = Exclude<
  ListQuery<S, P>,
  "cursor" | "limit" | "sort" | "format"
> &
  string;
/** True when the list can be had as a file. */
export type HasFile<S extends ServiceName, P extends string> = "format" extends ListQuery<S, P> ? true : false;
/** One thing as it is read alone. */
export type OneOf<S extends ServiceName, P extends string> = Answer<Operation<S, OnePath<S, P>, "get">>;
/** What creates one, and what that answers. */
export type NewOf<S extends ServiceName, P extends string> = Body<Operation<S, P, "post">>;
export type CreatedOf<S extends ServiceName, P extends string> = Answer<Operation<S, P, "post">>;
/** What changes one, by the method its declaration names. */
export type ChangeOf<S extends ServiceName, P extends string, M extends "put" | "patch"> = Body<
  Operation<S, OnePath<S, P>, M>
>;
export type ChangedOf<S extends ServiceName, P extends string, M extends "put" | "patch"> = Answer<
  Operation<S, OnePath<S, P>, M>
>;
/** The last words of the paths that move one: "publish" of "/v1/tracks/{track_id}/publish". */
export type MoveOf<S extends ServiceName, P extends string> = {
  [K in PathOf<S>]: K extends `${P}/{${string}}/${infer Move}`
    ? Move extends `${string}/${string}`
      ? never
      : Contracts[S][K] extends { post: object }
        ? Move
        : never
    : never;
}[PathOf<S>];
