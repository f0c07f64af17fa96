//! What a scanned text is, and so where it belongs.
//!
//! A scanner is a keyboard: it types a serial, a UPN or the text of a QR code into whatever has the focus. Here a text
//! is told by what it holds, the things that people scan by mistake get their names, and a scanner that types with
//! another layout than the computer expects is recognised by its garbled text. How keys become a text is the window's
//! matter, and what is done with one the flow's.

mod garbled;
mod layout;
mod misfit;
mod spelled;

pub use layout::Layout;
pub use misfit::Misfit;
pub use spelled::Scanned;

use crate::otp::unwrapped;

impl Scanned {
    /// Says what `text` is; blanks around it do not count, nor what else is [wrapped](unwrapped()) around it.
    #[must_use]
    pub fn recognise(text: &str) -> Self {
        let bare = unwrapped(text);
        let found = Self::as_spelled(&bare);
        let layout = match &found {
            Self::Text if is_path(text.trim()) => None,
            // what looks like a wrapper may be garbled as well
            Self::Text if text.contains(bare.as_str()) => Layout::of(text.trim()).or_else(|| Layout::of(&bare)),
            Self::Text => Layout::of(&bare),
            // a layout may leave the beginning as it is
            Self::Otpauth(read) => Layout::behind_otpauth(&bare, read),
            _ => None,
        };
        layout.map_or(found, Self::WrongLayout)
    }
}

/// Whether a text names a file in a folder, with its ending: whatever those are called, no scanner garbled it.
fn is_path(text: &str) -> bool {
    let begins = text.starts_with(['/', '~']) || text.starts_with("\\\\") || text.get(1..3) == Some(":\\");
    let in_a_folder = text.matches(['/', '\\']).count() >= 2;
    let ending = text.rsplit_once('.').map_or("", |(_, ending)| ending);
    let has_ending = (2..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_lowercase());
    begins && in_a_folder && has_ending
}

#[cfg(test)]
mod tests;
