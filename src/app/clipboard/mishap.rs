//! What keeps a text from being copied or pasted.
//!
//! It is told by whoever finds it, the thread of the clipboard or the window, and said at the next look.

/// Why nothing was copied or pasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// The clipboard is empty or holds no text.
    NoText,
    /// Its owner does not answer.
    NoAnswer,
    /// It cannot be read.
    Unreadable,
    /// By the time the text came another field had the focus.
    TooLate,
    /// No field has the focus, and the text is nothing for the desk.
    NoField,
    /// It did not take what was copied.
    NotCopied,
    /// It did not take what was cut.
    NotCut,
}
