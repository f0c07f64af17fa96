//! What encrypts the secrets of a key container, and what proves that nobody changed them.
//!
//! Where the keys come from is not known here.

use aes::{Aes128, Aes256};
use cbc::cipher::block_padding::{NoPadding, Pkcs7};
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::names;

/// The bytes of a block of AES, and of what CBC starts with.
pub const BLOCK: usize = 16;

/// A cipher in CBC mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cipher {
    Aes128,
    Aes256,
}

impl Cipher {
    /// By its name in a container.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            names::AES_128 => Some(Self::Aes128),
            names::AES_256 => Some(Self::Aes256),
            _ => None,
        }
    }

    /// How many bytes its key has.
    pub const fn key_len(self) -> usize {
        match self {
            Self::Aes128 => 16,
            Self::Aes256 => 32,
        }
    }

    /// What `sealed` holds behind its first block, which is what CBC starts with. `None` if the lengths or the padding are
    /// wrong: its last byte counts the bytes of the padding, and the others may be anything (XML Encryption, section 5.2).
    pub fn decrypt(self, key: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (start, blocks) = sealed.split_at_checked(BLOCK)?;
        let mut plain = Zeroizing::new(blocks.to_vec());
        let length = match self {
            Self::Aes128 => {
                let mode = cbc::Decryptor::<Aes128>::new_from_slices(key, start).ok()?;
                mode.decrypt_padded::<NoPadding>(&mut plain).ok()?.len()
            }
            Self::Aes256 => {
                let mode = cbc::Decryptor::<Aes256>::new_from_slices(key, start).ok()?;
                mode.decrypt_padded::<NoPadding>(&mut plain).ok()?.len()
            }
        };
        let padding = usize::from(*plain.last()?);
        if padding == 0 || padding > BLOCK {
            return None;
        }
        plain.truncate(length.checked_sub(padding)?);
        Some(plain)
    }

    /// The same, the other way. `None` if the key has another length.
    pub fn encrypt(self, key: &[u8], start: &[u8; BLOCK], plain: &[u8]) -> Option<Vec<u8>> {
        let blocks = plain.len() / BLOCK + 1;
        // where the blocks are made, the secret stands first
        let mut sealed = Zeroizing::new(vec![0; blocks * BLOCK]);
        sealed.get_mut(..plain.len())?.copy_from_slice(plain);
        match self {
            Self::Aes128 => {
                let mode = cbc::Encryptor::<Aes128>::new_from_slices(key, start).ok()?;
                mode.encrypt_padded::<Pkcs7>(&mut sealed, plain.len()).ok()?;
            }
            Self::Aes256 => {
                let mode = cbc::Encryptor::<Aes256>::new_from_slices(key, start).ok()?;
                mode.encrypt_padded::<Pkcs7>(&mut sealed, plain.len()).ok()?;
            }
        }
        Some([&start[..], &sealed].concat())
    }
}

/// The hash of an HMAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    Sha1,
    Sha256,
}

impl Hash {
    /// By the name of its HMAC in a container.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            _ if names::HMAC_SHA1.contains(&name) => Some(Self::Sha1),
            _ if names::HMAC_SHA256.contains(&name) => Some(Self::Sha256),
            _ => None,
        }
    }

    /// Whether `mac` is that of these bytes.
    pub fn verifies(self, key: &[u8], bytes: &[u8], mac: &[u8]) -> bool {
        match self {
            Self::Sha1 => hasher::<Hmac<Sha1>>(key, bytes).is_some_and(|hasher| hasher.verify_slice(mac).is_ok()),
            Self::Sha256 => hasher::<Hmac<Sha256>>(key, bytes).is_some_and(|hasher| hasher.verify_slice(mac).is_ok()),
        }
    }

    /// The MAC of these bytes. There always is one: an HMAC takes a key of any length.
    pub fn mac(self, key: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Sha1 => Some(hasher::<Hmac<Sha1>>(key, bytes)?.finalize().into_bytes().to_vec()),
            Self::Sha256 => Some(hasher::<Hmac<Sha256>>(key, bytes)?.finalize().into_bytes().to_vec()),
        }
    }

    /// PBKDF2 (RFC 8018, section 5.2): a key of `length` bytes from a passphrase.
    pub fn derive(self, passphrase: &str, salt: &[u8], rounds: u32, length: usize) -> Zeroizing<Vec<u8>> {
        let mut key = Zeroizing::new(vec![0; length]);
        match self {
            Self::Sha1 => pbkdf2::pbkdf2_hmac::<Sha1>(passphrase.as_bytes(), salt, rounds, &mut key),
            Self::Sha256 => pbkdf2::pbkdf2_hmac::<Sha256>(passphrase.as_bytes(), salt, rounds, &mut key),
        }
        key
    }
}

fn hasher<M: Mac + KeyInit>(key: &[u8], bytes: &[u8]) -> Option<M> {
    let mut hasher = <M as KeyInit>::new_from_slice(key).ok()?;
    hasher.update(bytes);
    Some(hasher)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// RFC 6030, section 6.2: the passphrase, salt and rounds of figure 7, and the key that they give.
    #[test]
    fn the_key_of_a_passphrase_is_that_of_the_rfc() {
        let salt = [0x12, 0x3e, 0xff, 0x3c, 0x4a, 0x72, 0x12, 0x9c];
        let key = Hash::Sha1.derive("qwerty", &salt, 1000, 16);
        assert_eq!(data_encoding::HEXLOWER.encode(&key), "651e63cd57008476af1ff6422cd02e41");
    }

    /// RFC 7914, section 11: PBKDF2 with HMAC-SHA-256.
    #[test]
    fn the_other_hash_derives_too() {
        let key = Hash::Sha256.derive("passwd", b"salt", 1, 8);
        assert_eq!(data_encoding::HEXLOWER.encode(&key), "55ac046e56e3089f");
    }

    #[test]
    fn a_key_of_another_length_and_half_a_block_open_nothing() {
        assert_eq!(Cipher::Aes128.decrypt(&[0; 32], &[0; 32]), None);
        assert_eq!(Cipher::Aes256.encrypt(&[0; 16], &[0; BLOCK], b"x"), None);
        for length in [0, 15, 16, 31, 33] {
            assert_eq!(Cipher::Aes128.decrypt(&[0; 16], &vec![0; length]), None, "{length}");
        }
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_again(key in any::<[u8; 32]>(), start in any::<[u8; BLOCK]>(), plain in prop::collection::vec(any::<u8>(), 0..70)) {
            for cipher in [Cipher::Aes128, Cipher::Aes256] {
                let key = &key[..cipher.key_len()];
                let sealed = cipher.encrypt(key, &start, &plain).unwrap();
                prop_assert_eq!(&*cipher.decrypt(key, &sealed).unwrap(), &plain);
            }
            for hash in [Hash::Sha1, Hash::Sha256] {
                let mac = hash.mac(&key, &plain).unwrap();
                prop_assert!(hash.verifies(&key, &plain, &mac));
                prop_assert!(!hash.verifies(&key, &plain, &mac[1..]));
            }
        }
    }
}
