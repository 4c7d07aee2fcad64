"""What grows with the people, beside what `world` makes: rows for every list, as many as in the tenth year.

Ids follow the moments of their rows, as the services make them. Rows are spread over people, things and states.
"""

import psycopg

from tests.bench.world import World

# Everyone in one order, so that each takes their turn.
_EVERYONE = "(SELECT id, row_number() OVER (ORDER BY id) AS n FROM people WHERE employee_number LIKE 'B%') p"
_AGO = "now() - n * interval '20 seconds'"
_ID = "uuidv7(interval '-20 seconds' * n)"
_AUDIT = (
    f"INSERT INTO audit_entries (at, actor, action, subject, details) SELECT {_AGO}, concat('person:', p.id), 'bench', "
    f"concat('subject-', n % 5000), '{{}}' FROM {_EVERYONE} WHERE n % 2 = 0"
)


TRAINING = (
    _AUDIT,
    f"""
    INSERT INTO completions (id, person_id, module_id, edition, minutes, credits, offline, source, recorded_by,
        completed_at)
    SELECT {_ID}, p.id, m.id, 1, 12, 2, false, 'lms', 'service:lms', {_AGO}
    FROM {_EVERYONE}, (SELECT id, row_number() OVER (ORDER BY code) AS k FROM modules) m WHERE (n + k) % 6 = 0
    """,
    f"""
    INSERT INTO enrolments (id, person_id, module_id, source, enrolled_by, state, version, created_at)
    SELECT {_ID}, p.id, m.id, 'self', concat('person:', p.id),
        (ARRAY['enrolled', 'in-progress', 'stalled', 'completed', 'withdrawn'])[1 + (n + k) % 5], 1, {_AGO}
    FROM {_EVERYONE}, (SELECT id, row_number() OVER (ORDER BY code DESC) AS k FROM modules) m
    WHERE k BETWEEN 20 AND 22 ON CONFLICT DO NOTHING
    """,
    f"""
    INSERT INTO prerequisite_waivers (id, person_id, module_id, reason, state, requested_by, decided_by, version,
        created_at)
    SELECT {_ID}, p.id, (SELECT id FROM modules ORDER BY code LIMIT 1), 'Known', s.state, concat('person:', p.id),
        CASE WHEN s.state = 'requested' THEN NULL ELSE 'service:bench' END, 1, {_AGO}
    FROM {_EVERYONE}, LATERAL (SELECT (ARRAY['requested', 'approved', 'refused'])[1 + n / 20 % 3] AS state) s
    WHERE n % 20 = 0
    """,
    f"""
    INSERT INTO exemptions (id, requirement_id, person_id, reason, until, granted_by, granted_at)
    SELECT {_ID}, (SELECT id FROM requirements LIMIT 1), p.id, 'Away', now() + n * interval '1 minute',
        'service:bench', {_AGO} FROM {_EVERYONE} WHERE n % 20 = 0
    """,
    f"""
    INSERT INTO people_imports (id, file_name, size, dry_run, status, attempts, done, total, created, updated,
        unchanged, deactivated, errors, error_count, requested_by, requested_at, errors_listed, error_codes)
    SELECT {_ID}, 'people.csv', 9, n % 2 = 0, (ARRAY['succeeded', 'failed'])[1 + n % 2], 1, 9, 9, 0, 0, 9, 0, '[]',
        0, 'service:bench', {_AGO}, 0, '{{}}' FROM generate_series(1, 2000) AS n
    """,
    """
    INSERT INTO people_import_errors (import_id, place, line, "column", code)
    SELECT (SELECT id FROM people_imports ORDER BY id DESC LIMIT 1), n, n, 'email',
        (ARRAY['InvalidCharacter', 'InvalidEncoding'])[1 + n % 2] FROM generate_series(1, 20000) AS n
    """,
)
ADVOCACY = (
    _AUDIT,
    f"""
    INSERT INTO content (id, code, kind, title, url, language, variants, disclosure, audience, taxonomy, filled, state,
        search, created_by, created_at, published_at, version)
    SELECT {_ID}, concat('bench-', n), (ARRAY['article', 'video', 'event'])[1 + n % 3],
        jsonb_build_object('en', concat('Story ', n)), 'https://example.org/', (ARRAY['en', 'nl'])[1 + n % 2],
        '[{{"network": "linkedin", "language": "en", "text": "Story."}}]', '{{"en": "#kring"}}', '{{"everyone": true}}',
        'people', false, s.state, concat('Story ', n), 'service:bench', {_AGO},
        CASE WHEN s.state = 'draft' THEN NULL ELSE {_AGO} END, 1
    FROM generate_series(1, 2000) AS n,
        LATERAL (SELECT (ARRAY['published', 'published', 'draft', 'withdrawn'])[1 + n % 4] AS state) s
    """,
    f"""
    INSERT INTO shares (id, person_id, content_id, network, on_behalf, text, code, created_at)
    SELECT {_ID}, p.id, c.id, (ARRAY['linkedin', 'x'])[1 + n % 2], n % 5 = 0, 'Story.', concat('c', n), {_AGO}
    FROM {_EVERYONE} JOIN (SELECT id, row_number() OVER (ORDER BY id) AS k FROM content) c ON k = 1 + n % 2000
    """,
    "INSERT INTO clicks (share_id, hour, clicks, awarded) "
    "SELECT id, date_trunc('hour', created_at), 3, 0 FROM shares ON CONFLICT DO NOTHING",
    f"""
    INSERT INTO ambassadors (id, person_id, state, tier, nominated_by, self_nominated, nominated_at, accepted_at,
        activated_at, left_at, version)
    SELECT {_ID}, p.id, s.state, (ARRAY['ambassador', 'executive'])[1 + (n % 50 = 0)::int], 'service:bench', false,
        {_AGO}, CASE WHEN s.state = 'nominated' THEN NULL ELSE now() END,
        CASE WHEN s.state IN ('active', 'alumni') THEN now() END, CASE WHEN s.state = 'alumni' THEN now() END, 1
    FROM {_EVERYONE}, LATERAL (SELECT (ARRAY['active', 'active', 'nominated', 'alumni'])[1 + n / 10 % 4] AS state) s
    WHERE n % 10 = 0
    """,
    f"""
    INSERT INTO awarded_badges (id, person_id, badge_code, visibility, awarded_at, version)
    SELECT {_ID}, p.id, b.code, 'private', {_AGO}, 1 FROM {_EVERYONE}, badges b WHERE (n + b.position) % 4 = 0
    """,
    f"""
    INSERT INTO redemptions (id, reward_id, person_id, cost, state, requested_at, decided_at, decided_by, fulfilled_at,
        version)
    SELECT {_ID}, (SELECT id FROM rewards ORDER BY id LIMIT 1), p.id, 1 + n % 90, s.state, {_AGO},
        CASE WHEN s.state = 'requested' THEN NULL ELSE now() END,
        CASE WHEN s.state = 'requested' THEN NULL ELSE 'service:bench' END,
        CASE WHEN s.state = 'fulfilled' THEN now() END, 1
    FROM {_EVERYONE},
        LATERAL (SELECT (ARRAY['requested', 'approved', 'fulfilled', 'refused'])[1 + n / 3 % 4] AS state) s
    WHERE n % 3 = 0
    """,
)
GOVERNANCE = (
    _AUDIT,
    f"""
    INSERT INTO guidelines (id, code, title, latest, version, created_by, created_at)
    SELECT {_ID}, concat('bench-', n), jsonb_build_object('en', concat('Rules ', n)), 1, 1, 'service:bench', {_AGO}
    FROM generate_series(1, 200) AS n
    """,
    f"""
    INSERT INTO guideline_versions (id, guideline_id, number, state, content_hash, author_ids, acknowledge_within_days,
        published_at, version, created_by, created_at)
    SELECT {_ID}, g.id, 1, 'published', 'h', '{{}}', 30, now(), 1, 'service:bench', {_AGO}
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM guidelines WHERE in_force IS NULL) g
    """,
    "UPDATE guidelines g SET in_force = 1, in_force_id = v.id FROM guideline_versions v "
    "WHERE v.guideline_id = g.id AND g.in_force IS NULL",
    f"""
    INSERT INTO acknowledgements (id, person_id, guideline_id, version_id, version_number, content_hash, state,
        asked_because, asked_roles, asked_at, due_at, turn)
    SELECT {_ID}, p.id, g.id, g.in_force_id, 1, 'h', 'open', 'published', '{{employee}}', {_AGO},
        now() + (n * 7919 % 100000) * interval '1 minute', 1
    FROM (SELECT * FROM guidelines WHERE in_force_id IS NOT NULL AND code <> 'bench' ORDER BY id LIMIT 3) g, {_EVERYONE}
    """,
    f"""
    INSERT INTO speaking_rights (person_id, allowed, since) SELECT p.id, n % 4 = 0, {_AGO}
    FROM {_EVERYONE} WHERE n % 2 = 0 ON CONFLICT DO NOTHING
    """,
    f"""
    INSERT INTO speaking_suspensions (id, person_id, reason, suspended_by, suspended_at)
    SELECT {_ID}, p.id, 'A look', 'service:bench', {_AGO} FROM {_EVERYONE} WHERE n % 500 = 0
    """,
    f"""
    INSERT INTO signoff_templates (id, name, state, stages, version, created_by, created_at)
    SELECT {_ID}, concat('Legal ', n), 'active', '[]', 1, 'service:bench', {_AGO} FROM generate_series(1, 200) AS n
    """,
    f"""
    INSERT INTO signoffs (id, subject_type, subject_id, subject, content_hash, template_id, template_name, state, stage,
        author_ids, submitted_by, submitted_at, closed_at, version)
    SELECT {_ID}, 'guideline-version', gen_random_uuid(), jsonb_build_object('code', 'bench', 'number', n,
        'title', jsonb_build_object('en', concat('Rules ', n)), 'compared_to', 0, 'guideline_id', gen_random_uuid()),
        'h', (SELECT id FROM signoff_templates LIMIT 1), 'Legal', s.state, 0, '{{}}', gen_random_uuid(), {_AGO},
        CASE WHEN s.state = 'running' THEN NULL ELSE now() END, 1
    FROM generate_series(1, 20000) AS n,
        LATERAL (SELECT CASE WHEN n % 20 = 0 THEN 'running' ELSE 'approved' END AS state) s
    """,
    """
    INSERT INTO signoff_stages (signoff_id, position, name, kind, quorum, needed, due_business_days, state, opened_at,
        due_at)
    SELECT id, 0, 'Decide', 'decide', 'all', 1, 5, CASE WHEN state = 'running' THEN 'active' ELSE 'completed' END,
        submitted_at, submitted_at + interval '5 days' FROM signoffs ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO signoff_seats (id, signoff_id, stage, role, verdict, decided_by)
    SELECT gen_random_uuid(), s.id, 0, 'legal', v.verdict, CASE WHEN v.verdict IS NULL THEN NULL ELSE c.id END
    FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM signoffs) s JOIN
        (SELECT id, row_number() OVER (ORDER BY user_name) AS k
         FROM people WHERE user_name BETWEEN 'b000001' AND 'b000100') c ON c.k = 1 + s.n % 100,
        LATERAL (SELECT CASE WHEN s.state = 'running' THEN NULL ELSE 'approve' END AS verdict) v
    WHERE NOT EXISTS (SELECT FROM signoff_seats there WHERE there.signoff_id = s.id)
    """,
    """
    INSERT INTO signoff_decisions (id, signoff_id, seat_id, stage, sequence, person_id, decision, content_hash,
        decided_at, previous_hash, hash)
    SELECT gen_random_uuid(), signoff_id, id, 0, 1, decided_by, 'approve', 'h', now(), '', ''
    FROM signoff_seats t WHERE verdict IS NOT NULL
        AND NOT EXISTS (SELECT FROM signoff_decisions d WHERE d.signoff_id = t.signoff_id)
    """,
)


def add(world: World) -> None:
    """Fill the lists of all three services, and let PostgreSQL know what is there."""
    for service, statements in (("training", TRAINING), ("advocacy", ADVOCACY), ("governance", GOVERNANCE)):
        with psycopg.connect(world.databases[service], autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.execute("VACUUM ANALYZE")
