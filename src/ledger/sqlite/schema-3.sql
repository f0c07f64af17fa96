-- Which earlier enrolment this one takes the place of, as soon as it is confirmed.
ALTER TABLE enrolment ADD COLUMN replaces INTEGER REFERENCES enrolment (id);

-- Who could get a token, as the organisation's own list says.
CREATE TABLE person (
  upn_folded TEXT PRIMARY KEY,
  upn        TEXT NOT NULL,
  name       TEXT NOT NULL,
  department TEXT NOT NULL,
  badge      TEXT NOT NULL,
  object_id  TEXT NOT NULL,
  guest      INTEGER NOT NULL CHECK (guest IN (0, 1))
) STRICT, WITHOUT ROWID;
