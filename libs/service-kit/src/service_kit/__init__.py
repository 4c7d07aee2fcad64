"""What every service is built from; it knows no word of the domain. Every public name stands here: read it first.

commands: How a command ends.
    CommandRefused, run_command, say
outward: Calls to what is not ours: through the proxy and with the certificates that the environment names.
    AuthoritiesUnreadable, is_untrusted, outward_client, outward_options, trusted
service: What a service is made of, told once: its rooms, its grants, its feeds and its background work.
    JustInTime, Service, load
settings: What a service may be told from outside, read from the environment.
    ServiceSettings, Words, key_bytes
web.addresses: The public addresses of a service: the gateway's prefix in every header that names a path.
    locate, public_path
web.app: Build a service's web application: the same for every service.
    build_app
web.bodies: The size of bodies: counted while they are read, for the requests that have one.
    LimitBodies, has_body
web.concurrency: Concurrent and repeated requests: ETag, If-Match, Idempotency-Key.
    AnsweredBefore, Changed, IdempotencyKey, IfMatch, IfMatchNeeded, IfSeen, KeyReused, Match, NotModified,
    Reservation, TwinRunning, answer_unchanged, conditional, fingerprint_of, forget_keys, is_upload,
    refuse_if_too_large, reserve, tag, unchanged
web.contract: Print a service's OpenAPI contract and its permissions.
    print_contract, print_permissions
web.docs: The contract and its page for people, from our own origin.
web.errors: Refusals, and the one place where they become RFC 9457 problems.
    AlreadyThere, DatabaseBusy, Forbidden, Malformed, Missing, PersonRequired, ReadOnly, Refusal, SiblingAway,
    StillReferred, StorageFull, TooLarge, Unauthenticated, Unavailable, add_handlers, answer_of, kebab,
    present, problem
web.health: Liveness and readiness of a process.
    Room, feed_details, known_revisions
web.hot: Hot reads: declared on the endpoint, answered by the kit before the machinery that every other route passes.
    HotRead, HotReads, hot, hot_read_of, outcome_of
web.openapi: The contract of a service in OpenAPI 3.1.
    build, describe, with_names_of_the_business
web.outcomes: What was wrong with the rows of a bulk request.
    Fault, RowFault, RowFaults
web.pages: Lists by keyset: a page, and a cursor to the next that fits this list alone.
    CursorInvalid, CursorText, Item, Key, OneRow, Page, PageQuery, PageRequest, after, cut, next_cursor, paginate,
    position
web.previews: Link previews: which programs show links to people, and the page that tells them what a link is.
    Preview, PreviewPicture, is_previewer, preview_page
web.routes: The routes of capabilities: one class, which hands an endpoint its usual dependencies itself.
    CapabilityRoute, OpenRoute, StrictRoute, capability_router, operation_name
web.routing: Find the route of a request without trying every route.
    Routes, answer_heads, as_declared, declared_methods, hot_addresses, overlaps
web.schemas: The two kinds of body, and the types they share.
    BodyIn, BodyOut, ChangeIn, Instant
web.serve: The web server of one service.
    serve
web.signatures: What FastAPI read from an endpoint's signature, and how the kit fills it without FastAPI.
    AskedResponse, Direct, Filling, NotHot, guards_of, without_direct
web.tags: Tags of answers as they come back: whatever a proxy on the way made of them, they name what we gave.
    is_held, plain_tags
web.words: Sentences for people, from one catalogue per language.
    Catalogue, Words, address, unfit, with_details, words_of
data.backup: One backup set of several databases at one named moment, while people work.
    Connection, Moment, Snapshot, back_up, run
data.backup_files: The files of services in a backup set.
    KeptFile, copy_files, place_of, put_files, read_files
data.backup_set: A backup set on disk.
    FilesPart, Manifest, ServicePart, digest_file, dump_file, fingerprint_of_key, hash_of, new_folder,
    read_manifest, read_part, rows_of, size_of, write_manifest, write_private
data.backup_settings: The settings of backup and restore, beside those of a service.
    BackupSettings
data.database: Sessions and connections: endpoints get them, and only the kit commits.
    Database, HotConnection, KitTable, ReadSession, WriteSession, allow, allowing, as_utc, bounded_url, database_of,
    hot_connection, instant_column, json_column, new_id, new_registry, plain_url, read_session, sqlalchemy_url,
    write_session
data.digest: Rows and a hash per table, in a fixed order: two databases with the same digest hold the same.
    DigestUnreadable, TableDigest, differences, digest_of, parse_digest, print_digest, read_digest, write_digest
data.faults: What a fault of the database or the disk means for the caller: full, read-only, busy, or away.
    Outage, outage_of
data.localized: Text that people read in their own language.
    Localized, accepted_languages, language_tag, pick
data.lock_texts: Read from the text of a statement what it locks: advisory locks by their names, rows by their tables.
    Taken, taken_by
data.locks: Locks by name, in one order per service; a transaction that takes them in another order is refused.
    Lock, LockOrder, LockOrderBroken, alone, lock, locking, rows, share, sharing, together, watch_locks
data.migrate: Migrations: the kit's history first, then the service's own, by one migrator at a time, no long waits.
    apply_job_migrations, install_jobs, job_migrations, kit_config, note_job_migrations, revisions_of,
    run_environment, service_config, upgrade, upgrade_async, upgrade_from_settings
data.postgres_programs: Find and run PostgreSQL's programs, without a password on the command line.
    find_program, list_archive, run_on
data.restore: Restore one service from a backup set into an empty database.
    CheckedPart, bring_files, check_part, load_part, refuse_another_key, require_empty, run, tell_restored
data.sessions: The session of a transaction: statements, edited rows, and rows that are written at its end.
    AsyncSession
data.statements: Statements: declared once on the tables, compiled once, run on the driver's own connection.
    Bound, Connected, Rows, Statement, Transaction, as_json, given, in_parts, inserting, pipeline, run, updating
events.feed: Publish in the caller's transaction; number what is committed, in an order no follower can miss.
    Event, EventBody, EventRow, OutboxRow, append_only_sql, personal_types, publish, publish_each,
    publish_many, read_page, schemas_of, sequence, veils
events.feed_compare: Every night.
    compare, comparing
events.feed_cursors: How far each followed feed has been applied here, by which event.
    Cursor, FeedCursor, FeedState, advance, follow_on, name_event, note_comparison, open_cursor, read_cursors,
    resume, rewind, state_of, stop
events.feed_endpoints: The feed over HTTP: committed events in order, waiting for the next one without a busy loop.
    FeedBusy, FeedListener, headers_of
events.feed_history: Which history of a feed this is: an epoch begins with the feed, and again after each restore.
    CursorAhead, FeedEpoch, FeedRestored, FeedRewound, History, Place, begin_epoch, read_place, restored_event
events.feed_repair: Bring a replica to the present state of a publisher that was restored.
    FeedNotRewound, Keys, NotReversible, NothingToDecide, RepairRunning, Replica, SnapshotRead, decide, propose,
    refuse_unless_two_people, run
events.feed_repair_endpoints: The feeds that this service follows, for the admins who mend them.
    DecideLosses, DecidedOut, FeedOut, FeedsOut, LossOut, RepairCountsOut, RepairFeed, RepairOut, RepairProgressOut
events.feed_repairs: Rows of repairs and of what was lost with a publisher's history, and every statement on them.
    Counts, FeedLoss, FeedRepair, Overtaken, RepairStatus, advance, begin, fail, find, forget_lost, kept_of,
    locked_cursor, note_decision, note_lost, proposers, succeed, undecided, under_way, wait_for_turn, without_lost
events.feed_snapshot: The present state of everything that is replicated, as events.
    FeedUnsettled, Snapshot, SnapshotPage, SnapshotPlace, StateEvent, read_digests, read_snapshot, state_key,
    views_of
events.feed_snapshot_endpoints: The state of what is replicated over HTTP.
    DigestOut, DigestsOut, SnapshotOut, StateEventOut
events.feed_state: What a publisher and its followers both hold.
    Digest, State, Things, digests, held, page_of
events.feed_tasks: What waits for an admin of a feed that was found rewound.
events.follow: Follow a sibling's feed: every event takes effect once, in order, whatever crashes.
    FeedPage, Follower, Handler, Overtaken, Stopped, Withheld
events.restored: `restored`.
    NotSaid, run, say_restored
events.siblings: Ask another service: with our own token, within bounds, and never pretending it answered.
    Answer, Answered, Asked, ServiceToken, Sibling, SiblingNamed, SiblingRefused, Siblings, asked_first, sibling
identity.auth: Who is asking, and whether that role may try: tokens become actors, permissions guard routes.
    Actor, Authenticator, Grants, Guard, Needs, PersonInactive, Reader, holders_apart, role_mappings_of
identity.claims: What a token's claims say.
    Found, Held, PersonClaim, PersonClaimMissing, Sign, held_in, machine_sign, names_in, nobody_named,
    person_claim, refuse_other_tokens
identity.directory: What every service answers about people, and how it meets one it does not know yet.
    MeOut, SignInRefused, as_seen_by, ask_directory, may_see_whole, seen_in, whole_to
identity.explain_token: `explain-token`: what a token from standard input comes to here, in words.
    explain, run
identity.explained: What a sign-in comes to, and why.
    ClaimSeenOut, MatchedBy, RolesSeenOut, SignInOut, has_overage, in_words, seen
identity.key_endpoints: The issuer's keys for the gateway: it verifies with the very keys that services do.
identity.keys: Which keys of an issuer are used, and for which algorithms.
    Key, chosen, fitting, loaded
identity.lookups: Who is meant: people as other systems know them, by employee number, user name or e-mail address.
    IdentifierNeeded, LookupFault, Name, PersonNames, PersonUnknown, each_meant, is_known_by, meant, one_or_why,
    only_name, reader_of, the_one
identity.matching: Whom a sign-in names in the directory.
    MatchColumn, Matched, PersonAmbiguous, SharedNames, Someone, answers_to, chosen, find_ref, shared_in
identity.people: The directory's people: training-api owns them, every other service keeps this replica.
    ColleagueOut, Person, PersonChanged, PersonOut, PersonRef, SignIn, apply_changes, by_id, find, keep,
    roles_to_tell
identity.people_state: People as a replicated thing.
    person_of, restate_people, retire_people
identity.role_mappings: Which words of an issuer give which role.
    HeldRoles, Mapped, RoleMapping, RoleMappings, as_issued, is_own_role
identity.role_mappings_state: Role mappings as a replicated thing.
    RoleMappingChanged, follow_role_mappings
identity.sign_in_endpoints: Why somebody is who they are here: the caller's own sign-in.
identity.tokens: Tokens of any OpenID Connect issuer: verified once, and read by claims that the settings name.
    IssuerState, Keys, Token, Tokens, claim, discover, words
work.background: Start asyncio tasks: lasting ones run again after a fault, and every fault is reported.
    Report, keep_running, start_lasting, start_shared
work.clock: The one place where time comes from, so that tests can set it.
    Now, moment, now, set_source
work.hooks: Hooks: a lower room calls functions that upper rooms registered, without importing them.
    Hook, Reaction, StatementHook
work.jobs: Background work, deferred in the caller's transaction.
    Jobs, Task, Work, build_worker_app, defer, defer_until, retry_stalled
work.memory: Give freed memory back to the system.
    give_back
work.pulse: Detect a silent database: a long wait sends a probe, and without an answer all waits fail.
    Connect, Cut, DatabaseSilent, Pulse, WatchedConnection, cut_socket
work.turns: Turns: heavy work that one process does a few at a time; a request that waits too long gets 503.
    TooManyAtOnce, Turns
work.worker: One process for a service's background.
    running, work
observe.logs: Logs as one JSON object per line.
    configure, told
observe.output: Standard output that never raises.
    LastingOutput, outlast_full_disks
observe.spans: Spans to an OpenTelemetry collector.
    export
observe.telemetry: What is counted and traced.
    CountRequests, declared_path, export_spans, instrument, read_feed_metrics
observe.trace: What a piece of work belongs to: its request id and its W3C trace, carried along with the work.
    current_request_id, current_trace_id, current_traceparent, enter_trace, enter_work, traceparent_of_work
record.audit: Who did what: append-only entries, sealed into a hash chain so that tampering shows.
    Acting, AuditEntry, AuditPending, AuditSeal, Broken, Reached, SystemActor, Verified, canonical, forget, link,
    record, record_each, seal, seal_entries, verify, verify_step
record.audit_endpoints: The record of who did what, to read and to check.
    AuditEntryOut, AuditFormat, AuditRowOut, AuditTextOut, Reader
record.audit_file_check: A file of the record verified.
    CheckedFile, FileBroken, Seen, SeenSeals, seals_seen_in, verify_files, verify_lines
record.audit_files: The record as a file with its seals.
    answer_sealed
record.audit_keys: The signature of a chain's head.
    RecordKey, SignatureBroken, check_signature, record_key
record.audit_lists: Every SELECT that shows the audit record.
    Word, by_id, head, seals_of, waiting
record.audit_texts: Words that people typed, beside the audit record, where they can be forgotten.
    AuditText, Sealed, fault_in, forget_texts, kept_texts, put_aside, salted_hash, sealed_in
record.decision_files: A record of decisions as a file, verified without a network or a database.
    verify_file, verify_record
record.audit_verification_endpoints: Whether the record is as it was.
    AuditVerificationJobOut, AuditVerificationOut, AuditWitnessingOut, Reader
record.audit_verifications: Is the record as it was?
    AuditVerification, Outcome, VerificationState, as_kept, audit_jobs, begin, found, is_large, outcome_of,
    verify_in_steps, verify_now
record.audit_witness_endpoints: How the chain of the record ends, signed; and the chains of the siblings.
    AuditHeadOut, AuditKeyOut, AuditKeysOut, AuditWitnessOut, Witness
record.audit_witnesses: Witnesses.
    Chain, Compared, Evidence, Head, Restores, Witness, WitnessState, chain_of, compare, evidence_given, others,
    was_set_back, witness_heads
domain.audience: Whom something is for: everyone, or the people who fit every given list.
    Audience, AudienceOrEveryone, Described, Name, Names, audience_column, audience_is_clear, everyone, includes,
    is_for_everyone, means, means_sql, preview, unknown_names, why
domain.audience_endpoints: Who would be meant by an audience, before anything is said to anybody.
    AudiencePreviewOut, PersonMeant
domain.bulk_moves: One move for many things: each in a transaction of its own, each with its outcome.
    Act, Each, MoveMany, MoveOutcome, MovesOut, Said, Turn, UnknownMove, declare_bulk, each_by_itself, move_named,
    refuse_bulk, turns
domain.collections: Lists.
    By, Collection, Format, Order, Out, Search, Selection, Wanted, answer, derived, keys_of, one, page_of,
    page_statement, selection_from, unnarrowed, wanted_from
domain.exports: A list as a file: CSV or XLSX of every row that is selected, in constant memory whatever their number.
    FileAnswer, FileFormat, FilesBusy, Table, Taker, answer_bodies, answer_file, attachment, cell, fields_of, nothing,
    wanted_file
domain.file_endpoints: Files over HTTP: taken in, described, linked to, and given to whoever holds a link.
    FileLinkOut, FileNotReady, FileOut, FileTooLarge, LinkFile, Looker, Size, Upload, UploadRoute, Uploader, name_of,
    store_of, upload_file
domain.file_jobs: Background work on files: what nothing holds goes.
    file_jobs
domain.file_links: Links to files that need no token: signed, for one size, until a moment.
    FileLinks, PictureIn, PictureOut, as_asked, end_of_tomorrow, links_of, picture_out, set_links
domain.file_ranges: Which bytes of a file a request asks for.
    RangeNotSatisfiable, wanted_span
domain.file_store: Where the bytes of files are kept: a local folder or any S3.
    FileStore, FilesAway, Part, Place, Span, open_place
domain.files: Files: what was uploaded, by whom, what it is attached to, and when it goes.
    File, FileState, FileUnknown, Sees, add, forget_unattached, forget_unknown, found, hold_picture
domain.filters: What narrows a list: query parameters as parameters of its statement, and the words that somebody types.
    Filter, Words, equals, selects, sql_type_of, within_days
domain.folding: Text as people search and sort it: accents, case, apostrophes, hyphens and the Turkish i do not matter.
    folded, localized_words, matches, matching, name_sort_key, search_index, search_terms, searchable, sort_key,
    together
domain.insights: Insights: figures about groups of people.
    Asked, Derive, Figures, FiguresOut, Group, InsightOut, ItemT, KeptInsights, Period, PeriodInvalid, Place,
    PlaceOrMonth, among, bounds, group_key, insight_answer, merge_small_groups, month_column, percentile, place_column
domain.lifecycle: The life of a thing.
    Lifecycle, Living, Move, MoveNotAllowed, Moved, ReasonMissing, SecondPersonNeeded, State, Step, Whose,
    carry_out, one_of
domain.lifecycle_endpoints: The routes of a table of moves.
    MakeMove, Show, declare_moves
domain.parameters: An unknown query parameter is refused, never ignored.
    UnknownParameter, known_parameters, refuse_unknown
domain.pictures: Pictures: what a file really is, and a picture made anew of its points alone, in its sizes.
    FileTypeRefused, Picture, found_type, media_type_of, remake
domain.readers: Whoever reads, as parameters: what depends on its reader is compiled once for all of their kind.
    Asking, ReaderParameters, ReaderStatement, among, asking_of, of_reader, operand, values_of
domain.search: Things found by words, each declared by its room.
    Findable, Hit, Searched, excerpt, find
domain.search_endpoints: Search over HTTP: one shape in every service.
    HitOut, HitsOut, Typed, UnknownKind, search_router, vars_of
domain.summaries: A list with its numbers: how many of the selection are in each state, beside the page.
    Count, Out, Summarised, answer_summarised, by_state, counted, counting
domain.task_endpoints: What waits for me, over HTTP: one shape and one statement in every service.
    TaskForOut, TaskOut, TaskReasonOut, TaskSubjectOut, TaskSummaryOut, TasksOut, Whose, tasks_router
domain.tasks: What waits for me: each room says in one SELECT what it asks of a person; one statement gathers them all.
    Gathered, Source, Sources, Statements, task, values_of, word_for
domain.teams: Teams.
    Depth, MemberOut, TeamWanted, below, leads, member, team_list, team_wanted
domain.twins: One rule in two forms.
    Answer, Case, Example, compare, walk
testing.doubles: Test doubles: an issuer, siblings, people, a clock, a rolled-back database.
    Issuer, People, RolledBackDatabase, SiblingAnswers, Statements, TestClock, plan_of
testing.hot_reads: The two forms of a hot read, asked the same: as the kit answers it, and as FastAPI does.
    Answered, Asked, Compared, HotReadAsked, ask, callers, compare, in_both_forms
testing.pictures: Pictures for tests: made here, and uploaded as people upload theirs.
    picture_bytes, uploaded
testing.proxies: What proxies on the way make of our tags.
    forms_of
testing.plugin: A pytest plugin: a real PostgreSQL, an app whose every test is rolled back, and people who sign in.
    MigratedDatabases, event_of, new_database, settings_for
"""
