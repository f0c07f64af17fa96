//! What stands behind percent signs in an `otpauth://` text, taken out of them and put behind them.
//!
//! A secret may be in it: no second copy of what is decoded stays behind.

use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

/// Without its percent signs. What is not UTF-8 then gets marks in its place, as phones do it: it is only read by people.
pub(super) fn decoded(text: &str) -> Zeroizing<String> {
    // a plain decoder would leave a second copy of the secret behind
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    bytes.extend(percent_decode_str(text));
    Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned())
}

/// Everything but the unreserved characters of RFC 3986, section 2.3, and the `@` that accounts have.
pub(super) fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}
