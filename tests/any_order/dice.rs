//! Bytes as a source of decisions: a random test, a shrunk failure and the fuzzer all drive the same walk.

/// Decides until its bytes are used up; from then on everything is the first of its choices.
pub struct Dice<'b>(&'b [u8]);

impl<'b> Dice<'b> {
    pub const fn of(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    pub fn roll(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// One of so many.
    pub fn pick(&mut self, choices: usize) -> usize {
        usize::from(self.roll().unwrap_or(0)) % choices
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.pick(times) == times - 1
    }
}
