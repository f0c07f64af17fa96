//! What opens the encrypted secrets of a key container: a key that was agreed on, or one that a passphrase gives (RFC 6030,
//! section 6).
//!
//! A secret is decrypted only if its MAC is right, so that neither a wrong key nor a changed file gives a seed.

use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use zeroize::Zeroizing;

use super::crypto::{Cipher, Hash};
use super::names;
use super::xml::{Malformed, Node};
use crate::desk::{StockKey, StockReason, StockTrouble};

/// What is believed at most of a file: it must not stop the machine.
const MOST_ROUNDS: u32 = 10_000_000;

/// Why a key package is no token: a reason of its own, or one that ends the whole file.
#[derive(Debug)]
pub enum Stop {
    /// The package is left out.
    Reason(StockReason),
    /// The file is not taken in.
    Trouble(StockTrouble),
}

impl From<StockReason> for Stop {
    fn from(why: StockReason) -> Self {
        Self::Reason(why)
    }
}

impl From<StockTrouble> for Stop {
    fn from(why: StockTrouble) -> Self {
        Self::Trouble(why)
    }
}

impl From<Malformed> for Stop {
    fn from(why: Malformed) -> Self {
        Self::Trouble(why.into())
    }
}

/// Bytes in base64, with blanks and ends of lines anywhere.
pub fn base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut letters = Zeroizing::new(Vec::with_capacity(text.len()));
    letters.extend(text.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    BASE64.decode(&letters).ok().map(Zeroizing::new)
}

/// Where the key comes from that encrypts the secrets.
enum Source {
    /// It was agreed on.
    PreShared,
    /// PBKDF2 derives it from a passphrase.
    Derived {
        hash: Hash,
        salt: Vec<u8>,
        rounds: u32,
        length: usize,
    },
}

impl Source {
    /// What `EncryptionKey` says; `None` if it is something else.
    fn read(node: &Node) -> Result<Option<Self>, Malformed> {
        let Some(derived) = node.child("DerivedKey")? else {
            return Ok(node.child("KeyName")?.map(|_| Self::PreShared));
        };
        let Some(method) = derived.child("KeyDerivationMethod")? else {
            return Ok(None);
        };
        let is_known = method
            .attribute("Algorithm")
            .is_some_and(|name| names::PBKDF2.contains(&name));
        match method.child("PBKDF2-params")? {
            Some(parameters) if is_known => Self::derived(parameters),
            _ => Ok(None),
        }
    }

    fn derived(parameters: &Node) -> Result<Option<Self>, Malformed> {
        let text = |path: &[&str]| Ok::<_, Malformed>(parameters.inner(path)?.map(Node::text).unwrap_or_default());
        let salt = base64(text(&["Salt", "Specified"])?).filter(|salt| !salt.is_empty());
        let rounds = text(&["IterationCount"])?.parse().ok();
        let rounds = rounds.filter(|rounds| (1..=MOST_ROUNDS).contains(rounds));
        let length = text(&["KeyLength"])?.parse().ok();
        let length = length.filter(|length| [Cipher::Aes128.key_len(), Cipher::Aes256.key_len()].contains(length));
        let hash = match parameters.child("PRF")?.and_then(|prf| prf.attribute("Algorithm")) {
            None => Some(Hash::Sha1),
            Some(name) => Hash::named(name),
        };
        let (Some(salt), Some(rounds), Some(length), Some(hash)) = (salt, rounds, length, hash) else {
            return Ok(None);
        };
        Ok(Some(Self::Derived {
            hash,
            salt: salt.to_vec(),
            rounds,
            length,
        }))
    }

    fn key(&self, typed: &StockKey) -> Result<Zeroizing<Vec<u8>>, StockTrouble> {
        match self {
            Self::PreShared => pre_shared(&typed.0).ok_or(StockTrouble::WrongKey),
            Self::Derived {
                hash,
                salt,
                rounds,
                length,
            } => Ok(hash.derive(&typed.0, salt, *rounds, *length)),
        }
    }
}

/// 16 or 32 bytes in hexadecimal digits, grouped or not.
fn pre_shared(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    digits.extend(
        text.bytes()
            .filter(|c| !c.is_ascii_whitespace() && !matches!(c, b'-' | b':')),
    );
    let key = Zeroizing::new(HEXLOWER_PERMISSIVE.decode(&digits).ok()?);
    matches!(key.len(), 16 | 32).then_some(key)
}

/// Something that is encrypted.
struct Sealed {
    cipher: Cipher,
    bytes: Zeroizing<Vec<u8>>,
}

impl Sealed {
    /// Bytes that lie elsewhere, and other ciphers, are not known.
    fn read(node: &Node) -> Result<Self, StockTrouble> {
        let method = node.child("EncryptionMethod")?;
        let cipher = method
            .and_then(|method| method.attribute("Algorithm"))
            .and_then(Cipher::named);
        let value = node.inner(&["CipherData", "CipherValue"])?;
        let bytes = value.and_then(|value| base64(value.text()));
        match (cipher, bytes) {
            (Some(cipher), Some(bytes)) => Ok(Self { cipher, bytes }),
            _ => Err(StockTrouble::UnknownEncryption),
        }
    }

    fn open(&self, key: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.cipher.decrypt(key, &self.bytes)
    }
}

/// What proves that a secret is as it was written.
struct Method {
    hash: Hash,
    /// Its key, encrypted as the secrets are; without one it is that of the secrets.
    key: Option<Sealed>,
}

impl Method {
    /// What `MACMethod` says; `None` if it is something else.
    fn read(node: &Node) -> Result<Option<Self>, Malformed> {
        let hash = node.attribute("Algorithm").and_then(Hash::named);
        let elsewhere = node.child("MACKeyReference")?.is_some();
        let key = node.child("MACKey")?.map(Sealed::read).transpose();
        match (hash, key) {
            (Some(hash), Ok(key)) if !elsewhere => Ok(Some(Self { hash, key })),
            (_, Err(StockTrouble::NotPskc)) => Err(Malformed),
            _ => Ok(None),
        }
    }
}

/// The keys, once they are needed.
struct Keys {
    secrets: Zeroizing<Vec<u8>>,
    hash: Hash,
    mac: Zeroizing<Vec<u8>>,
}

/// Opens the secrets of a container.
pub struct Opener<'k> {
    typed: Option<&'k StockKey>,
    source: Option<Source>,
    method: Option<Method>,
    keys: Option<Keys>,
    /// One was opened, so the key is the right one.
    opened: bool,
}

impl<'k> Opener<'k> {
    /// With what was typed, if anybody was asked.
    pub const fn new(typed: Option<&'k StockKey>) -> Self {
        Self {
            typed,
            source: None,
            method: None,
            keys: None,
            opened: false,
        }
    }

    /// `EncryptionKey` says where the key comes from.
    ///
    /// # Errors
    /// If it says so twice.
    pub fn comes_from(&mut self, node: &Node) -> Result<(), Malformed> {
        if self.source.is_some() {
            return Err(Malformed);
        }
        self.source = Source::read(node)?;
        Ok(())
    }

    /// `MACMethod` says what the MACs are.
    ///
    /// # Errors
    /// If it says so twice.
    pub fn is_proved_by(&mut self, node: &Node) -> Result<(), Malformed> {
        if self.method.is_some() {
            return Err(Malformed);
        }
        self.method = Method::read(node)?;
        Ok(())
    }

    /// The secret of a key package that has an `EncryptedValue`.
    ///
    /// # Errors
    /// The file ends with [`StockTrouble::NeedsKey`] where nobody was asked, with [`StockTrouble::WrongKey`] if the MAC of
    /// the first one is wrong, and with [`StockTrouble::UnknownEncryption`]. Later ones are [`StockReason::Sealed`], and so
    /// is one without a MAC.
    pub fn open(&mut self, secret: &Node, value: &Node) -> Result<Zeroizing<Vec<u8>>, Stop> {
        let sealed = Sealed::read(value)?;
        let keys = match self.keys.take() {
            Some(keys) => keys,
            None => self.find_keys(sealed.cipher)?,
        };
        let keys = self.keys.insert(keys);
        let mac = secret.child("ValueMAC")?.and_then(|mac| base64(mac.text()));
        let mac = mac.ok_or(StockReason::Sealed)?;
        if !keys.hash.verifies(&keys.mac, &sealed.bytes, &mac) {
            return Err(match self.opened {
                true => StockReason::Sealed.into(),
                false => StockTrouble::WrongKey.into(),
            });
        }
        self.opened = true;
        sealed.open(&keys.secrets).ok_or_else(|| StockReason::Sealed.into())
    }

    /// Nobody is asked for a key that would help nothing.
    fn find_keys(&self, cipher: Cipher) -> Result<Keys, StockTrouble> {
        let (Some(source), Some(method)) = (&self.source, &self.method) else {
            return Err(StockTrouble::UnknownEncryption);
        };
        if matches!(source, Source::Derived { length, .. } if *length != cipher.key_len()) {
            return Err(StockTrouble::UnknownEncryption);
        }
        let secrets = source.key(self.typed.ok_or(StockTrouble::NeedsKey)?)?;
        let mac = match &method.key {
            Some(sealed) => sealed.open(&secrets).ok_or(StockTrouble::WrongKey)?,
            None => secrets.clone(),
        };
        Ok(Keys {
            secrets,
            hash: method.hash,
            mac,
        })
    }
}
