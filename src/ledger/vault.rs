//! The vault: seals seeds, and derives the keys for fingerprints and for the trail.
//!
//! A random data key seals; the passphrase only wraps that key (Argon2id, XChaCha20-Poly1305), so that a new passphrase
//! touches no row and a second slot can hold a recovery passphrase.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::random::Random;
use super::{LedgerError, Passphrase, SlotKind};
use crate::otp::Seed;

/// The data key as the passphrase wraps it, with everything but the passphrase that is needed to unwrap it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    /// Counts the passphrases of its kind, from 1; 0 was wrapped by an older version.
    pub generation: i64,
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
    pub salt: Vec<u8>,
    pub nonce: Vec<u8>,
    pub wrapped: Vec<u8>,
}

/// A sealed seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sealed {
    pub nonce: Vec<u8>,
    pub bytes: Vec<u8>,
}

/// OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// What is believed at most of a file: a forged one must not stop the machine.
const MAX_MEMORY_KIB: u32 = 1024 * 1024;
const MAX_PASSES: u32 = 16;
const MAX_LANES: u32 = 8;

/// What older versions bound a wrapped key to.
const OLD_CONTEXT: &[u8] = b"tapdesk vault slot v1";

/// What a wrapped key is bound to: of which kind its passphrase is, and the how manieth of that kind.
fn wrap_context(kind: SlotKind, generation: i64) -> Vec<u8> {
    if generation == 0 {
        return OLD_CONTEXT.to_vec();
    }
    let mut context = b"tapdesk vault slot v2\0".to_vec();
    context.extend_from_slice(kind.word().as_bytes());
    context.push(0);
    context.extend_from_slice(&generation.to_be_bytes());
    context
}

type Key = Zeroizing<[u8; 32]>;

/// The open vault.
pub(super) struct Vault {
    seal: Key,
    fingerprint: Key,
    trail: Key,
    rows: RowKey,
    random: Random,
}

/// The key of the rows' tags.
#[derive(Clone)]
pub(super) struct RowKey(Key);

impl RowKey {
    /// Begins the tag of a row.
    pub fn begin(&self) -> Tagging {
        Tagging(hasher(&self.0))
    }
}

/// The tag of a row in the making, part by part.
pub(super) struct Tagging(Option<Hmac<Sha256>>);

impl Tagging {
    /// Adds a part: what it is, one byte, and its content.
    pub fn add(&mut self, kind: u8, content: &[u8]) {
        if let Some(mac) = &mut self.0 {
            mac.update(&(content.len() as u64 + 1).to_be_bytes());
            mac.update(&[kind]);
            mac.update(content);
        }
    }

    /// The tag: 16 bytes of the hash.
    pub fn end(self) -> u128 {
        let hash = self.0.map(|mac| mac.finalize().into_bytes()).unwrap_or_default();
        hash.first_chunk::<16>().map_or(0, |tag| u128::from_be_bytes(*tag))
    }
}

/// The key that all others come from, in the open only while a passphrase is chosen or tried.
#[derive(Clone)]
pub(super) struct DataKey(Key);

impl DataKey {
    /// A new one.
    pub fn draw(random: &Random) -> Result<Self, LedgerError> {
        let mut key = Key::default();
        random(&mut key[..])?;
        Ok(Self(key))
    }

    /// Wraps it under a new passphrase, the `generation`th of its kind (from 1).
    pub fn wrap(
        &self,
        passphrase: &Passphrase,
        (kind, generation): (SlotKind, i64),
        random: &Random,
    ) -> Result<Slot, LedgerError> {
        passphrase.check_new()?;
        self.wrap_known(passphrase, (kind, generation), random)
    }

    /// The same for a passphrase that opens the vault already, however short it is.
    pub fn wrap_known(
        &self,
        passphrase: &Passphrase,
        (kind, generation): (SlotKind, i64),
        random: &Random,
    ) -> Result<Slot, LedgerError> {
        let mut slot = Slot {
            generation,
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            lanes: LANES,
            salt: vec![0; 16],
            nonce: vec![0; 24],
            wrapped: vec![],
        };
        random(&mut slot.salt)?;
        random(&mut slot.nonce)?;
        let wrapping = stretched(&passphrase.usual(), &slot)?;
        slot.wrapped = encrypt(&wrapping, &slot.nonce, &self.0[..], &wrap_context(kind, generation))?;
        Ok(slot)
    }

    /// The data key in a slot. [`LedgerError::WrongPassphrase`] where no spelling of the passphrase opens it.
    pub fn unwrap(passphrase: &Passphrase, kind: SlotKind, slot: &Slot) -> Result<Self, LedgerError> {
        let context = wrap_context(kind, slot.generation);
        let mut opened = None;
        for spelling in passphrase.spellings() {
            let wrapping = stretched(&spelling, slot)?;
            opened = decrypt(&wrapping, &slot.nonce, &slot.wrapped, &context);
            if opened.is_some() {
                break;
            }
        }
        let plain = opened.ok_or(LedgerError::WrongPassphrase)?;
        Ok(Self(Key::new(
            plain.as_slice().try_into().map_err(|_| LedgerError::Vault)?,
        )))
    }
}

impl Vault {
    /// The vault that a data key opens.
    pub fn new(data_key: &DataKey, random: Random) -> Result<Self, LedgerError> {
        let kdf = Hkdf::<Sha256>::new(None, &data_key.0[..]);
        let key = |label: &[u8]| {
            let mut key = Key::default();
            kdf.expand(label, &mut key[..]).map_err(|_| LedgerError::Vault)?;
            Ok::<_, LedgerError>(key)
        };
        Ok(Self {
            seal: key(b"tapdesk seal v1")?,
            fingerprint: key(b"tapdesk fingerprint v1")?,
            trail: key(b"tapdesk trail v1")?,
            rows: RowKey(key(b"tapdesk rows v1")?),
            random,
        })
    }

    /// Seals a seed for the enrolment that `binding` names; it opens for no other.
    pub fn seal(&self, seed: &Seed, binding: &[u8]) -> Result<Sealed, LedgerError> {
        let mut nonce = vec![0; 24];
        (self.random)(&mut nonce)?;
        let bytes = encrypt(&self.seal, &nonce, seed.expose(), binding)?;
        Ok(Sealed { nonce, bytes })
    }

    /// Opens a sealed seed.
    pub fn unseal(&self, sealed: &Sealed, binding: &[u8]) -> Result<Seed, LedgerError> {
        let plain = decrypt(&self.seal, &sealed.nonce, &sealed.bytes, binding).ok_or(LedgerError::SeedGone)?;
        Seed::new(&plain).map_err(|_| LedgerError::SeedGone)
    }

    /// The same for the same seed in this ledger, and worth nothing without its key: 16 bytes.
    pub fn fingerprint(&self, seed: &Seed) -> Vec<u8> {
        let mut tag = keyed_hash(&self.fingerprint, &[seed.expose()]);
        tag.truncate(16);
        tag
    }

    /// The link of a trail entry to the one before it: 32 bytes.
    pub fn trail_link(&self, parts: &[&[u8]]) -> Vec<u8> {
        keyed_hash(&self.trail, parts)
    }

    /// The key of the rows' tags.
    pub fn row_key(&self) -> RowKey {
        self.rows.clone()
    }

    /// Where its random bytes come from.
    pub const fn random(&self) -> &Random {
        &self.random
    }

    /// A fresh seed.
    pub fn draw_seed(&self) -> Result<Seed, LedgerError> {
        let mut bytes = Zeroizing::new([0; Seed::FRESH_LEN]);
        self.fill(&mut bytes[..])?;
        Seed::new(&bytes[..]).map_err(|_| LedgerError::SeedGone)
    }

    /// Fills `bytes` with random ones.
    pub fn fill(&self, bytes: &mut [u8]) -> Result<(), LedgerError> {
        Ok((self.random)(bytes)?)
    }
}

/// An HMAC takes a key of any length, so there always is one.
fn hasher(key: &Key) -> Option<Hmac<Sha256>> {
    <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&key[..]).ok()
}

/// HMAC-SHA-256 over the parts, each behind its length, so that no two lists of parts give the same input.
fn keyed_hash(key: &Key, parts: &[&[u8]]) -> Vec<u8> {
    let Some(mut mac) = hasher(key) else { return vec![] };
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

fn stretched(passphrase: &Passphrase, slot: &Slot) -> Result<Key, LedgerError> {
    if slot.memory_kib > MAX_MEMORY_KIB || slot.passes > MAX_PASSES || slot.lanes > MAX_LANES {
        return Err(LedgerError::Vault);
    }
    let params = Params::new(slot.memory_kib, slot.passes, slot.lanes, Some(32)).map_err(|_| LedgerError::Vault)?;
    let mut key = Key::default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.expose().as_bytes(), &slot.salt, &mut key[..])
        .map_err(|_| LedgerError::Vault)?;
    Ok(key)
}

fn encrypt(key: &Key, nonce: &[u8], plain: &[u8], context: &[u8]) -> Result<Vec<u8>, LedgerError> {
    let nonce = XNonce::try_from(nonce).map_err(|_| LedgerError::Vault)?;
    cipher(key)
        .and_then(|cipher| cipher.encrypt(&nonce, payload(plain, context)).ok())
        .ok_or(LedgerError::Vault)
}

fn decrypt(key: &Key, nonce: &[u8], sealed: &[u8], context: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let nonce = XNonce::try_from(nonce).ok()?;
    let plain = cipher(key)?.decrypt(&nonce, payload(sealed, context)).ok()?;
    Some(Zeroizing::new(plain))
}

fn cipher(key: &Key) -> Option<XChaCha20Poly1305> {
    XChaCha20Poly1305::new_from_slice(&key[..]).ok()
}

const fn payload<'a>(msg: &'a [u8], aad: &'a [u8]) -> Payload<'a, 'a> {
    Payload { msg, aad }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting() -> Random {
        let next = std::sync::atomic::AtomicU8::new(0);
        std::sync::Arc::new(move |bytes: &mut [u8]| {
            bytes.fill_with(|| next.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
            Ok(())
        })
    }

    const DAILY: (SlotKind, i64) = (SlotKind::Passphrase, 1);

    fn made(chosen: &str) -> (Vault, Slot) {
        let key = DataKey::draw(&counting()).unwrap();
        let slot = key.wrap(&passphrase(chosen), DAILY, &counting()).unwrap();
        (Vault::new(&key, counting()).unwrap(), slot)
    }

    fn passphrase(text: &str) -> Passphrase {
        Passphrase::new(text.into())
    }

    #[test]
    fn the_passphrase_opens_and_nothing_else_does() {
        let (vault, slot) = made("correct horse");
        let seed = Seed::new(b"12345678901234567890").unwrap();
        let sealed = vault.seal(&seed, b"one").unwrap();
        let key = DataKey::unwrap(&passphrase("correct horse"), SlotKind::Passphrase, &slot).unwrap();
        let again = Vault::new(&key, counting()).unwrap();
        assert_eq!(again.unseal(&sealed, b"one").unwrap(), seed);
        assert_eq!(again.fingerprint(&seed), vault.fingerprint(&seed));
        let wrong = DataKey::unwrap(&passphrase("correct house"), SlotKind::Passphrase, &slot);
        assert!(matches!(wrong, Err(LedgerError::WrongPassphrase)));
    }

    #[test]
    fn a_slot_opens_only_as_what_it_was_made_for() {
        let (_, slot) = made("correct horse");
        let chosen = passphrase("correct horse");
        let as_recovery = DataKey::unwrap(&chosen, SlotKind::Recovery, &slot);
        assert!(matches!(as_recovery, Err(LedgerError::WrongPassphrase)));
        for generation in [0, 2] {
            let slot = Slot {
                generation,
                ..slot.clone()
            };
            let counted_anew = DataKey::unwrap(&chosen, SlotKind::Passphrase, &slot);
            assert!(matches!(counted_anew, Err(LedgerError::WrongPassphrase)));
        }
    }

    #[test]
    fn a_sealed_seed_opens_only_for_its_enrolment_and_unaltered() {
        let (vault, _) = made("correct horse");
        let sealed = vault.seal(&Seed::new(b"x").unwrap(), b"one").unwrap();
        assert!(matches!(vault.unseal(&sealed, b"two"), Err(LedgerError::SeedGone)));
        let mut altered = sealed.clone();
        altered.bytes[0] ^= 1;
        assert!(matches!(vault.unseal(&altered, b"one"), Err(LedgerError::SeedGone)));
    }

    #[test]
    fn parameters_of_a_forged_file_are_not_believed() {
        let (_, slot) = made("correct horse");
        for forged in [
            Slot {
                memory_kib: u32::MAX,
                ..slot.clone()
            },
            Slot {
                passes: 1_000_000,
                ..slot.clone()
            },
            Slot {
                lanes: 0,
                ..slot.clone()
            },
            Slot {
                salt: vec![],
                ..slot.clone()
            },
        ] {
            let opened = DataKey::unwrap(&passphrase("correct horse"), SlotKind::Passphrase, &forged);
            assert!(matches!(opened, Err(LedgerError::Vault)));
        }
    }

    #[test]
    fn a_short_passphrase_makes_no_vault() {
        let key = DataKey::draw(&counting()).unwrap();
        let made = key.wrap(&passphrase("seven77"), DAILY, &counting());
        assert!(matches!(made, Err(LedgerError::ShortPassphrase)));
        assert_eq!(format!("{:?}", passphrase("secret")), "Passphrase(hidden)");
    }

    /// A slot as older versions wrapped it: the passphrase letter by letter as it came.
    fn wrapped_as_given(given: &str) -> Slot {
        let (_, mut slot) = made("correct horse");
        let key = DataKey::unwrap(&passphrase("correct horse"), SlotKind::Passphrase, &slot).unwrap();
        let wrapping = stretched(&passphrase(given), &slot).unwrap();
        slot.generation = 0;
        slot.wrapped = encrypt(&wrapping, &slot.nonce, &key.0[..], OLD_CONTEXT).unwrap();
        slot
    }

    #[test]
    fn what_nobody_sees_of_a_passphrase_keeps_nobody_out() {
        let (composed, apart) = ("sch\u{F6}ne Losung", "scho\u{308}ne Losung");
        let ways = [
            composed.to_owned(),
            apart.to_owned(),
            format!("\u{FEFF}{composed}"),
            format!("{composed} "),
        ];
        for made_of in &ways {
            let (_, slot) = made(made_of);
            for typed in &ways {
                assert!(
                    DataKey::unwrap(&passphrase(typed), SlotKind::Passphrase, &slot).is_ok(),
                    "{made_of:?} {typed:?}"
                );
            }
        }
        let (_, slot) = made(composed);
        for wrong in ["schone Losung", "sch\u{F6}neLosung", "Sch\u{F6}ne Losung"] {
            assert!(
                DataKey::unwrap(&passphrase(wrong), SlotKind::Passphrase, &slot).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_ledger_of_an_older_version_opens_by_its_file_and_by_typing() {
        for (given, later) in [
            (
                "\u{FEFF}river stone lamp 42",
                vec!["\u{FEFF}river stone lamp 42", "river stone lamp 42"],
            ),
            (
                "river stone lamp 42 ",
                vec!["river stone lamp 42 ", "river stone lamp 42"],
            ),
            (" river stone", vec![" river stone"]),
            (
                "scho\u{308}ne Losung",
                vec!["scho\u{308}ne Losung", "sch\u{F6}ne Losung"],
            ),
            ("sch\u{F6}ne Losung", vec!["scho\u{308}ne Losung", "sch\u{F6}ne Losung"]),
        ] {
            let slot = wrapped_as_given(given);
            for typed in later {
                assert!(
                    DataKey::unwrap(&passphrase(typed), SlotKind::Passphrase, &slot).is_ok(),
                    "{given:?} {typed:?}"
                );
            }
        }
    }

    #[test]
    fn blanks_and_marks_make_no_short_passphrase_long() {
        let short = |text: &str| passphrase(text).check_new().is_err();
        assert!(short("short   ") && short("\u{FEFF}short12") && !short("\u{FEFF}long enough"));
    }
}
