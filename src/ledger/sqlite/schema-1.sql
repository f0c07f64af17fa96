-- Times are Unix seconds. Nothing here is secret but what is sealed.

CREATE TABLE vault_slot (
  kind       TEXT PRIMARY KEY CHECK (kind IN ('passphrase', 'recovery')),
  memory_kib INTEGER NOT NULL,
  passes     INTEGER NOT NULL,
  lanes      INTEGER NOT NULL,
  salt       BLOB NOT NULL,
  nonce      BLOB NOT NULL,
  wrapped    BLOB NOT NULL
) STRICT;

CREATE TABLE operator (
  id      INTEGER PRIMARY KEY,
  name    TEXT NOT NULL UNIQUE,
  last_at INTEGER NOT NULL
) STRICT;

-- A sealed seed is bound to uid, serial, algorithm and period. Both columns are NULL once it has been purged.
CREATE TABLE enrolment (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  uid             BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  at              INTEGER NOT NULL,
  upn             TEXT NOT NULL,
  upn_folded      TEXT NOT NULL,
  serial          TEXT NOT NULL,
  model           TEXT NOT NULL,
  kind            TEXT NOT NULL CHECK (kind IN ('random', 'dictated', 'factory')),
  algorithm       TEXT NOT NULL CHECK (algorithm IN ('sha1', 'sha256')),
  period          INTEGER NOT NULL CHECK (period IN (30, 60)),
  outcome         TEXT NOT NULL
                  CHECK (outcome IN ('planned', 'burning', 'interrupted', 'burned', 'confirmed', 'abandoned')),
  -- 1 when the token may have been changed by it, which destroys the seed of every earlier enrolment of the serial
  touched         INTEGER NOT NULL CHECK (touched IN (0, 1)),
  operator        INTEGER NOT NULL REFERENCES operator (id),
  nonce           BLOB,
  sealed          BLOB,
  -- keyed, so that the same secret is found again without opening it
  fingerprint     BLOB NOT NULL,
  drift_before    INTEGER,
  drift_after     INTEGER,
  clock_witness   TEXT,
  confirmed_at    INTEGER,
  confirmed_by    TEXT CHECK (confirmed_by IN ('typed', 'eye')),
  confirmed_drift INTEGER,
  CHECK ((nonce IS NULL) = (sealed IS NULL)),
  CHECK ((outcome = 'confirmed') = (confirmed_by IS NOT NULL))
) STRICT;
CREATE INDEX enrolment_serial ON enrolment (serial);
CREATE INDEX enrolment_upn ON enrolment (upn_folded);
CREATE INDEX enrolment_fingerprint ON enrolment (fingerprint);

-- 'prepared' before the file is written, 'written' after it is in place and synced, 'void' when it never came to be.
CREATE TABLE export (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  at       INTEGER NOT NULL,
  operator INTEGER NOT NULL REFERENCES operator (id),
  format   TEXT NOT NULL,
  path     TEXT NOT NULL,
  partial  TEXT NOT NULL,
  sha256   BLOB NOT NULL CHECK (length(sha256) = 32),
  state    TEXT NOT NULL CHECK (state IN ('prepared', 'written', 'void'))
) STRICT;

CREATE TABLE export_row (
  export    INTEGER NOT NULL REFERENCES export (id),
  enrolment INTEGER NOT NULL REFERENCES enrolment (id),
  PRIMARY KEY (export, enrolment)
) STRICT, WITHOUT ROWID;
CREATE INDEX export_row_enrolment ON export_row (enrolment);

-- What happens to an enrolment later: replaced, lost, handed over, activated, purged.
CREATE TABLE fate (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  enrolment INTEGER NOT NULL REFERENCES enrolment (id),
  at        INTEGER NOT NULL,
  operator  INTEGER NOT NULL REFERENCES operator (id),
  kind      TEXT NOT NULL,
  note      TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX fate_enrolment ON fate (enrolment);

-- Each entry is linked to the one before it by a keyed hash.
CREATE TABLE trail (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  at        INTEGER NOT NULL,
  operator  TEXT NOT NULL,
  station   TEXT NOT NULL,
  event     TEXT NOT NULL,
  enrolment INTEGER REFERENCES enrolment (id),
  detail    TEXT NOT NULL DEFAULT '',
  link      BLOB NOT NULL CHECK (length(link) = 32)
) STRICT;
CREATE INDEX trail_enrolment ON trail (enrolment);

-- The last entry, under a keyed hash: a trail that was cut short does not match it.
CREATE TABLE trail_head (
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  entry INTEGER NOT NULL,
  seal  BLOB NOT NULL CHECK (length(seal) = 32)
) STRICT;
