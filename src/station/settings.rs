//! Settings: a small readable file. A value that makes no sense falls back to its default, and that is said.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What is remembered from day to day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The reader that was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reader: Option<String>,
    /// Minutes without a key, a pointer or a token after which the station locks itself; 0 for never.
    pub lock_after_minutes: u32,
    /// Where backups go; beside the ledger if it is not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_folder: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            reader: None,
            lock_after_minutes: 10,
            backup_folder: None,
        }
    }
}

impl Settings {
    /// The name of the file in the data folder.
    pub const FILE: &'static str = "settings.toml";
    /// A file larger than this is none of ours.
    pub const MAX_BYTES: u64 = 64 * 1024;

    /// How long the station stays open untouched.
    #[must_use]
    pub fn lock_after(&self) -> Option<Duration> {
        (self.lock_after_minutes > 0).then(|| Duration::from_secs(u64::from(self.lock_after_minutes) * 60))
    }

    /// Where backups of the ledger in `data_dir` go.
    #[must_use]
    pub fn backup_folder(&self, data_dir: &Path) -> PathBuf {
        match &self.backup_folder {
            Some(folder) => data_dir.join(folder),
            None => data_dir.join("backups"),
        }
    }

    /// Reads the file's text.
    ///
    /// # Errors
    /// What makes it unreadable, with the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// The file's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again_and_rubbish_is_named() {
        let settings = Settings {
            reader: Some("ACS \"ACR1252\" 00 00".into()),
            lock_after_minutes: 3,
            backup_folder: Some("/mnt/stick".into()),
        };
        assert_eq!(Settings::parse(&settings.to_text()), Ok(settings));
        assert_eq!(Settings::parse("unknown = 1"), Ok(Settings::default()));
        assert!(Settings::parse("reader = 7").is_err());
    }
}
