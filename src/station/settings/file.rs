//! The file of the settings. What somebody wrote into it stays: a change is made where the setting stands, and a file that
//! cannot be read, or a part of it, is kept aside before it is written anew.

use std::io::ErrorKind;
use std::path::PathBuf;

use thiserror::Error;

use super::edit::edited;
use super::values::Settings;
use crate::disk::{self, PlaceError};
use crate::export;

/// Why the settings are not what somebody meant.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SettingsTrouble {
    /// The file, or a part of it, could not be read. What guards something counts at its strictest then.
    #[error(
        "{unread}. Such settings count as not set, and those that guard something at their strictest, until they are set \
         under Station. {}", kept_words(.kept.as_deref())
    )]
    NotRead {
        /// What of it.
        unread: UnreadPart,
        /// Under which name the file as it was is kept already; else it is when the settings are changed.
        kept: Option<String>,
    },
    /// They could not be written, in the words of what failed.
    #[error("{0}")]
    NotKept(String),
}

/// What of the file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UnreadPart {
    /// The file, in the words of the room below.
    #[error("{} cannot be read: {}", Settings::FILE, .0)]
    File(&'static str),
    /// It is larger than any settings.
    #[error("{} is far too large to be the settings", Settings::FILE)]
    TooLarge,
    /// All of it.
    #[error("Nothing in {} can be read", Settings::FILE)]
    All,
    /// Some of its characters. What is set there was understood all the same.
    #[error("{} has characters that cannot be read", Settings::FILE)]
    Characters,
    /// Settings by their names, and lines.
    #[error("Not understood in {}: {}", Settings::FILE, .0.join(", "))]
    Named(Vec<String>),
}

fn kept_words(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("The file as it was is kept as {name}."),
        None => "The file is kept when they are changed.".to_owned(),
    }
}

/// The file, and what is known of its content.
pub(in crate::station) struct SettingsFile {
    data_dir: PathBuf,
    /// What it said when it was read or written last.
    known: Settings,
    /// The names of what stands there and means nothing.
    anew: Vec<String>,
}

/// What is to be found under the file's name.
enum Found {
    Nothing,
    Bytes(Vec<u8>),
    TooLarge,
    Unreadable(&'static str),
}

impl SettingsFile {
    pub fn new(data_dir: PathBuf) -> Self {
        Self {
            data_dir,
            known: Settings::default(),
            anew: vec![],
        }
    }

    pub fn load(&mut self) -> (Settings, Option<SettingsTrouble>) {
        let (settings, trouble) = match self.find() {
            Found::Nothing => (Settings::default(), None),
            Found::Bytes(bytes) => self.read(&bytes),
            Found::TooLarge => unreadable(UnreadPart::TooLarge),
            Found::Unreadable(why) => unreadable(UnreadPart::File(why)),
        };
        self.known = settings.clone();
        (settings, trouble)
    }

    /// Writes what differs from what was read or written last. What cannot be changed in place is kept aside first.
    ///
    /// # Errors
    /// [`PlaceError`]; the file is as it was, or aside.
    pub fn keep(&mut self, settings: &Settings) -> Result<(), PlaceError> {
        let text = match self.find() {
            Found::Nothing => None,
            Found::Bytes(bytes) => {
                let edited = text_of(&bytes).and_then(|text| edited(&text, &self.known, settings, &self.anew));
                if edited.is_none() && self.keep_aside(&bytes).is_err() {
                    self.move_aside()?;
                }
                edited
            }
            Found::TooLarge | Found::Unreadable(_) => {
                self.move_aside()?;
                None
            }
        };
        let text = text.unwrap_or_else(|| settings.to_text());
        disk::replace(&self.path(), text.as_bytes())?;
        self.known = settings.clone();
        self.anew.clear();
        Ok(())
    }

    fn find(&self) -> Found {
        match disk::read_up_to(&self.path(), Settings::MAX_BYTES) {
            Err(error) if error.kind() == ErrorKind::NotFound => Found::Nothing,
            Err(error) => Found::Unreadable(disk::words(&error)),
            Ok(bytes) if bytes.len() as u64 > Settings::MAX_BYTES => Found::TooLarge,
            Ok(bytes) => Found::Bytes(bytes.to_vec()),
        }
    }

    /// What of the bytes can be read.
    fn read(&mut self, bytes: &[u8]) -> (Settings, Option<SettingsTrouble>) {
        let Some(text) = decoded(bytes) else {
            return self.kept(bytes, Settings::unreadable(), UnreadPart::All);
        };
        let (settings, wrong) = Settings::read(&text);
        if !wrong.is_empty() {
            // what has no strictest value is noted there
            self.anew = [wrong.as_slice(), &["unread".to_owned()]].concat();
            return self.kept(bytes, settings, UnreadPart::Named(wrong));
        }
        if is_whole(&text) {
            (settings, None)
        } else {
            self.kept(bytes, settings, UnreadPart::Characters)
        }
    }

    fn kept(&self, bytes: &[u8], settings: Settings, unread: UnreadPart) -> (Settings, Option<SettingsTrouble>) {
        let kept = self.keep_aside(bytes).inspect_err(|error| {
            tracing::warn!(%error, "the broken settings could not be kept aside");
        });
        let kept = kept.ok();
        (settings, Some(SettingsTrouble::NotRead { unread, kept }))
    }

    /// Copies it under a name that is free, unless it is kept already.
    fn keep_aside(&self, bytes: &[u8]) -> Result<String, PlaceError> {
        let mut names = (1..100).map(|number| disk::numbered(&self.aside(), number));
        let holds_it = |path: &PathBuf| std::fs::read(path).is_ok_and(|kept| kept == bytes);
        let fits = |path: &PathBuf| !matches!(path.try_exists(), Ok(true)) || holds_it(path);
        let path = names.find(fits).ok_or(PlaceError::Exists)?;
        if !holds_it(&path) {
            disk::place_plain(&path, bytes)?;
        }
        Ok(path.file_name().unwrap_or_default().to_string_lossy().into_owned())
    }

    fn move_aside(&self) -> Result<(), PlaceError> {
        Ok(disk::rename(&self.path(), &disk::free_beside(&self.aside()))?)
    }

    fn path(&self) -> PathBuf {
        self.data_dir.join(Settings::FILE)
    }

    fn aside(&self) -> PathBuf {
        self.data_dir.join(format!("{}.broken", Settings::FILE))
    }
}

fn unreadable(unread: UnreadPart) -> (Settings, Option<SettingsTrouble>) {
    (
        Settings::unreadable(),
        Some(SettingsTrouble::NotRead { unread, kept: None }),
    )
}

/// The text, if there is any.
fn decoded(bytes: &[u8]) -> Option<String> {
    export::decode(bytes).filter(|text| !text.trim().is_empty())
}

fn is_whole(text: &str) -> bool {
    !text.contains(char::REPLACEMENT_CHARACTER)
}

/// A text in which nothing is lost when it is written again.
fn text_of(bytes: &[u8]) -> Option<String> {
    decoded(bytes).filter(|text| is_whole(text))
}
