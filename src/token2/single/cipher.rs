//! SM4 (GB/T 32907) as the tokens use it: ECB for secrets, CBC-MAC for writes.

use cbc_mac::{CbcMac, KeyInit, Mac};
use ecb::cipher::{Array, BlockModeDecrypt, BlockModeEncrypt};
use sm4::Sm4;
use zeroize::Zeroizing;

/// The same in every token, and published by the vendor.
const DEVICE_KEY: [u8; 16] = [
    0x8A, 0xD2, 0x06, 0x88, 0x3C, 0xA3, 0x69, 0x48, 0x2A, 0xB2, 0x71, 0x82, 0xB6, 0xE8, 0x32, 0x24,
];

/// The bytes of an SM4 block.
pub(super) const BLOCK: usize = 16;

/// Encrypts whole blocks; a last piece shorter than a block is filled with zeros.
pub(super) fn encrypt(plain: &[u8]) -> Vec<u8> {
    let mut mode = ecb::Encryptor::<Sm4>::new(&DEVICE_KEY.into());
    transform(plain, |block| mode.encrypt_block(block))
}

/// Decrypts whole blocks; a last piece shorter than a block is filled with zeros.
pub(super) fn decrypt(sealed: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut mode = ecb::Decryptor::<Sm4>::new(&DEVICE_KEY.into());
    Zeroizing::new(transform(sealed, |block| mode.decrypt_block(block)))
}

fn transform(input: &[u8], mut each: impl FnMut(&mut Array<u8, sm4::cipher::consts::U16>)) -> Vec<u8> {
    let mut out = Vec::with_capacity(input.len().next_multiple_of(BLOCK));
    for piece in input.chunks(BLOCK) {
        let mut block = Array::from([0; BLOCK]);
        block.iter_mut().zip(piece).for_each(|(to, from)| *to = *from);
        each(&mut block);
        out.extend_from_slice(&block);
        zeroize::Zeroize::zeroize(block.as_mut_slice());
    }
    out
}

/// The first four bytes of the SM4-CBC-MAC with zero IV.
///
/// Input that is no multiple of 16 gets `80` and zeros (the crate adds the zeros); aligned input gets nothing.
pub(super) fn mac(input: &[u8]) -> [u8; 4] {
    let mut mac = CbcMac::<Sm4>::new(&DEVICE_KEY.into());
    mac.update(input);
    if !input.len().is_multiple_of(BLOCK) {
        mac.update(&[0x80]);
    }
    let full = mac.finalize().into_bytes();
    let mut short = [0; 4];
    short.iter_mut().zip(full).for_each(|(to, from)| *to = from);
    short
}

/// Seed padding: always `80`, then zeros to a whole block, so an aligned seed grows by one block.
pub(super) fn pad_seed(seed: &[u8]) -> Zeroizing<Vec<u8>> {
    let whole = (seed.len() + 1).next_multiple_of(BLOCK);
    let mut padded = Zeroizing::new(Vec::with_capacity(whole));
    padded.extend_from_slice(seed);
    padded.push(0x80);
    padded.resize(whole, 0);
    padded
}

/// Undoes [`pad_seed`]; `None` when the padding is not what it wrote.
pub(super) fn unpad_seed(padded: &[u8]) -> Option<&[u8]> {
    let last = padded.iter().rposition(|byte| *byte != 0)?;
    let (seed, rest) = padded.split_at_checked(last)?;
    (rest.first() == Some(&0x80) && rest.len() <= BLOCK && padded.len().is_multiple_of(BLOCK)).then_some(seed)
}
