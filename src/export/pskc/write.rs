//! Writes a key container, plain or with its secrets encrypted by a passphrase as RFC 6030 shows it in section 6.2.

use data_encoding::BASE64;
use quick_xml::escape::escape;
use zeroize::Zeroizing;

use super::crypto::{BLOCK, Cipher, Hash};
use super::names;
use crate::desk::Upn;
use crate::export::format::{Format, NotMade, Options, Refusal, Row, Sealing};
use crate::export::refused;
use crate::otp::{Algorithm, Hidden, Seed};

/// How often the passphrase is hashed. OWASP's number for PBKDF2 with HMAC-SHA-1, the hash that every reader knows.
const ROUNDS: u32 = 1_300_000;
/// Bytes of the salt.
const SALT: usize = 16;
/// Bytes of the key of the MACs: as many as the hash gives (RFC 2104, section 3).
const MAC_KEY: usize = 20;

/// What stands for a secret that is not shown.
const HIDDEN: &str = "\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}";

/// A key container with plain secrets.
#[derive(Debug)]
pub struct Pskc;

/// A key container whose secrets a passphrase opens.
#[derive(Debug)]
pub struct PskcEncrypted;

impl Format for Pskc {
    fn word(&self) -> &'static str {
        "pskc"
    }

    fn stem(&self) -> &'static str {
        "pskc"
    }

    fn ending(&self) -> &'static str {
        "xml"
    }

    fn refuses(&self) -> &'static [Refusal] {
        &REFUSES
    }

    fn refusals(&self, rows: &[Row<'_>]) -> Vec<Option<Refusal>> {
        refusals(rows)
    }

    fn bytes(&self, rows: &[(Row<'_>, &Seed)], _: &Options) -> Result<Hidden<Vec<u8>>, NotMade> {
        all_fine(rows)?;
        let packages: Vec<_> = rows
            .iter()
            .map(|(row, seed)| (*row, Secret::Plain(encoded(seed.expose()))))
            .collect();
        Ok(written(None, &packages).bytes())
    }

    fn preview(&self, rows: &[Row<'_>], _: &Options) -> Vec<String> {
        written(None, &hidden(rows, || Secret::Plain(Zeroizing::new(HIDDEN.to_owned())))).lines()
    }
}

impl Format for PskcEncrypted {
    fn word(&self) -> &'static str {
        "pskc-encrypted"
    }

    fn stem(&self) -> &'static str {
        "encrypted-pskc"
    }

    fn ending(&self) -> &'static str {
        "xml"
    }

    fn is_sealed(&self) -> bool {
        true
    }

    fn refuses(&self) -> &'static [Refusal] {
        &REFUSES
    }

    fn refusals(&self, rows: &[Row<'_>]) -> Vec<Option<Refusal>> {
        refusals(rows)
    }

    fn bytes(&self, rows: &[(Row<'_>, &Seed)], options: &Options) -> Result<Hidden<Vec<u8>>, NotMade> {
        all_fine(rows)?;
        let sealing = options.sealing.as_ref().ok_or(NotMade::NoPassphrase)?;
        sealed(rows, sealing, ROUNDS)
    }

    fn preview(&self, rows: &[Row<'_>], _: &Options) -> Vec<String> {
        let lock = Lock {
            salt: HIDDEN.into(),
            rounds: ROUNDS,
            mac_key: HIDDEN.into(),
        };
        let secret = || Secret::Sealed {
            sealed: HIDDEN.into(),
            mac: HIDDEN.into(),
        };
        written(Some(&lock), &hidden(rows, secret)).lines()
    }
}

/// The bytes of a container that the passphrase opens.
pub(super) fn sealed(rows: &[(Row<'_>, &Seed)], sealing: &Sealing, rounds: u32) -> Result<Hidden<Vec<u8>>, NotMade> {
    let (lock, keys) = Keys::new(sealing, rounds)?;
    let packages: Vec<_> = rows
        .iter()
        .map(|(row, seed)| Ok((*row, keys.seal(sealing, seed)?)))
        .collect::<Result<_, NotMade>>()?;
    Ok(written(Some(&lock), &packages).bytes())
}

/// Rows as they are shown.
fn hidden<'r>(rows: &[Row<'r>], secret: impl Fn() -> Secret) -> Vec<(Row<'r>, Secret)> {
    rows.iter().map(|row| (*row, secret())).collect()
}

const REFUSES: [Refusal; 3] = [Refusal::Serial, Refusal::Twice, Refusal::Character];

/// XML quotes what it needs to; what it cannot carry at all is refused.
fn refusals(rows: &[Row<'_>]) -> Vec<Option<Refusal>> {
    refused::of_each(rows, |row| {
        let texts = [row.upn.as_str(), row.make.maker(), row.make.model()];
        let broken = texts.iter().any(|text| text.chars().any(is_no_xml));
        refused::by_serial(row).or(broken.then_some(Refusal::Character))
    })
}

/// Every secret fits.
fn all_fine(rows: &[(Row<'_>, &Seed)]) -> Result<(), NotMade> {
    let plain: Vec<Row<'_>> = rows.iter().map(|(row, _)| *row).collect();
    let seeds = rows.iter().map(|(_, seed)| *seed);
    Ok(refused::none_of(refusals(&plain), seeds, |_| true)?)
}

/// What no XML file may hold (XML 1.0, section 2.2), and what would not come out of it again.
fn is_no_xml(c: char) -> bool {
    c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

fn encoded(bytes: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(BASE64.encode(bytes))
}

/// What encrypts the secrets.
struct Keys {
    secrets: Zeroizing<Vec<u8>>,
    mac: Zeroizing<[u8; MAC_KEY]>,
}

/// What the container says of it, in base64.
struct Lock {
    salt: String,
    rounds: u32,
    mac_key: String,
}

/// A secret as it stands in a package, in base64.
enum Secret {
    Plain(Zeroizing<String>),
    Sealed { sealed: String, mac: String },
}

impl Keys {
    const CIPHER: Cipher = Cipher::Aes128;
    const HASH: Hash = Hash::Sha1;

    fn new(sealing: &Sealing, rounds: u32) -> Result<(Lock, Self), NotMade> {
        // a reader may take an empty one for none
        if sealing.passphrase.is_empty() {
            return Err(NotMade::NoPassphrase);
        }
        let salt: [u8; SALT] = drawn(sealing)?;
        let keys = Self {
            secrets: Self::HASH.derive(&sealing.passphrase, &salt, rounds, Self::CIPHER.key_len()),
            mac: Zeroizing::new(drawn(sealing)?),
        };
        let mac_key = keys.encrypt(sealing, &keys.mac[..])?;
        let lock = Lock {
            salt: BASE64.encode(&salt),
            rounds,
            mac_key: BASE64.encode(&mac_key),
        };
        Ok((lock, keys))
    }

    fn seal(&self, sealing: &Sealing, seed: &Seed) -> Result<Secret, NotMade> {
        let sealed = self.encrypt(sealing, seed.expose())?;
        let mac = Self::HASH.mac(&self.mac[..], &sealed).ok_or(NotMade::NotEncrypted)?;
        Ok(Secret::Sealed {
            sealed: BASE64.encode(&sealed),
            mac: BASE64.encode(&mac),
        })
    }

    fn encrypt(&self, sealing: &Sealing, plain: &[u8]) -> Result<Vec<u8>, NotMade> {
        let start: [u8; BLOCK] = drawn(sealing)?;
        let sealed = Self::CIPHER.encrypt(&self.secrets, &start, plain);
        sealed.ok_or(NotMade::NotEncrypted)
    }
}

fn drawn<const N: usize>(sealing: &Sealing) -> Result<[u8; N], NotMade> {
    let mut bytes = [0; N];
    (sealing.random)(&mut bytes)?;
    Ok(bytes)
}

/// A container that is being written, line by line.
struct Lines {
    text: Zeroizing<String>,
    depth: usize,
}

impl Lines {
    /// Room for all of it from the start, so that no copy of a secret is left behind.
    fn with_room(packages: &[(Row<'_>, Secret)]) -> Self {
        let room = |(row, _): &(Row<'_>, Secret)| {
            let texts = row.upn.as_str().len() + row.make.maker().len() + row.make.model().len();
            // a letter that is escaped twice has seven at most
            2048 + 8 * texts
        };
        let room: usize = packages.iter().map(room).sum();
        Self {
            text: Zeroizing::new(String::with_capacity(room + 4096)),
            depth: 0,
        }
    }

    fn line(&mut self, parts: &[&str]) {
        (0..self.depth).for_each(|_| self.text.push_str("  "));
        parts.iter().for_each(|part| self.text.push_str(part));
        self.text.push('\n');
    }

    /// `<name>`, what is within, and `</name>`; attributes stand behind the name.
    fn within(&mut self, name: &str, attributes: &str, content: impl FnOnce(&mut Self)) {
        self.line(&["<", name, attributes, ">"]);
        self.depth += 1;
        content(self);
        self.depth -= 1;
        self.line(&["</", name, ">"]);
    }

    /// `<name>text</name>`.
    fn text(&mut self, name: &str, text: &str) {
        self.line(&["<", name, ">", &escape(text), "</", name, ">"]);
    }

    /// `<name Algorithm="..."/>`.
    fn algorithm(&mut self, name: &str, algorithm: &str) {
        self.line(&["<", name, &attribute("Algorithm", algorithm), "/>"]);
    }

    fn bytes(mut self) -> Hidden<Vec<u8>> {
        std::mem::take(&mut *self.text).into_bytes().into()
    }

    fn lines(&self) -> Vec<String> {
        self.text.lines().map(str::to_owned).collect()
    }
}

fn attribute(name: &str, value: &str) -> String {
    format!(" {name}=\"{}\"", escape(value))
}

fn written(lock: Option<&Lock>, packages: &[(Row<'_>, Secret)]) -> Lines {
    let mut lines = Lines::with_room(packages);
    lines.line(&["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]);
    let mut attributes = attribute("xmlns", names::PSKC) + &attribute("Version", "1.0");
    if lock.is_some() {
        attributes += &attribute("xmlns:xenc", names::XENC);
        attributes += &attribute("xmlns:xenc11", names::XENC11);
        attributes += &attribute("xmlns:pkcs5", names::PKCS5);
    }
    lines.within("KeyContainer", &attributes, |lines| {
        if let Some(lock) = lock {
            write_lock(lines, lock);
        }
        for (row, secret) in packages {
            lines.within("KeyPackage", "", |lines| write_package(lines, row, secret));
        }
    });
    lines
}

/// Figure 7 of the RFC. There the parts of `PBKDF2-params` are of no namespace.
fn write_lock(lines: &mut Lines, lock: &Lock) {
    let [pbkdf2, _] = names::PBKDF2;
    let [hmac, _] = names::HMAC_SHA1;
    lines.within("EncryptionKey", "", |lines| {
        lines.within("xenc11:DerivedKey", "", |lines| {
            let method = attribute("Algorithm", pbkdf2);
            lines.within("xenc11:KeyDerivationMethod", &method, |lines| {
                lines.within("pkcs5:PBKDF2-params", &attribute("xmlns", ""), |lines| {
                    lines.within("Salt", "", |lines| lines.text("Specified", &lock.salt));
                    lines.text("IterationCount", &lock.rounds.to_string());
                    lines.text("KeyLength", &Keys::CIPHER.key_len().to_string());
                    lines.line(&["<PRF/>"]);
                });
            });
        });
    });
    lines.within("MACMethod", &attribute("Algorithm", hmac), |lines| {
        lines.within("MACKey", "", |lines| write_sealed(lines, &lock.mac_key));
    });
}

fn write_sealed(lines: &mut Lines, sealed: &str) {
    lines.algorithm("xenc:EncryptionMethod", names::AES_128);
    lines.within("xenc:CipherData", "", |lines| lines.text("xenc:CipherValue", sealed));
}

fn write_package(lines: &mut Lines, row: &Row<'_>, secret: &Secret) {
    let token = row.token.to_string();
    lines.within("DeviceInfo", "", |lines| {
        lines.text("Manufacturer", row.make.maker());
        lines.text("SerialNo", &token);
        if !row.make.model().is_empty() {
            lines.text("Model", row.make.model());
        }
    });
    let attributes = attribute("Id", &token) + &attribute("Algorithm", names::TOTP);
    lines.within("Key", &attributes, |lines| {
        lines.within("AlgorithmParameters", "", |lines| {
            lines.text("Suite", suite(row.parameters.algorithm));
            lines.line(&["<ResponseFormat Length=\"6\" Encoding=\"DECIMAL\"/>"]);
        });
        lines.within("Data", "", |lines| {
            lines.within("Secret", "", |lines| write_secret(lines, secret));
            let seconds = row.parameters.period.seconds().to_string();
            lines.within("Time", "", |lines| lines.text("PlainValue", "0"));
            lines.within("TimeInterval", "", |lines| lines.text("PlainValue", &seconds));
        });
        lines.text("UserId", &user_id(row.upn));
    });
}

fn write_secret(lines: &mut Lines, secret: &Secret) {
    match secret {
        Secret::Plain(secret) => lines.text("PlainValue", secret),
        Secret::Sealed { sealed, mac } => {
            lines.within("EncryptedValue", "", |lines| write_sealed(lines, sealed));
            lines.text("ValueMAC", mac);
        }
    }
}

const fn suite(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Sha1 => "HMAC-SHA1",
        Algorithm::Sha256 => "HMAC-SHA256",
    }
}

/// A distinguished name (RFC 4514), which is what RFC 6030 wants there: its special letters stand behind a backslash.
fn user_id(upn: &Upn) -> String {
    let mut name = String::from("UID=");
    for (at, c) in upn.as_str().char_indices() {
        let first = at == 0 && matches!(c, '#' | ' ');
        let last = at + c.len_utf8() == upn.as_str().len() && c == ' ';
        if first || last || matches!(c, '"' | '+' | ',' | ';' | '<' | '>' | '\\') {
            name.push('\\');
        }
        name.push(c);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_spelled_as_rfc_4514_spells_it() {
        for (upn, name) in [
            ("anna@example.com", "UID=anna@example.com"),
            ("#a+b,c@x.de", "UID=\\#a\\+b\\,c@x.de"),
            (" \\ ", "UID=\\ \\\\\\ "),
        ] {
            assert_eq!(user_id(&Upn::kept(upn.into())), name);
        }
    }
}
