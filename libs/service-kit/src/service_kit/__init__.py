"""What every service is built from; it knows no word of the domain. Every public name stands here: read it first.

addresses: Where callers reach us: behind the gateway's public prefix, in every header that names one of our paths.
    locate, public_path
app: One way to build a service's web application, so that every service behaves alike.
    build_app
audit: Who did what: append-only entries, sealed into a hash chain so that tampering shows.
    Acting, AuditEntry, AuditPending, AuditSeal, Broken, SystemActor, canonical, link, record, seal,
    seal_entries, verify
audit_endpoints: The record of who did what, to read and to check.
    AuditEntryOut, AuditVerificationOut
auth: Who is asking, and whether that role may try: tokens become actors, permissions guard routes.
    Actor, Authenticator, Grants, Guard, Needs, PersonInactive, holders_apart
clock: The one place where time comes from, so that tests can set it.
    Now, moment, now, set_source
concurrency: Two people at once, and the same request twice: ETag, If-Match, Idempotency-Key.
    AnsweredBefore, CapabilityRoute, Changed, IdempotencyKey, IfMatch, IfMatchNeeded, KeyReused, Match,
    NotModified, Reservation, TwinRunning, answer_unchanged, capability_router, fingerprint_of, forget_keys,
    operation_name, tag
contract: What a service promises, printed: its OpenAPI contract, and who holds which permission.
    print_contract, print_permissions
database: Sessions and connections: the edge opens them, and the edge alone commits.
    AsyncSession, Database, HotConnection, KitTable, ReadSession, WriteSession, as_utc, database_of,
    hot_connection, instant_column, json_column, new_id, new_registry, plain_url, read_session, sqlalchemy_url
direct: The dependencies nearly every endpoint has, given to it directly instead of resolved as trees.
    guards_of, without_direct
directory: What every service answers about people, and how it meets one it does not know yet.
    MeOut, as_seen_by, ask_directory, may_see_whole
docs: The contract and its page for people, from our own origin.
errors: Refusals, and the one place where they become RFC 9457 problems.
    AlreadyThere, Forbidden, Malformed, Missing, PersonRequired, Refusal, SiblingAway, StillReferred, TooLarge,
    Unauthenticated, Unavailable, add_handlers, kebab, problem
feed: Publish in the caller's transaction; number what is committed, in an order no follower can miss.
    CursorAhead, Event, EventBody, EventRow, OutboxRow, append_only_sql, publish, read_head,
    read_page, sequence
feed_endpoints: The feed over HTTP: committed events in order, waiting for the next one without a busy loop.
    FeedBusy, FeedListener
follow: Follow a sibling's feed: every event takes effect once, in order, whatever crashes; a bad one stops it loudly.
    FeedCursor, Follower, Handler, Overtaken, Stopped, read_cursors
health: Is this process alive, and may it be given requests?
    feed_details, known_revisions
jobs: Background work, deferred in the caller's transaction: it runs if that commits, and only then (Procrastinate).
    Jobs, Task, Work, build_worker_app, defer, defer_until, retry_stalled
localized: Text that people read in their own language.
    Localized, accepted_languages, pick
logs: Logs as one JSON object per line, with the trace they belong to; ids, never names, tokens or secrets.
    configure
migrate: Migrations: the kit's history first, then the service's own, by one migrator at a time, no long waits.
    install_jobs, kit_config, revisions_of, run_environment, service_config, upgrade, upgrade_async,
    upgrade_from_settings
openapi: The contract of a service in OpenAPI 3.1: every refusal listed, public operations marked, one problem schema.
    build, describe
pages: Lists by keyset: a page, and a cursor to the next.
    Item, Key, Page, PageQuery, PageRequest, after, cut, decode_cursor, encode_cursor, paginate, point_to_next
people: The directory's people: training-api owns them, every other service keeps this replica.
    ColleagueOut, Person, PersonChanged, PersonOut, PersonRef, SignIn, apply_changes, find, find_ref, keep,
    roles_to_tell
schemas: The two kinds of body, and the types they share.
    BodyIn, BodyOut, Instant
serve: The web server of one service.
    serve
service: What a service is made of, told once: its rooms, its grants, its feeds and its background work.
    JustInTime, Service, load
settings: What a service may be told from outside, read from the environment.
    ServiceSettings, Words
siblings: Ask another service: with our own token, within bounds, and never pretending it answered.
    Answer, ServiceToken, Sibling, SiblingRefused, Siblings, sibling
standins: What stands in for the outside world in tests: an issuer, siblings, people, a clock, a rolled-back database.
    Issuer, People, RolledBackDatabase, SiblingAnswers, Statements, TestClock
telemetry: What is counted and traced: Prometheus metrics always, OpenTelemetry spans where a collector is configured.
    CountRequests, declared_path, export_spans, instrument, read_feed_metrics
testing: A pytest plugin: a real PostgreSQL, an app whose every test is rolled back, and people who sign in.
    MigratedDatabases, event_of, new_database, settings_for
tokens: Tokens of any OpenID Connect issuer: verified once, and read by claims that the settings name.
    Keys, Token, Tokens, claim, discover, words
trace: The W3C trace a piece of work belongs to, carried through requests, events, jobs and calls.
    current_trace_id, current_traceparent, enter_trace
worker: One process for a service's background: it follows the siblings' feeds, runs the jobs, seals the audit record.
    running, work
"""
