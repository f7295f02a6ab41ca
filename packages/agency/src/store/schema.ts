/**
 * The tables. Every statement does nothing where it was done before, so that a store of an earlier version gets what it lacks when it is
 * opened. Identifiers that servers know anyway (rooms, events, users) are plain so that they can be looked up; everything a
 * person or the agency says is sealed.
 */
export const schema = `
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;

CREATE TABLE IF NOT EXISTS contacts (
  user_id TEXT PRIMARY KEY, kid TEXT NOT NULL, account_key TEXT NOT NULL, master_key TEXT NOT NULL, hello_at INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS connections (
  room_id TEXT PRIMARY KEY, connection_id TEXT NOT NULL, user_id TEXT NOT NULL, language TEXT NOT NULL, made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS connections_by_id ON connections (connection_id);

CREATE TABLE IF NOT EXISTS former_rooms (room_id TEXT PRIMARY KEY) STRICT;

CREATE TABLE IF NOT EXISTS inbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL UNIQUE, room_id TEXT NOT NULL, sender TEXT NOT NULL,
  sent_at INTEGER NOT NULL, recorded_at INTEGER NOT NULL, line TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'undecryptable', 'held', 'done')), reason TEXT,
  attempts INTEGER NOT NULL DEFAULT 0, due_at INTEGER NOT NULL DEFAULT 0, raw BLOB NOT NULL, event BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS inbox_by_room ON inbox (room_id, seq);
CREATE INDEX IF NOT EXISTS inbox_by_state ON inbox (state, room_id, seq);
CREATE INDEX IF NOT EXISTS inbox_by_line ON inbox (room_id, line, seq);

CREATE TABLE IF NOT EXISTS outbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, room_id TEXT NOT NULL, case_id TEXT, kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed')), reason TEXT, event_id TEXT,
  attempts INTEGER NOT NULL DEFAULT 0, due_at INTEGER NOT NULL DEFAULT 0, draft BLOB NOT NULL, content BLOB
) STRICT;
CREATE INDEX IF NOT EXISTS outbox_by_state ON outbox (state, room_id, seq);
CREATE INDEX IF NOT EXISTS outbox_by_event ON outbox (event_id);

CREATE TABLE IF NOT EXISTS cases (
  id TEXT PRIMARY KEY, room_id TEXT NOT NULL, connection_id TEXT NOT NULL, language TEXT NOT NULL,
  service_id TEXT, service_version INTEGER, application_id TEXT UNIQUE, root TEXT,
  status TEXT NOT NULL, step TEXT, outcome TEXT, opened_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
  work TEXT NOT NULL CHECK (work IN ('ready', 'manual', 'finished', 'parked')), work_code TEXT, work_detail BLOB,
  attempts INTEGER NOT NULL DEFAULT 0, due_at INTEGER NOT NULL DEFAULT 0, application BLOB
) STRICT;
CREATE INDEX IF NOT EXISTS cases_by_work ON cases (work, service_id);
CREATE INDEX IF NOT EXISTS cases_by_root ON cases (root);

CREATE TABLE IF NOT EXISTS messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, room_id TEXT NOT NULL, case_id TEXT,
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')), kind TEXT NOT NULL, note TEXT, event_id TEXT, at INTEGER NOT NULL,
  body BLOB NOT NULL, UNIQUE (room_id, direction, id)
) STRICT;
CREATE INDEX IF NOT EXISTS messages_by_case ON messages (case_id, seq);

CREATE TABLE IF NOT EXISTS steps (
  case_id TEXT NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL, label TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed')), result BLOB, PRIMARY KEY (case_id, position)
) STRICT;

CREATE TABLE IF NOT EXISTS questions (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL, position INTEGER, kind TEXT NOT NULL CHECK (kind IN ('question', 'document-request')),
  state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'cancelled')), terms BLOB NOT NULL, answer BLOB
) STRICT;
CREATE INDEX IF NOT EXISTS questions_by_case ON questions (case_id);

CREATE TABLE IF NOT EXISTS files (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL, direction TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL,
  sha256 TEXT NOT NULL, at INTEGER NOT NULL, about BLOB NOT NULL, encrypted BLOB
) STRICT;
CREATE INDEX IF NOT EXISTS files_by_case ON files (case_id);

CREATE TABLE IF NOT EXISTS agreements (
  connection_id TEXT PRIMARY KEY, account TEXT NOT NULL, user_id TEXT, signed_at INTEGER NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS agreements_by_user ON agreements (user_id);

CREATE TABLE IF NOT EXISTS invitations (
  room_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, connection_id TEXT, attempts INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS invitations_by_user ON invitations (user_id);
CREATE INDEX IF NOT EXISTS invitations_by_connection ON invitations (connection_id);

CREATE TABLE IF NOT EXISTS logins (
  digest TEXT PRIMARY KEY, sid TEXT NOT NULL UNIQUE, connection_id TEXT, expires_at INTEGER NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS logins_by_expiry ON logins (expires_at);

CREATE TABLE IF NOT EXISTS requests (
  sid TEXT PRIMARY KEY, connection_id TEXT NOT NULL, at INTEGER NOT NULL, wishes BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS requests_by_connection ON requests (connection_id);

CREATE TABLE IF NOT EXISTS read_keys (
  kid TEXT PRIMARY KEY, domain TEXT NOT NULL, area TEXT NOT NULL, key BLOB NOT NULL, UNIQUE (domain, area)
) STRICT;

CREATE TABLE IF NOT EXISTS seen_tokens (digest TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS seen_tokens_by_expiry ON seen_tokens (expires_at);
`;
