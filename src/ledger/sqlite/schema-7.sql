-- Who made the token of an enrolment; empty for the models that may be written, so that the rows of older ledgers are what
-- they were.
ALTER TABLE enrolment ADD COLUMN maker TEXT;

-- Files of factory seeds that were taken in.
CREATE TABLE stock_file (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  at       INTEGER NOT NULL,
  operator INTEGER NOT NULL REFERENCES operator (id),
  name     TEXT NOT NULL,
  sha256   BLOB NOT NULL CHECK (length(sha256) = 32)
) STRICT;

-- Tokens with a factory seed. A sealed seed is bound to uid, serial, algorithm and period; it moves into the enrolment of
-- whoever gets the token, and is gone for good when the token is written: both columns are NULL then.
CREATE TABLE stock (
  serial      TEXT PRIMARY KEY,
  file        INTEGER NOT NULL REFERENCES stock_file (id),
  uid         BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  maker       TEXT NOT NULL,
  model       TEXT NOT NULL,
  algorithm   TEXT NOT NULL CHECK (algorithm IN ('sha1', 'sha256')),
  period      INTEGER NOT NULL CHECK (period IN (30, 60)),
  nonce       BLOB,
  sealed      BLOB,
  enrolment   INTEGER REFERENCES enrolment (id)
) STRICT;

CREATE INDEX stock_enrolment ON stock (enrolment) WHERE enrolment IS NOT NULL;
