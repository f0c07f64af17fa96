//! The import of a list of people as a machine: the file is read, the operator looks at its columns, the people are taken
//! out of it and kept.
//!
//! Rules that this file keeps, whatever the order of answers: a list without a single person changes nothing; what is told
//! of another import than the one under way changes nothing of this one; what is being kept is not given up for another file.
//! How a list is read is told by [`ListFile`], so nothing here knows a format.

use std::fmt::{Debug, Display};
use std::path::PathBuf;

use thiserror::Error;

use super::{Person, Roster, UpnError};

/// A list that was read, as this job sees it.
pub trait ListFile: Debug {
    /// Which of its columns holds what.
    type Columns: Debug;
    /// Why a file is no list of people.
    type Refused: Debug + Display;
}

/// The number of an import in this run: answers to an earlier one are told by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportId(u64);

/// What the ledger is asked: keep this list of people instead of the one before.
#[derive(Debug)]
pub struct KeepPeople {
    /// By which import.
    pub id: ImportId,
    /// The people, in the order of the file.
    pub people: Vec<Person>,
}

/// What the ledger answers.
#[derive(Debug)]
pub enum PeopleKept {
    /// The list, as it stands there now.
    Kept(ImportId, Roster),
    /// It was not kept, in the ledger's words; the list before is still there.
    Failed(String),
}

/// What is asked of the files.
#[derive(Debug)]
pub enum FileOfImport<L: ListFile> {
    /// Read a list.
    Read(ImportId, PathBuf),
    /// Take the people out of it, with these columns.
    Take(ImportId, Box<L>, L::Columns),
}

/// A list that was read, and its columns as guessed; or why not.
pub type ReadList<L> = Result<(Box<L>, <L as ListFile>::Columns), ImportTrouble<<L as ListFile>::Refused>>;

/// What came of it.
#[derive(Debug)]
pub enum ImportFiled<L: ListFile> {
    /// To [`FileOfImport::Read`].
    Read(ImportId, ReadList<L>),
    /// To [`FileOfImport::Take`].
    Taken(ImportId, Imported),
}

/// Why a row is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SkipReason {
    /// Its UPN is blank.
    #[error("this row has no UPN")]
    NoUpn,
    /// Its UPN is none.
    #[error(transparent)]
    NotUpn(UpnError),
    /// Its UPN has `#EXT#`.
    #[error("this is a guest account, and Entra ID takes no hardware tokens for guests")]
    Guest,
    /// Its UPN stood further up.
    #[error("this UPN stands further up already")]
    Twice,
    /// Where a cell ends cannot be known.
    #[error("a quotation mark is opened on this line and not closed")]
    OpenQuote,
    /// Nothing is known of it.
    #[error("this line stands above the headings")]
    AboveHeadings,
}

/// A row that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skipped {
    /// The line on which it begins, counted from 1.
    pub line: u64,
    /// The reason, one for each row: the first that is found.
    pub why: SkipReason,
}

/// What the lines of a file are that are no row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lines {
    /// All of them, those of rows too.
    pub all: u64,
    /// The headings, and what programs put above them.
    pub headings: u64,
    /// Without anything but blanks and delimiters.
    pub blank: u64,
    /// Those that go on with the row above them.
    pub joined: u64,
}

/// What a list gives. Every line of the file is counted once: the people, those that are left out, and [`Lines`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The people, in the order of the rows.
    pub people: Vec<Person>,
    /// The rows that are left out, in their order.
    pub skipped: Vec<Skipped>,
    /// How many people have no badge because a spreadsheet made a number like 8.65962E+12 of it, whose digits are gone.
    pub damaged_badges: usize,
    /// The lines that are no row.
    pub lines: Lines,
}

/// Why a list of people was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ImportTrouble<R: Debug + Display> {
    /// The file cannot be read, in the words of the room that tried.
    #[error("the file cannot be read: {0}")]
    File(&'static str),
    /// It is no list of people.
    #[error("{0}")]
    NoList(R),
    /// It has no line of a person who can get a token.
    #[error("no line of the file is of a person who can get a token")]
    Nobody,
    /// A part that was asked has failed, in its own words.
    #[error("{0}")]
    Part(String),
}

/// How far an import came.
#[derive(Debug)]
pub enum ImportStage<L: ListFile> {
    /// None was asked for.
    Idle,
    /// The file is being read, or the people taken out of it.
    Working,
    /// It was read; the operator looks at its columns.
    Read(Box<L>, L::Columns),
    /// The people are being kept.
    Keeping(Imported),
    /// They are kept.
    Done {
        /// How many people.
        people: usize,
        /// What else was in the file.
        imported: Imported,
    },
    /// Nothing was changed.
    Failed(ImportTrouble<L::Refused>),
}

/// What happens to an import.
#[derive(Debug)]
pub enum ImportEvent<L: ListFile> {
    /// The operator has chosen a file.
    Chosen(PathBuf),
    /// The operator wants the people of the list that was read, with these columns.
    Accepted(L::Columns),
    /// Not, or the result was read.
    Dismissed,
    /// From the files.
    Filed(ImportFiled<L>),
    /// From the ledger.
    Kept(PeopleKept),
    /// A part that may have had it in hand has ended by a fault, in its words.
    PartDied(String),
}

/// What is to be done.
#[derive(Debug)]
pub enum ImportEffect<L: ListFile> {
    /// By the files.
    File(FileOfImport<L>),
    /// By the ledger.
    Keep(KeepPeople),
    /// This is the list from now on.
    Use(Roster),
}

/// The import under way, and what the last one left out. [`Import::step`] takes every event.
#[derive(Debug)]
pub struct Import<L: ListFile> {
    id: ImportId,
    stage: ImportStage<L>,
    left_out: Vec<Skipped>,
}

impl<L: ListFile> Default for Import<L> {
    fn default() -> Self {
        Self::counting_from(ImportId::default())
    }
}

type Effects<L> = Vec<ImportEffect<L>>;

impl<L: ListFile> Import<L> {
    const fn counting_from(id: ImportId) -> Self {
        Self {
            id,
            stage: ImportStage::Idle,
            left_out: vec![],
        }
    }

    /// Of a desk that was closed: what was asked for this one is not taken for what the next asks for.
    #[must_use]
    pub const fn anew(&self) -> Self {
        Self::counting_from(self.id)
    }

    /// How far it came.
    #[must_use]
    pub const fn stage(&self) -> &ImportStage<L> {
        &self.stage
    }

    /// The lines that the last import left out, however it ended.
    #[must_use]
    pub fn left_out(&self) -> &[Skipped] {
        &self.left_out
    }

    /// Takes what happened and says what is to be done.
    pub fn step(&mut self, event: ImportEvent<L>) -> Effects<L> {
        match event {
            ImportEvent::Chosen(path) => self.begin(path),
            ImportEvent::Accepted(columns) => self.take(columns),
            ImportEvent::Dismissed => {
                if !matches!(self.stage, ImportStage::Keeping(_)) {
                    self.stage = ImportStage::Idle;
                    self.left_out.clear();
                }
                vec![]
            }
            ImportEvent::Filed(ImportFiled::Read(id, read)) if self.works_on(id) => {
                self.stage = match read {
                    Ok((file, columns)) => ImportStage::Read(file, columns),
                    Err(why) => ImportStage::Failed(why),
                };
                vec![]
            }
            ImportEvent::Filed(ImportFiled::Taken(id, imported)) if self.works_on(id) => self.keep(imported),
            ImportEvent::Filed(_) => vec![],
            ImportEvent::Kept(PeopleKept::Kept(id, roster)) => self.kept(id, roster),
            ImportEvent::Kept(PeopleKept::Failed(why)) => {
                if matches!(self.stage, ImportStage::Keeping(_)) {
                    self.stage = ImportStage::Failed(ImportTrouble::Part(why));
                }
                vec![]
            }
            ImportEvent::PartDied(why) => {
                if matches!(self.stage, ImportStage::Working | ImportStage::Keeping(_)) {
                    self.stage = ImportStage::Failed(ImportTrouble::Part(why));
                }
                vec![]
            }
        }
    }

    fn works_on(&self, id: ImportId) -> bool {
        self.id == id && matches!(self.stage, ImportStage::Working)
    }

    fn begin(&mut self, path: PathBuf) -> Effects<L> {
        if matches!(self.stage, ImportStage::Keeping(_)) {
            return vec![];
        }
        self.id = ImportId(self.id.0 + 1);
        self.stage = ImportStage::Working;
        self.left_out.clear();
        vec![ImportEffect::File(FileOfImport::Read(self.id, path))]
    }

    fn take(&mut self, columns: L::Columns) -> Effects<L> {
        match std::mem::replace(&mut self.stage, ImportStage::Working) {
            ImportStage::Read(file, _) => vec![ImportEffect::File(FileOfImport::Take(self.id, file, columns))],
            other => {
                self.stage = other;
                vec![]
            }
        }
    }

    fn keep(&mut self, mut imported: Imported) -> Effects<L> {
        let people = std::mem::take(&mut imported.people);
        self.left_out.clone_from(&imported.skipped);
        if people.is_empty() {
            self.stage = ImportStage::Failed(ImportTrouble::Nobody);
            return vec![];
        }
        self.stage = ImportStage::Keeping(imported);
        vec![ImportEffect::Keep(KeepPeople { id: self.id, people })]
    }

    fn kept(&mut self, id: ImportId, roster: Roster) -> Effects<L> {
        match std::mem::replace(&mut self.stage, ImportStage::Idle) {
            ImportStage::Keeping(imported) if self.id == id => {
                self.stage = ImportStage::Done {
                    people: roster.len(),
                    imported,
                };
                vec![ImportEffect::Use(roster)]
            }
            other => {
                self.stage = other;
                vec![]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::desk::Upn;

    #[derive(Debug)]
    struct List;

    impl ListFile for List {
        type Columns = ();
        type Refused = String;
    }

    fn anna() -> Person {
        Person {
            upn: Upn::parse("anna@example.com").unwrap(),
            name: "Anna".into(),
            department: String::new(),
            badge: String::new(),
            object_id: String::new(),
            guest: false,
            disabled: false,
        }
    }

    fn of_anna() -> Imported {
        Imported {
            people: vec![anna()],
            ..Imported::default()
        }
    }

    /// Answers what was asked, as files and ledger do.
    fn answered(effect: ImportEffect<List>) -> Option<ImportEvent<List>> {
        Some(match effect {
            ImportEffect::File(FileOfImport::Read(id, _)) => {
                ImportEvent::Filed(ImportFiled::Read(id, Ok((Box::new(List), ()))))
            }
            ImportEffect::File(FileOfImport::Take(id, _, ())) => ImportEvent::Filed(ImportFiled::Taken(id, of_anna())),
            ImportEffect::Keep(KeepPeople { id, people }) => {
                ImportEvent::Kept(PeopleKept::Kept(id, Roster::new(people)))
            }
            ImportEffect::Use(_) => return None,
        })
    }

    /// What a person or a part may do next.
    #[derive(Debug, Clone, Copy)]
    enum Deed {
        Choose,
        Accept,
        Dismiss,
        /// The oldest answer that is due arrives.
        Answer,
        /// The newest one overtakes the others.
        Overtake,
        Fail,
        Lock,
    }

    fn deed() -> impl Strategy<Value = Deed> {
        prop::sample::select(vec![
            Deed::Choose,
            Deed::Accept,
            Deed::Dismiss,
            Deed::Answer,
            Deed::Answer,
            Deed::Overtake,
            Deed::Fail,
            Deed::Lock,
        ])
    }

    fn event(deed: Deed, due: &mut Vec<ImportEvent<List>>) -> Option<ImportEvent<List>> {
        match deed {
            Deed::Choose => Some(ImportEvent::Chosen("people.csv".into())),
            Deed::Accept => Some(ImportEvent::Accepted(())),
            Deed::Dismiss => Some(ImportEvent::Dismissed),
            Deed::Answer => (!due.is_empty()).then(|| due.remove(0)),
            Deed::Overtake => due.pop(),
            Deed::Fail => Some(ImportEvent::PartDied("gone".into())),
            Deed::Lock => None,
        }
    }

    proptest! {
        /// A list is used only for whom the operator has accepted it, at this desk, once; and nothing waits for ever.
        #[test]
        fn a_list_is_used_for_who_accepted_it(deeds in prop::collection::vec(deed(), 0..60)) {
            let mut import = Import::<List>::default();
            let (mut due, mut accepted) = (vec![], 0);
            for deed in deeds {
                if matches!(deed, Deed::Lock) {
                    import = import.anew();
                    accepted = 0;
                }
                let Some(event) = event(deed, &mut due) else { continue };
                accepted += usize::from(
                    matches!(event, ImportEvent::Accepted(())) && matches!(import.stage(), ImportStage::Read(..)),
                );
                for effect in import.step(event) {
                    if matches!(effect, ImportEffect::Use(_)) {
                        prop_assert!(accepted > 0, "nobody has accepted it");
                        accepted -= 1;
                    }
                    due.extend(answered(effect));
                }
            }
            while !due.is_empty() {
                let event = due.remove(0);
                due.extend(import.step(event).into_iter().filter_map(answered));
            }
            prop_assert!(!matches!(import.stage(), ImportStage::Working | ImportStage::Keeping(_)));
        }
    }

    #[test]
    fn the_file_that_was_chosen_last_is_the_one_that_is_looked_at() {
        let mut import = Import::<List>::default();
        let first = import.step(ImportEvent::Chosen("first.csv".into())).remove(0);
        let second = import.step(ImportEvent::Chosen("second.csv".into())).remove(0);
        import.step(answered(first).unwrap());
        assert!(matches!(import.stage(), ImportStage::Working));
        import.step(answered(second).unwrap());
        assert!(matches!(import.stage(), ImportStage::Read(..)));
    }

    #[test]
    fn a_list_without_people_changes_nothing() {
        let mut import = Import::<List>::default();
        import.step(ImportEvent::Chosen("nobody.csv".into()));
        let id = import.id;
        let skipped = vec![Skipped {
            line: 2,
            why: SkipReason::NoUpn,
        }];
        let nobody = Imported {
            skipped: skipped.clone(),
            ..Imported::default()
        };
        assert!(
            import
                .step(ImportEvent::Filed(ImportFiled::Taken(id, nobody)))
                .is_empty()
        );
        assert!(matches!(import.stage(), ImportStage::Failed(ImportTrouble::Nobody)));
        assert_eq!(import.left_out(), skipped);
    }
}
