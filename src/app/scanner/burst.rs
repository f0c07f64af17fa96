//! What a scanner typed, in one piece.

use crate::desk::Scanned;
use crate::otp::Hidden;

/// A text that came in one piece.
#[derive(Debug)]
pub struct Burst {
    pub text: Hidden<String>,
    /// What the text is.
    pub scanned: Scanned,
    pub ended_by: Ending,
}

/// How it is known that a burst is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Enter, or CR LF in the text.
    Enter,
    Tab,
    /// Nothing more came.
    Quiet,
    /// Something else came.
    Cut,
    /// It was pasted, and is no scan.
    Pasted,
}
