//! What is looked at, and what is found in it.

use zeroize::Zeroizing;

use crate::otp::Hidden;

/// What a screen shows, or a picture in the clipboard; wiped when dropped.
pub struct Pixels {
    /// Pixels a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Row after row from the top, four bytes a pixel: red, green, blue, and 255.
    pub rgba: Zeroizing<Vec<u8>>,
}

/// The size, not the content: a secret may be in it.
impl std::fmt::Debug for Pixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pixels({} x {})", self.width, self.height)
    }
}

/// The codes in a picture, each text once, in the order in which a page is read.
#[derive(Debug, Default)]
pub struct Found {
    /// Empty where there is no code, or none that can be read.
    pub symbols: Vec<Symbol>,
}

/// A code in a picture.
#[derive(Debug)]
pub struct Symbol {
    /// Of which kind it is.
    pub kind: SymbolKind,
    /// What it says: a secret, perhaps.
    pub text: Hidden<String>,
}

/// The kinds of codes that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SymbolKind {
    /// A QR code.
    Qr,
    /// A barcode of lines: Code 128 or Code 39.
    Barcode,
}
