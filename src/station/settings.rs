//! Settings: a small readable file. A value that makes no sense falls back to its default, and that is said.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What is remembered from day to day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// The reader that was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reader: Option<String>,
    /// Minutes without a key, a pointer or a token after which the station locks itself; 0 for never.
    pub lock_after_minutes: u32,
    /// Where backups go; beside the ledger if it is not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_folder: Option<PathBuf>,
    /// Light or dark.
    pub theme: Theme,
    /// How large everything is drawn, in percent.
    pub zoom: Zoom,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system is.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];
}

/// How large everything is drawn: 80 to 200 percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Zoom(u32);

impl Zoom {
    /// The steps that are offered.
    pub const STEPS: [Self; 7] = [
        Self(80),
        Self(90),
        Self(100),
        Self(125),
        Self(150),
        Self(175),
        Self(200),
    ];

    /// In percent.
    #[must_use]
    pub const fn percent(self) -> u32 {
        self.0
    }
}

impl Default for Zoom {
    fn default() -> Self {
        Self(100)
    }
}

impl TryFrom<u32> for Zoom {
    type Error = &'static str;

    fn try_from(percent: u32) -> Result<Self, Self::Error> {
        if (80..=200).contains(&percent) {
            Ok(Self(percent))
        } else {
            Err("80 to 200 percent")
        }
    }
}

impl From<Zoom> for u32 {
    fn from(zoom: Zoom) -> Self {
        zoom.0
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            reader: None,
            lock_after_minutes: 10,
            backup_folder: None,
            theme: Theme::default(),
            zoom: Zoom::default(),
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

    /// Reads the file's text. What makes no sense counts as not set, and its name is in the second part.
    #[must_use]
    pub fn read(text: &str) -> (Self, Vec<String>) {
        let mut table: toml::Table = match text.parse() {
            Ok(table) => table,
            Err(error) => return (Self::default(), vec![error.to_string()]),
        };
        let mut wrong = Vec::new();
        let usual = Self::default();
        let settings = Self {
            reader: field(&mut table, "reader", &mut wrong),
            lock_after_minutes: field(&mut table, "lock_after_minutes", &mut wrong).unwrap_or(usual.lock_after_minutes),
            backup_folder: field(&mut table, "backup_folder", &mut wrong),
            theme: field(&mut table, "theme", &mut wrong).unwrap_or(usual.theme),
            zoom: field(&mut table, "zoom", &mut wrong).unwrap_or(usual.zoom),
        };
        (settings, wrong)
    }

    /// The file's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }
}

fn field<T: DeserializeOwned>(table: &mut toml::Table, name: &str, wrong: &mut Vec<String>) -> Option<T> {
    let value = table.remove(name)?.try_into();
    if value.is_err() {
        wrong.push(name.to_owned());
    }
    value.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again() {
        let settings = Settings {
            reader: Some("ACS \"ACR1252\" 00 00".into()),
            lock_after_minutes: 3,
            backup_folder: Some("/mnt/stick".into()),
            theme: Theme::Dark,
            zoom: Zoom(150),
        };
        assert_eq!(Settings::read(&settings.to_text()), (settings, vec![]));
        assert_eq!(Settings::read("unknown = 1"), (Settings::default(), vec![]));
    }

    #[test]
    fn a_broken_value_is_named_and_takes_no_other_with_it() {
        let (settings, wrong) = Settings::read("reader = 7\nzoom = 1000\ntheme = \"pink\"\nlock_after_minutes = 5");
        assert_eq!(wrong, ["reader", "theme", "zoom"]);
        let expected = Settings {
            lock_after_minutes: 5,
            ..Settings::default()
        };
        assert_eq!(settings, expected);
        let (settings, wrong) = Settings::read("reader = ");
        assert_eq!((settings, wrong.len()), (Settings::default(), 1));
    }
}
