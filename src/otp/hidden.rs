//! Text and bytes that are a secret, or hold one.

use std::ops::Deref;

use zeroize::{Zeroize, Zeroizing};

/// Wiped when dropped, and its `Debug` shows nothing: for secrets, codes and files on their way through messages.
#[derive(Default)]
pub struct Hidden<T: Zeroize>(Zeroizing<T>);

impl<T: Zeroize> From<T> for Hidden<T> {
    fn from(value: T) -> Self {
        Self(Zeroizing::new(value))
    }
}

impl<T: Zeroize> Deref for Hidden<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> std::fmt::Debug for Hidden<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("hidden")
    }
}
