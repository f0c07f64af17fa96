-- A ledger as a station left it that sealed its rows by triggers (schema 4): two exports, one of them void, a lost token, one handed
-- over, a purged seed, a burn that broke off, both passphrases, two operators, two people. Its anchor lies
-- beside it.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE vault_slot (
  kind       TEXT PRIMARY KEY CHECK (kind IN ('passphrase', 'recovery')),
  memory_kib INTEGER NOT NULL,
  passes     INTEGER NOT NULL,
  lanes      INTEGER NOT NULL,
  salt       BLOB NOT NULL,
  nonce      BLOB NOT NULL,
  wrapped    BLOB NOT NULL
, generation INTEGER NOT NULL DEFAULT 0 CHECK (generation >= 0)) STRICT;
INSERT INTO vault_slot VALUES('passphrase',19456,2,1,X'3d92a1c8003a7cb44c9f1e780a50b8f3',X'a8647a519cc79106aa9d2de1b7ebf95ddef81a231bb879a8',X'a97c22d06d6c89261219be8cd50ab6b0283e5a62a73b8a05fad133213e99243c4c24e8ad3e8a25ff7804b2dfacd572e1',1);
INSERT INTO vault_slot VALUES('recovery',19456,2,1,X'69b1cb42a9d803f7dc3c62cb9f1abcba',X'cdd3dc8142fcf4017f1f4c4a8b7fe47cd2a962debb682f1b',X'ac6a8dc8d47a9e45766924c550592a44da7b01376e80db4be908ebdabbca94827439508d49ebebf935658a732a332145',1);
CREATE TABLE operator (
  id      INTEGER PRIMARY KEY,
  name    TEXT NOT NULL UNIQUE,
  last_at INTEGER NOT NULL
) STRICT;
INSERT INTO operator VALUES(1,'M. Keller',1795338005);
INSERT INTO operator VALUES(2,'O. Perez',1795343005);
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
  confirmed_drift INTEGER, broke_at TEXT
  CHECK (broke_at IN ('reading', 'authenticating', 'clock', 'seed', 'reading-back')), replaces INTEGER REFERENCES enrolment (id), seal BLOB CHECK (seal IS NULL OR length(seal) = 16),
  CHECK ((nonce IS NULL) = (sealed IS NULL)),
  CHECK ((outcome = 'confirmed') = (confirmed_by IS NOT NULL))
) STRICT;
INSERT INTO enrolment VALUES(1,X'b1b363513d7b5ddcf21dd69deab324fb',1795338005,'anna@example.com','anna@example.com','8659632000001','C302-i','random','sha1',30,'confirmed',1,1,NULL,NULL,X'c8d5936a8390989efb0aa650e5bb4103',-41,0,'system',1795338005,'typed',0,NULL,NULL,X'c0fcc8bed847fc172499c1ebb5be4545');
INSERT INTO enrolment VALUES(2,X'f9a0662c83a6ec048175018e7928fa03',1795338005,'ben@example.com','ben@example.com','8659622000002','OTPC-P2-i','random','sha1',30,'confirmed',1,1,X'92b2ed3eff61f0d66c20756226a700ed60c9f00f82293df8',X'f51ee4d2fa8ebb3d717ae5ca9019bf4b5a96bcbf2bde66e777ecd45c2971e35a30e9c1fb',X'dd30ecd1f0c2f3eb73694f98675b7fb3',-41,0,'system',1795338005,'typed',0,NULL,NULL,X'e2740d40373faa401fc0f88176414ba1');
INSERT INTO enrolment VALUES(3,X'01a22d28c84bc72cca35acffc124580b',1795338005,'carlotta@example.com','carlotta@example.com','8659610000003','C301-i','random','sha1',30,'confirmed',1,1,X'1942ef7e74df703efec57ef91772fe3510f15ca0d3937ba0',X'f59eb8b3cac3b9183b298d110e1aa31cc56b10015f9151af7d4b729f5d185ee1ed320a9c',X'4a9d4f8b3c546d54ed5b3a833c92a750',-41,0,'system',1795338005,'typed',0,NULL,NULL,X'5148aa34c52bb3a9acc7f13dc2427d77');
INSERT INTO enrolment VALUES(4,X'b6add1ad4eec8f547aaabd1d8dfb5f13',1795338105,'doris@example.com','doris@example.com','8659632000004','C302-i','random','sha1',30,'interrupted',1,1,X'590578ff9ad0a4a6fbdec3b9cc60cc7dcc8fd6910a9e7648',X'f4fdd1e98363caf2019bab5957c538e9cb30b2b8dd97a98cbf99adfeb839037cff3452d1',X'6b3baacb8c70f2c868553c51fd61211c',-41,NULL,'system',NULL,NULL,NULL,'seed',NULL,X'9b42ff2d6ee43aa982c3d5f92f39ac6c');
CREATE TABLE export_row (
  export    INTEGER NOT NULL REFERENCES export (id),
  enrolment INTEGER NOT NULL REFERENCES enrolment (id),
  PRIMARY KEY (export, enrolment)
) STRICT, WITHOUT ROWID;
INSERT INTO export_row VALUES(1,1);
INSERT INTO export_row VALUES(1,2);
INSERT INTO export_row VALUES(2,3);
CREATE TABLE fate (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  enrolment INTEGER NOT NULL REFERENCES enrolment (id),
  at        INTEGER NOT NULL,
  operator  INTEGER NOT NULL REFERENCES operator (id),
  kind      TEXT NOT NULL,
  note      TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO fate VALUES(1,1,1795338105,1,'lost','in the train');
INSERT INTO fate VALUES(2,2,1795338105,1,'handed-over','Ben');
INSERT INTO fate VALUES(3,1,1795343005,2,'purged','');
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
INSERT INTO trail VALUES(1,1795338005,'M. Keller','Desk 2','ledger-made',NULL,'',X'c8ae4c8867cd5a224b2dfa000fc88b1251d6e4765d2138ca6911a9f64ffdefb4');
INSERT INTO trail VALUES(2,1795338005,'M. Keller','Desk 2','opened',NULL,'',X'f1f47d989944868c4a8652844da3c3636d1fa29f3c2b2c89e7d6291615bf984a');
INSERT INTO trail VALUES(3,1795338005,'M. Keller','Desk 2','recorded',1,'',X'49f989041aa0bb82a96161aefd7b074160569451a09e81d4f261e66dcad11529');
INSERT INTO trail VALUES(4,1795338005,'M. Keller','Desk 2','burned',1,'0',X'49236ef07940dd2a24db70f97491b9d6f503e31ae42cea42c2f1b17fc6dfd01b');
INSERT INTO trail VALUES(5,1795338005,'M. Keller','Desk 2','confirmed',1,'typed',X'5488c43bbe407bff0d857d9a57203c2d205c93db4cf630e419a92be8ac9d629a');
INSERT INTO trail VALUES(6,1795338005,'M. Keller','Desk 2','recorded',2,'',X'c6f5cc549e0d5919657f75f71b2ce42bd5da0ec0fd8d64f9629b0b983b804532');
INSERT INTO trail VALUES(7,1795338005,'M. Keller','Desk 2','burned',2,'0',X'd47f66402d20d8f1a8af3974a728a5bf56c6843fe47c2dc9f4547c81a5aadaa3');
INSERT INTO trail VALUES(8,1795338005,'M. Keller','Desk 2','confirmed',2,'typed',X'e523abf8a1067ef3175cf68824395dd44575db3794a33d83ea41e162c88b1b27');
INSERT INTO trail VALUES(9,1795338005,'M. Keller','Desk 2','export-begun',NULL,'2: /tmp/.tmpenUp24/out/x.csv',X'b7f081597fdd75b54311ba1fa7b4cc2afb299d90ed1793f889432944275ec63f');
INSERT INTO trail VALUES(10,1795338005,'M. Keller','Desk 2','export-placing',NULL,'1',X'6468636e6a15f4304d81c4e55e0a95073eee75bd34b909f036f98225555ea506');
INSERT INTO trail VALUES(11,1795338005,'M. Keller','Desk 2','exported',1,'/tmp/.tmpenUp24/out/x.csv',X'f6a890b6c8f61e2ae76bdc96131717107c62230a3ac59985e2f95cf47bd627ba');
INSERT INTO trail VALUES(12,1795338005,'M. Keller','Desk 2','exported',2,'/tmp/.tmpenUp24/out/x.csv',X'eba71de47bb51fabd88ce1b433ac1a2f2d36eaaa47cd05b11791758d047d812e');
INSERT INTO trail VALUES(13,1795338005,'M. Keller','Desk 2','recorded',3,'',X'722bb25820bed62fa0ee502c7b2658035f82613c53ee0b07a8c768e036977324');
INSERT INTO trail VALUES(14,1795338005,'M. Keller','Desk 2','burned',3,'0',X'5cd7ffda2ff7c6dd8a64360f1ef7eae6d3415d3ca409563d7dd59a3980672c9c');
INSERT INTO trail VALUES(15,1795338005,'M. Keller','Desk 2','confirmed',3,'typed',X'7871c9f49c828443801514691c59b0c8c07e107d5f22763dc9d13bc9c1a06148');
INSERT INTO trail VALUES(16,1795338105,'M. Keller','Desk 2','lost',1,'in the train',X'3db54f8494e0a4670cdbb69c67778b7c6304e7c356a7a8680e7f49f91ba8b687');
INSERT INTO trail VALUES(17,1795338105,'M. Keller','Desk 2','handed-over',2,'Ben: at the desk',X'5b79d3fa4b3cccdf6d89a671d477d46385372bfc641d37bb79c21390033a13f1');
INSERT INTO trail VALUES(18,1795338105,'M. Keller','Desk 2','recorded',4,'',X'33cce522c73e278c0fb767819301f5a281708e891a1fe43be6fcd9612f47d195');
INSERT INTO trail VALUES(19,1795338105,'M. Keller','Desk 2','interrupted',4,'seed',X'7b7b3eaa162f178585b8f505cd5dbe01ad4ada791dec7805046ee1cc93f45f7a');
INSERT INTO trail VALUES(20,1795338105,'M. Keller','Desk 2','recovery-set',NULL,'',X'744e7a06e242d47dbe294151c316427207736ae53dcde9ff6708a3c8fc49984a');
INSERT INTO trail VALUES(21,1795343005,'O. Perez','Desk 3','opened',NULL,'',X'd06e21dd63156e447e992a0676f303994887a5d69c5a365bde4176b20ae597bd');
INSERT INTO trail VALUES(22,1795343005,'O. Perez','Desk 3','people-imported',NULL,'2',X'022536b3b242f28bf11f501b45bfbcd14c1d4bc53985f349b0053a5bc6c1a3dc');
INSERT INTO trail VALUES(23,1795343005,'O. Perez','Desk 3','purged',1,'',X'09cdaf00839b7243b8a19319ca40099bd87cb165b64c7c64accd426e32c0f974');
INSERT INTO trail VALUES(24,1795343005,'O. Perez','Desk 3','upn-corrected',3,'carla@example.com → carlotta@example.com',X'9457d565b2a0ae2dfe3169aeef5a7900bdfa664b0504bbe8a77d1e81671d2ec4');
INSERT INTO trail VALUES(25,1795343005,'O. Perez','Desk 3','export-begun',NULL,'1: /out/y.csv',X'c0338be09b3b4ce33a1c36c77640861d062b2a75a00b5b2a52b1c9e8a13e5af2');
INSERT INTO trail VALUES(26,1795343005,'O. Perez','Desk 3','export-void',3,'/out/y.csv',X'b9da0024638c7a63cdb045154d013a17d0ade17ad54fd11f13c6e68edc0250b0');
CREATE TABLE trail_head (
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  entry INTEGER NOT NULL,
  seal  BLOB NOT NULL CHECK (length(seal) = 32)
, link BLOB CHECK (link IS NULL OR length(link) = 32), sums BLOB) STRICT;
INSERT INTO trail_head VALUES(1,26,X'9d8c7a85f50fed11b908e859ebbd8c8fed6b4ae32242eaaf787de43df690d3d6',X'b9da0024638c7a63cdb045154d013a17d0ade17ad54fd11f13c6e68edc0250b0',X'09656e726f6c6d656e748ffc7f61439794aa73e681a41d7bbac9066578706f7274f179a4b90c8a69534933456e612397820a6578706f72745f726f773c8af69f06c27a789d74a5874d1b1fda0466617465336c7e5ce084686d4f0795446f9cb2f9066c6564676572ea51f6a173935f428e404fb79840854e086f70657261746f7238159cc42c5df70c17146cb481abff0106706572736f6e0f77cad38d303187aaa5230547589e0a05747261696c7cc7dc8d1343c1f8f82786997be44cfd157661756c745f736c6f742070617373706872617365ef025956efb399d5b62b41b4a121eb06137661756c745f736c6f74207265636f766572791507d11ec79911322c50fc6d850cc2f6');
CREATE TABLE ledger (
  one         INTEGER PRIMARY KEY CHECK (one = 1),
  uid         BLOB NOT NULL CHECK (length(uid) = 8),
  restored_at INTEGER
) STRICT;
INSERT INTO ledger VALUES(1,X'8b41e8b28db493cf',NULL);
CREATE TABLE IF NOT EXISTS "export" (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  at       INTEGER NOT NULL,
  operator INTEGER NOT NULL REFERENCES operator (id),
  format   TEXT NOT NULL,
  path     TEXT NOT NULL,
  partial  TEXT NOT NULL,
  sha256   BLOB NOT NULL CHECK (length(sha256) = 32),
  state    TEXT NOT NULL CHECK (state IN ('prepared', 'placing', 'written', 'void'))
, entry INTEGER, link BLOB CHECK (link IS NULL OR length(link) = 32)) STRICT;
INSERT INTO export VALUES(1,1795338005,1,'entra-csv','/tmp/.tmpenUp24/out/x.csv','/tmp/.tmpenUp24/out/.x.csv.1795338005000-1.partial',X'dff6b6cf5f20b7e38eb005748f23488a6c00ce1c32bdd4df53bab81607de3dec','written',8,X'e523abf8a1067ef3175cf68824395dd44575db3794a33d83ea41e162c88b1b27');
INSERT INTO export VALUES(2,1795343005,2,'entra-csv','/out/y.csv','/out/.y',X'0707070707070707070707070707070707070707070707070707070707070707','void',24,X'9457d565b2a0ae2dfe3169aeef5a7900bdfa664b0504bbe8a77d1e81671d2ec4');
CREATE TABLE person (
  upn_folded TEXT PRIMARY KEY,
  upn        TEXT NOT NULL,
  name       TEXT NOT NULL,
  department TEXT NOT NULL,
  badge      TEXT NOT NULL,
  object_id  TEXT NOT NULL,
  guest      INTEGER NOT NULL CHECK (guest IN (0, 1))
) STRICT, WITHOUT ROWID;
INSERT INTO person VALUES('anna@example.com','anna@example.com','Nörd','IT','0042','x',0);
INSERT INTO person VALUES('gus@example.com','gus@example.com','Nörd','IT','0042','x',1);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('export',2);
INSERT INTO sqlite_sequence VALUES('trail',26);
INSERT INTO sqlite_sequence VALUES('enrolment',4);
INSERT INTO sqlite_sequence VALUES('fate',3);
CREATE INDEX enrolment_serial ON enrolment (serial);
CREATE INDEX enrolment_upn ON enrolment (upn_folded);
CREATE INDEX enrolment_fingerprint ON enrolment (fingerprint);
CREATE INDEX export_row_enrolment ON export_row (enrolment);
CREATE INDEX fate_enrolment ON fate (enrolment);
CREATE INDEX trail_enrolment ON trail (enrolment);
COMMIT;
