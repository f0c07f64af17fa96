//! How many accounts the export of an authenticator holds, `otpauth-migration://offline?data=..`. Nothing else of it is
//! read: no token takes over several secrets.
//!
//! Behind `data=` stands a message of Protocol Buffers in base64 (RFC 4648, section 4). Its field 1, once for each account,
//! holds the account; the others say which part of how many this is.

use data_encoding::BASE64_NOPAD;
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

/// More bytes than a QR code holds, however they are escaped.
const MOST_BYTES: usize = 3 * 4096;

/// The accounts in that text; none if they cannot be counted.
#[must_use]
pub fn exported_accounts(text: &str) -> Option<u32> {
    let (_, query) = text.split_once('?').filter(|_| text.len() <= MOST_BYTES)?;
    let data = query.split('&').find_map(|pair| pair.strip_prefix("data="))?;
    let mut base64 = Zeroizing::new(Vec::with_capacity(data.len()));
    base64.extend(percent_decode_str(data).filter(|byte| *byte != b'=').map(standard));
    let mut message = Zeroizing::new(vec![0; BASE64_NOPAD.decode_len(base64.len()).ok()?]);
    BASE64_NOPAD.decode_mut(&base64, &mut message).ok()?;
    accounts(&message)
}

/// The alphabet for addresses is read as well, and a blank that stood for a plus.
const fn standard(byte: u8) -> u8 {
    match byte {
        b'-' | b' ' => b'+',
        b'_' => b'/',
        byte => byte,
    }
}

/// Walks over the fields of a message: each has a number that says which it is and how it goes on.
fn accounts(mut message: &[u8]) -> Option<u32> {
    const ACCOUNT: u64 = 1;
    let mut accounts = 0;
    while !message.is_empty() {
        let (tag, rest) = varint(message)?;
        let (field, kind) = (tag >> 3, tag & 7);
        message = match kind {
            0 => varint(rest)?.1,
            1 => rest.get(8..)?,
            2 => {
                let (length, rest) = varint(rest)?;
                rest.get(usize::try_from(length).ok()?..)?
            }
            5 => rest.get(4..)?,
            _ => return None,
        };
        accounts += u32::from(field == ACCOUNT && kind == 2);
    }
    Some(accounts)
}

/// Seven bits a byte, the lowest first; the eighth says that there are more. At most ten bytes.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (at, byte) in bytes.iter().enumerate().take(10) {
        value |= u64::from(byte & 0x7f).checked_shl(u32::try_from(at).ok()? * 7)?;
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(at + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use data_encoding::{BASE64, BASE64URL_NOPAD};
    use proptest::prelude::*;

    use super::*;

    /// An account with the secret of RFC 6238, then the numbers of the part: version, parts, this part, all of it.
    fn message(count: usize) -> Vec<u8> {
        let account = b"\x0a\x0c\x0a\x0a1234567890";
        let parts = b"\x10\x01\x18\x01\x20\x00\x28\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01";
        [account.repeat(count), parts.to_vec()].concat()
    }

    fn text(data: &str) -> String {
        format!("otpauth-migration://offline?data={data}")
    }

    #[test]
    fn accounts_are_counted_however_they_are_spelled() {
        for count in [0, 1, 2, 10] {
            let padded = BASE64.encode(&message(count));
            let escaped = padded.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
            for data in [
                padded.clone(),
                escaped,
                padded.replace('+', " "),
                BASE64URL_NOPAD.encode(&message(count)),
                format!("{padded}&more=1"),
            ] {
                assert_eq!(exported_accounts(&text(&data)), u32::try_from(count).ok(), "{data}");
            }
        }
    }

    #[test]
    fn what_is_no_export_has_no_count() {
        let long = BASE64.encode(&message(700));
        let cut = BASE64.encode(&message(2)[..20]);
        for data in ["CjEK", "not base64!", "A", &long, &cut, "Cw==", "////////////////////"] {
            assert_eq!(exported_accounts(&text(data)), None, "{data}");
        }
        for text in ["", "otpauth-migration://offline", "otpauth-migration://offline?date=Cg"] {
            assert_eq!(exported_accounts(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_message_is_counted_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let accounts = exported_accounts(&text(&BASE64.encode(&bytes)));
            prop_assert!(accounts.is_none_or(|accounts| accounts as usize <= bytes.len() / 2));
        }

        #[test]
        fn any_text_is_counted_or_refused(text in "\\PC{0,80}") {
            let _ = exported_accounts(&text);
        }
    }
}
