//! A ledger as an older version would have left it: rows that no station of today has sealed, under a passphrase that is
//! bound to nothing. Written here once more by the rules, not by the code under test.

use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, params};
use sha2::Sha256;

const NONCE: [u8; 24] = [0; 24];

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new_from_slice(key).unwrap()
}

fn stretched(passphrase: &str, salt: &[u8]) -> [u8; 32] {
    let params = Params::new(19 * 1024, 2, 1, Some(32)).unwrap();
    let mut key = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut key)
        .unwrap();
    key
}

fn derived(data_key: &[u8], label: &[u8]) -> [u8; 32] {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(None, data_key).expand(label, &mut key).unwrap();
    key
}

fn link(key: &[u8; 32], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).unwrap();
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// What a seed of 30 s is bound to.
fn binding(uid: &[u8], serial: &str, algorithm: &str) -> Vec<u8> {
    let (algorithm, period) = (algorithm.as_bytes(), 30_u64.to_be_bytes());
    [
        &b"tapdesk seed v1\0"[..],
        uid,
        algorithm,
        b"\0",
        &period,
        serial.as_bytes(),
    ]
    .concat()
}

/// Runs `sql` over the ledger of `data` and leaves it as a version of schema 3 would have. In it
/// `sealed_for(uid, serial, algorithm)` gives a seed that opens under a nonce of 24 zero bytes.
pub fn left(data: &Path, passphrase: &str, sql: &str) {
    let connection = Connection::open(data.join("ledger.sqlite3")).unwrap();
    let (salt, nonce, wrapped): (Vec<u8>, Vec<u8>, Vec<u8>) = connection
        .query_row(
            "SELECT salt, nonce, wrapped FROM vault_slot WHERE kind = 'passphrase'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .unwrap();
    let wrapping = cipher(&stretched(passphrase, &salt));
    let nonce = XNonce::try_from(nonce.as_slice()).unwrap();
    let today = [&b"tapdesk vault slot v2\0passphrase\0"[..], &1_i64.to_be_bytes()].concat();
    let (msg, aad) = (wrapped.as_slice(), today.as_slice());
    let data_key = wrapping.decrypt(&nonce, Payload { msg, aad }).unwrap();

    let seal = derived(&data_key, b"tapdesk seal v1");
    connection
        .create_scalar_function("sealed_for", 3, FunctionFlags::SQLITE_UTF8, move |told| {
            let (uid, serial, algorithm): (Vec<u8>, String, String) = (told.get(0)?, told.get(1)?, told.get(2)?);
            let (msg, aad) = (&b"12345678901234567890"[..], binding(&uid, &serial, &algorithm));
            let nonce = XNonce::from(NONCE);
            Ok(cipher(&seal).encrypt(&nonce, Payload { msg, aad: &aad }).unwrap())
        })
        .unwrap();
    connection.execute_batch(sql).unwrap();

    connection
        .execute_batch(
            "PRAGMA foreign_keys = off;
             DROP TABLE stock; DROP TABLE stock_file;
             ALTER TABLE enrolment DROP COLUMN maker;
             ALTER TABLE person DROP COLUMN disabled;
             ALTER TABLE enrolment DROP COLUMN profile;
             ALTER TABLE enrolment DROP COLUMN seal;
             ALTER TABLE trail_head DROP COLUMN link;
             ALTER TABLE trail_head DROP COLUMN sums;
             ALTER TABLE vault_slot DROP COLUMN generation;
             ALTER TABLE export DROP COLUMN entry;
             ALTER TABLE export DROP COLUMN link;
             DELETE FROM vault_slot WHERE kind <> 'passphrase';
             DELETE FROM trail_head; DELETE FROM trail;
             PRAGMA user_version = 3;",
        )
        .unwrap();
    let (msg, aad) = (data_key.as_slice(), &b"tapdesk vault slot v1"[..]);
    let wrapped = wrapping.encrypt(&nonce, Payload { msg, aad }).unwrap();
    connection
        .execute("UPDATE vault_slot SET wrapped = ?1", [wrapped])
        .unwrap();
    let trail = derived(&data_key, b"tapdesk trail v1");
    let (at, nobody) = (1_i64.to_be_bytes(), 0_i64.to_be_bytes());
    let first = link(
        &trail,
        &[
            b"entry",
            b"",
            &at,
            b"M. Keller",
            b"Desk 2",
            b"ledger-made",
            &nobody,
            b"",
        ],
    );
    connection
        .execute(
            "INSERT INTO trail (id, at, operator, station, event, detail, link)
             VALUES (1, 1, 'M. Keller', 'Desk 2', 'ledger-made', '', ?1)",
            [&first],
        )
        .unwrap();
    let head = link(&trail, &[b"head", &1_i64.to_be_bytes(), &first]);
    let kept = "INSERT INTO trail_head (one, entry, seal) VALUES (1, 1, ?1)";
    connection.execute(kept, params![head]).unwrap();
    drop(connection);
    let _ = std::fs::remove_file(data.join("ledger.anchor"));
}
