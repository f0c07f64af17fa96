//! The demo's own folder. Never a real ledger's: it has a name of its own, and what is in it is thrown away when no day is
//! under way.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Sender};

use super::kept::Kept;
use crate::disk::{self, Lock};

/// The folder of a demo that runs.
#[derive(Debug)]
pub struct Folder {
    place: Place,
    kept: Kept,
}

#[derive(Debug)]
enum Place {
    /// Kept while a day is under way; one demo at a time.
    Own { folder: PathBuf, _lock: Lock },
    /// Beside another demo, or where there is no such folder: gone at the end.
    Passing(tempfile::TempDir),
}

/// The longest text that is kept.
const MOST: u64 = 4096;

impl Folder {
    /// The demo's folder at that place, with the day that was left in it; another one for this time alone if it cannot be
    /// had.
    ///
    /// # Errors
    /// Why there can be no folder at all, in words.
    pub fn open(own: Option<&Path>) -> Result<Self, String> {
        let own = own.and_then(|folder| match Self::own(folder) {
            Ok(own) => Some(own),
            Err(error) => {
                tracing::info!(error, "this demo keeps nothing");
                None
            }
        });
        own.map_or_else(Self::passing, Ok)
    }

    fn own(folder: &Path) -> Result<Self, String> {
        disk::make_folder(folder).map_err(|error| disk::words(&error).to_string())?;
        let lock = Lock::take(&folder.join("demo.lock")).map_err(|error| error.to_string())?;
        let kept = disk::read_up_to(&day_in(folder), MOST).unwrap_or_default();
        let kept = Kept::of_text(&String::from_utf8_lossy(&kept));
        let place = Place::Own {
            folder: folder.to_owned(),
            _lock: lock,
        };
        if kept.is_begun() {
            return Ok(Self { place, kept });
        }
        throw_away(folder).map_err(|error| disk::words(&error).to_string())?;
        let kept = Kept::default();
        Ok(Self { place, kept })
    }

    fn passing() -> Result<Self, String> {
        let folder = tempfile::Builder::new()
            .prefix("tapdesk-demo-")
            .tempdir()
            .map_err(|error| format!("there can be no folder for the demo: {}", disk::words(&error)))?;
        Ok(Self {
            place: Place::Passing(folder),
            kept: Kept::default(),
        })
    }

    /// Where the ledger is.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        data_in(self.path())
    }

    /// The day that was left.
    #[must_use]
    pub const fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Keeps how far the day comes, on a thread of its own that ends with what it returns.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn keeper(&self) -> std::io::Result<Sender<Kept>> {
        let (sender, kept) = mpsc::channel::<Kept>();
        let path = day_in(self.path());
        std::thread::Builder::new().name("practice".into()).spawn(move || {
            for kept in kept {
                if let Err(error) = disk::replace(&path, kept.to_text().as_bytes()) {
                    tracing::warn!(%error, "the practice could not be kept");
                }
            }
        })?;
        Ok(sender)
    }

    fn path(&self) -> &Path {
        match &self.place {
            Place::Own { folder, .. } => folder,
            Place::Passing(folder) => folder.path(),
        }
    }
}

impl Drop for Folder {
    /// What cannot be thrown away now is at the next start.
    fn drop(&mut self) {
        if let Place::Own { folder, .. } = &self.place {
            let kept = disk::read_up_to(&day_in(folder), MOST).unwrap_or_default();
            if !Kept::of_text(&String::from_utf8_lossy(&kept)).is_begun() {
                let _ = throw_away(folder);
            }
        }
    }
}

fn day_in(folder: &Path) -> PathBuf {
    folder.join("practice")
}

fn data_in(folder: &Path) -> PathBuf {
    folder.join("data")
}

/// The ledger first: without its day it is thrown away the next time.
fn throw_away(folder: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(data_in(folder)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    disk::remove(&day_in(folder))
}

#[cfg(test)]
mod tests {
    use super::super::kept::Phase;
    use super::*;

    fn kept_day(folder: &Path, phase: Phase) {
        let kept = Kept {
            phase,
            taken: 7,
            ..Kept::default()
        };
        fs::create_dir_all(data_in(folder)).unwrap();
        fs::write(data_in(folder).join("ledger"), b"rows").unwrap();
        fs::write(day_in(folder), kept.to_text()).unwrap();
    }

    #[test]
    fn a_day_under_way_keeps_the_ledger_and_any_other_does_not() {
        for (phase, stays) in [
            (Phase::Offered, false),
            (Phase::UnderWay, true),
            (Phase::Left, true),
            (Phase::Done, false),
        ] {
            let home = tempfile::tempdir().unwrap();
            let own = home.path().join("demo");
            kept_day(&own, phase);
            let folder = Folder::open(Some(&own)).unwrap();
            assert_eq!(folder.data().join("ledger").exists(), stays, "{phase:?}");
            assert_eq!(folder.kept().taken() == 7, stays, "{phase:?}");
            drop(folder);
            assert_eq!(data_in(&own).exists(), stays, "{phase:?}");
        }
    }

    #[test]
    fn a_day_that_ended_takes_its_ledger_with_it() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::open(Some(home.path())).unwrap();
        kept_day(home.path(), Phase::Done);
        drop(folder);
        assert!(!data_in(home.path()).exists() && !day_in(home.path()).exists());
    }

    #[test]
    fn two_demos_have_a_folder_each() {
        let home = tempfile::tempdir().unwrap();
        kept_day(home.path(), Phase::UnderWay);
        let first = Folder::open(Some(home.path())).unwrap();
        let second = Folder::open(Some(home.path())).unwrap();
        assert_ne!(first.data(), second.data());
        assert_eq!(second.kept(), &Kept::default());
        let passing = second.path().to_owned();
        drop(second);
        assert!(!passing.exists());
        assert!(first.data().exists());
        assert!(Folder::open(None).unwrap().kept() == &Kept::default());
    }

    #[test]
    fn what_is_sent_is_kept_for_the_next_start() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::open(Some(home.path())).unwrap();
        let kept = Kept {
            phase: Phase::Left,
            taken: 3,
            ..Kept::default()
        };
        let keeper = folder.keeper().unwrap();
        keeper.send(kept.clone()).unwrap();
        drop(keeper);
        while disk::read_up_to(&day_in(home.path()), MOST).is_err() {
            std::thread::yield_now();
        }
        drop(folder);
        assert_eq!(Folder::open(Some(home.path())).unwrap().kept(), &kept);
    }
}
