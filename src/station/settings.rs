//! Settings: a small readable file. A value that makes no sense falls back to its default, and that is said.

use serde::{Deserialize, Serialize};

/// What is remembered from day to day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The reader that was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reader: Option<String>,
}

impl Settings {
    /// The name of the file in the data folder.
    pub const FILE: &'static str = "settings.toml";
    /// A file larger than this is none of ours.
    pub const MAX_BYTES: u64 = 64 * 1024;

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
        };
        assert_eq!(Settings::parse(&settings.to_text()), Ok(settings));
        assert_eq!(Settings::parse("unknown = 1"), Ok(Settings::default()));
        assert!(Settings::parse("reader = 7").is_err());
    }
}
