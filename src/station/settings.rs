//! Settings: a small readable file.

mod edit;
mod file;
pub(super) mod names;
pub(super) mod unread;
mod values;

pub(super) use file::SettingsFile;
pub use file::{SettingsTrouble, UnreadPart};
pub use names::read_domain;
pub use unread::Unread;
pub use values::{ClockLimit, Comparing, DisplaySeconds, FileRows, Licence, Settings, Theme, TokenMinutes, Zoom};
