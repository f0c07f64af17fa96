//! Practice: a day of five people in the demo, with a mishap of each kind among them.
//!
//! The guide is a machine that is told what the station and the tray show, and says what is to be done next. It reads and
//! never does: it answers no question, writes nothing and types nothing, and the real program has none. `day` is what is
//! practised, `shown` what the guide gets to see, `guide` the machine, `kept` what outlasts the program, `folder` where the
//! demo's ledger and that are kept, `line` how it is drawn above the tray, `keys` the keys of the tray.

mod day;
mod folder;
mod guide;
#[cfg(test)]
mod guide_tests;
mod kept;
pub(super) mod keys;
mod line;
mod shown;

pub use folder::Folder;
pub use kept::Kept;
pub(super) use line::Practice;
