//! Another ledger in the place of this one, or another folder instead of this one.
//!
//! For both the desk is closed first, so that nothing under way is cut off; what becomes of it is known at the door.

use std::path::PathBuf;

/// What was put back, and what became of the ledger that was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// How many enrolments are in it.
    pub enrolments: i64,
    /// When its last entry was made, Unix seconds.
    pub last_at: Option<i64>,
    /// The ledger that was there before, if there was one.
    pub set_aside: Option<PathBuf>,
}

/// How far putting a backup back came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Restore {
    /// Nobody asked for it.
    #[default]
    Idle,
    /// The operator is asked whether this file is to be the ledger.
    Asked(PathBuf),
    /// The desk is being closed for it.
    Closing(PathBuf),
    /// It is being put back.
    Working(PathBuf),
    /// It is the ledger now.
    Done(Restored),
    /// The ledger is as it was, for that reason.
    Failed(String),
}

/// What happens to it.
#[derive(Debug, Clone)]
pub enum RestoreEvent {
    /// That file was chosen.
    Chose(PathBuf),
    /// The operator said yes.
    Confirmed,
    /// The desk is closed.
    Closed,
    /// The ledger has done it, or not, in its words.
    Kept(Result<Restored, String>),
    /// The operator said no, or has read what became of it.
    Dismissed,
}

/// What it wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RestoreEffect {
    /// Close the desk.
    Close,
    /// Put that file in the place of the ledger.
    PutBack(PathBuf),
}

impl Restore {
    /// What an event makes of it.
    #[must_use]
    pub fn step(&mut self, event: RestoreEvent) -> Option<RestoreEffect> {
        match (std::mem::take(self), event) {
            (Self::Idle | Self::Asked(_) | Self::Done(_) | Self::Failed(_), RestoreEvent::Chose(file)) => {
                *self = Self::Asked(file);
                None
            }
            (Self::Asked(file), RestoreEvent::Confirmed) => {
                *self = Self::Closing(file);
                Some(RestoreEffect::Close)
            }
            (Self::Closing(file), RestoreEvent::Closed) => {
                *self = Self::Working(file.clone());
                Some(RestoreEffect::PutBack(file))
            }
            (Self::Working(_), RestoreEvent::Kept(Ok(restored))) => {
                *self = Self::Done(restored);
                None
            }
            (Self::Closing(_) | Self::Working(_), RestoreEvent::Kept(Err(why))) => {
                *self = Self::Failed(why);
                None
            }
            (Self::Asked(_) | Self::Done(_) | Self::Failed(_), RestoreEvent::Dismissed) => None,
            (as_it_was, _) => {
                *self = as_it_was;
                None
            }
        }
    }
}

/// In which folder the ledger is to be from now on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Folder {
    /// Where it is.
    #[default]
    Here,
    /// It is being looked whether that one is there, and noted down.
    Noting(PathBuf),
    /// The desk is being closed for it.
    Closing(PathBuf),
    /// That one: the desk is to be opened anew there.
    There(PathBuf),
    /// Where it is, for that reason.
    Refused(FolderRefused),
}

/// Why another folder is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FolderRefused {
    /// The desk is there already.
    Here,
    /// There is no such folder.
    NoFolder(PathBuf),
    /// It could not be noted down, in the words of what failed.
    NotNoted(String),
}

/// What happens to it.
#[derive(Debug, Clone)]
pub enum FolderEvent {
    /// That one is wanted.
    Wanted(PathBuf),
    /// It is noted down, by its whole path.
    Noted(Result<PathBuf, FolderRefused>),
    /// The desk is closed.
    Closed,
    /// It could not be opened there, in the words of what failed.
    Failed(String),
}

/// What it wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FolderEffect {
    /// Look whether it is there, and note it down.
    Note(PathBuf),
    /// Close the desk.
    Close,
}

impl Folder {
    /// What an event makes of it.
    #[must_use]
    pub fn step(&mut self, event: FolderEvent) -> Option<FolderEffect> {
        match (std::mem::take(self), event) {
            (Self::Here | Self::Refused(_), FolderEvent::Wanted(folder)) => {
                *self = Self::Noting(folder.clone());
                Some(FolderEffect::Note(folder))
            }
            (Self::Noting(_), FolderEvent::Noted(Ok(folder))) => {
                *self = Self::Closing(folder);
                Some(FolderEffect::Close)
            }
            (Self::Noting(_), FolderEvent::Noted(Err(why))) => {
                *self = Self::Refused(why);
                None
            }
            (Self::Closing(folder), FolderEvent::Closed) => {
                *self = Self::There(folder);
                None
            }
            (Self::Noting(_) | Self::There(_), FolderEvent::Failed(why)) => {
                *self = Self::Refused(FolderRefused::NotNoted(why));
                None
            }
            (as_it_was, _) => {
                *self = as_it_was;
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event() -> impl Strategy<Value = RestoreEvent> {
        prop_oneof![
            "[ab]".prop_map(|name| RestoreEvent::Chose(name.into())),
            Just(RestoreEvent::Confirmed),
            Just(RestoreEvent::Closed),
            Just(RestoreEvent::Kept(Err("no".into()))),
            Just(RestoreEvent::Kept(Ok(Restored {
                enrolments: 1,
                last_at: None,
                set_aside: None
            }))),
            Just(RestoreEvent::Dismissed),
        ]
    }

    proptest! {
        /// Nothing is put back but the file that was asked about last, after a yes and with the desk closed; and once for
        /// each yes.
        #[test]
        fn only_what_was_said_yes_to_is_put_back(events in proptest::collection::vec(event(), 0..40)) {
            let mut restore = Restore::default();
            let (mut asked, mut said, mut closed) = (None, None, false);
            for event in events {
                let before = restore.clone();
                let effect = restore.step(event.clone());
                match (&before, &event) {
                    (Restore::Closing(_) | Restore::Working(_), RestoreEvent::Chose(_)) => {}
                    (_, RestoreEvent::Chose(file)) => asked = Some(file.clone()),
                    (Restore::Asked(_), RestoreEvent::Confirmed) => (said, closed) = (asked.clone(), false),
                    (_, RestoreEvent::Closed) => closed = true,
                    _ => {}
                }
                if let Some(RestoreEffect::PutBack(file)) = effect {
                    prop_assert!(closed);
                    prop_assert_eq!(Some(file), said.take());
                }
            }
        }
    }

    #[test]
    fn another_folder_is_opened_once_it_is_noted_down_and_the_desk_closed() {
        let mut folder = Folder::default();
        let wanted = FolderEvent::Wanted("there".into());
        assert_eq!(folder.step(wanted.clone()), Some(FolderEffect::Note("there".into())));
        assert_eq!(
            folder.step(FolderEvent::Wanted("elsewhere".into())),
            None,
            "one at a time"
        );
        assert_eq!(folder.step(FolderEvent::Closed), None, "a lock by somebody else");
        let refused = FolderRefused::NoFolder("there".into());
        assert_eq!(folder.step(FolderEvent::Noted(Err(refused.clone()))), None);
        assert_eq!(folder, Folder::Refused(refused));
        assert_eq!(folder.step(wanted), Some(FolderEffect::Note("there".into())));
        assert_eq!(
            folder.step(FolderEvent::Noted(Ok("/there".into()))),
            Some(FolderEffect::Close)
        );
        assert_eq!(folder.step(FolderEvent::Closed), None);
        assert_eq!(folder, Folder::There("/there".into()));
    }
}
