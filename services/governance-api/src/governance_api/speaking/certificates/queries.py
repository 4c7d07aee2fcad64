"""Every statement on the facts followed from training, each for a whole batch of events."""

from service_kit.events.feed_state import INSTANT, Things
from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import UUID as PGUUID
from sqlmodel import col

from governance_api.speaking.certificates.tables import CertificateFact

FACTS = bindparam("facts", type_=JSONB())

KEEP_SCHEMES = text(
    """
INSERT INTO schemes (code, guideline_code, published)
SELECT code, guideline_code, true FROM jsonb_to_recordset(:facts) AS f(code text, guideline_code text)
ON CONFLICT (code) DO UPDATE SET guideline_code = EXCLUDED.guideline_code, published = true
"""
).bindparams(FACTS)

# A certificate may be heard of before its scheme.
ADD_UNKNOWN_SCHEMES = text(
    """
INSERT INTO schemes (code, guideline_code, published)
SELECT DISTINCT ON (scheme_code) scheme_code, guideline_code, false
FROM jsonb_to_recordset(:facts) AS f(scheme_code text, guideline_code text) WHERE scheme_code IS NOT NULL
ON CONFLICT (code) DO NOTHING
"""
).bindparams(FACTS)

KEEP_ISSUED = text(
    """
INSERT INTO certificate_facts AS known (certificate_id, person_id, scheme_code, state, issued_at, valid_until, told_at)
SELECT certificate_id, person_id, scheme_code, 'valid', coalesce(issued_at, told_at), valid_until, told_at
FROM jsonb_to_recordset(:facts) AS f(certificate_id uuid, person_id uuid, scheme_code text,
    issued_at timestamptz, valid_until timestamptz, told_at timestamptz)
ON CONFLICT (certificate_id) DO UPDATE SET issued_at = EXCLUDED.issued_at, valid_until = EXCLUDED.valid_until,
    state = CASE WHEN known.told_at <= EXCLUDED.told_at THEN EXCLUDED.state ELSE known.state END,
    told_at = greatest(known.told_at, EXCLUDED.told_at)
"""
).bindparams(FACTS)

KEEP_STATE = text(
    """
INSERT INTO certificate_facts AS known (certificate_id, person_id, scheme_code, state, issued_at, valid_until, told_at)
SELECT certificate_id, person_id, scheme_code, :state, told_at, NULL, told_at
FROM jsonb_to_recordset(:facts) AS f(certificate_id uuid, person_id uuid, scheme_code text, told_at timestamptz)
ON CONFLICT (certificate_id) DO UPDATE SET state = EXCLUDED.state, told_at = EXCLUDED.told_at
WHERE known.told_at <= EXCLUDED.told_at
"""
).bindparams(FACTS)

HOLDERS = (
    select(col(CertificateFact.person_id))
    .distinct()
    .where(col(CertificateFact.scheme_code).in_(bindparam("codes", expanding=True)))
)

END_EXPIRED = text(
    """
UPDATE certificate_facts SET state = 'expired'
WHERE state = 'valid' AND valid_until <= :now RETURNING person_id
"""
)

# What is kept here of training's schemes and certificates, with the facts that training tells of them.
REPLICATED_SCHEMES = Things(
    kind="scheme",
    source="schemes s",
    key="s.code",
    text_key=True,
    where="s.published",
    facts="jsonb_build_array(s.guideline_code)",
)
REPLICATED = Things(
    kind="certificate",
    source="certificate_facts c",
    key="c.certificate_id",
    facts="jsonb_build_array(c.person_id, c.scheme_code, "
    "CASE WHEN c.state IN ('valid', 'suspended') AND c.valid_until <= :now THEN 'expired' ELSE c.state END, "
    f"{INSTANT.format('c.issued_at')}, {INSTANT.format('c.valid_until')})",
)

# As training says now, whatever was known from a history that is gone.
RESTATE = text(
    """
INSERT INTO certificate_facts (certificate_id, person_id, scheme_code, state, issued_at, valid_until, told_at)
SELECT certificate_id, person_id, scheme_code, state, coalesce(issued_at, told_at), valid_until, told_at
FROM jsonb_to_recordset(:facts) AS f(certificate_id uuid, person_id uuid, scheme_code text, state text,
    issued_at timestamptz, valid_until timestamptz, told_at timestamptz)
ON CONFLICT (certificate_id) DO UPDATE SET person_id = EXCLUDED.person_id, scheme_code = EXCLUDED.scheme_code,
    state = EXCLUDED.state, issued_at = EXCLUDED.issued_at, valid_until = EXCLUDED.valid_until,
    told_at = EXCLUDED.told_at
"""
).bindparams(FACTS)

CERTIFICATES = bindparam("certificates", type_=ARRAY(PGUUID(as_uuid=True)))
RETIRE = text("UPDATE certificate_facts SET state = 'revoked' WHERE certificate_id = ANY(:certificates)").bindparams(
    CERTIFICATES
)
RETIRE_SCHEMES = text("UPDATE schemes SET published = false WHERE code = ANY(CAST(:codes AS text[]))")
HOLDERS_OF = text(
    "SELECT DISTINCT person_id FROM certificate_facts WHERE certificate_id = ANY(:certificates)"
).bindparams(CERTIFICATES)
