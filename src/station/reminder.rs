//! When it is asked for a recovery passphrase that nobody has set: at the end of the first day, and at each start from then on.
//!
//! Whether there is one, and whether somebody has declined it for good, is the ledger's to know.

/// What is to be remembered in this run.
#[derive(Debug, Default)]
pub(super) struct Reminder {
    /// Whether the ledger was made since the desk was locked last: who has just chosen not to set one is not asked at once.
    first: bool,
    /// Whether there was none when the desk was locked.
    lacking: bool,
    /// Whether somebody has put it off until the next start.
    later: bool,
}

impl Reminder {
    /// The ledger was opened, or made.
    pub fn opened(&mut self, made: bool) {
        self.first = made && !self.lacking;
    }

    /// The desk is locked.
    pub const fn locked(&mut self, lacking: bool) {
        self.lacking = lacking;
    }

    /// It was put off.
    pub const fn put_off(&mut self) {
        self.later = true;
    }

    /// Whether it is asked where work goes on.
    pub const fn is_due(&self) -> bool {
        !self.first && !self.later
    }

    /// Whether there was none when the desk was locked.
    pub const fn was_lacking(&self) -> bool {
        self.lacking
    }
}
