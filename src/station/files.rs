//! Work with files, done on its own lane: settings, and the steps of an export.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use super::{Restrict, Settings};
use crate::desk::EnrolmentId;
use crate::disk::{self, PlaceError, Placed, Presence, Readers};
use crate::export::inventory;
use crate::export::people::{self, Columns, Imported, PeopleFile};
use crate::export::{self, Format, Options, Refusal, Row};
use crate::ledger::{ExportId, ExportPlan, PurgeFile, PurgePlan, SealedRow, Unsettled};
use crate::otp::Hidden;

/// What is asked.
#[derive(Debug)]
pub enum FileRequest {
    /// Read the settings.
    LoadSettings,
    /// Keep the settings.
    KeepSettings(Settings),
    /// Turn rows into the bytes of a file.
    Compile {
        /// The rows with their seeds.
        rows: Vec<SealedRow>,
        /// Where the file is to be.
        path: PathBuf,
        /// Whether the name was proposed here: then the next one that is free is taken.
        proposed: bool,
        /// Tells its temporary file from others.
        tag: String,
        /// What it is.
        format: &'static dyn Format,
        /// What was chosen of it.
        options: Options,
        /// Who may read it.
        readers: Readers,
    },
    /// Read a list of people.
    ReadPeople(PathBuf),
    /// Take the people out of it, with these columns.
    TakePeople(Box<PeopleFile>, Columns),
    /// Write the temporary file of an export that the ledger knows of.
    Prepare {
        /// Which export.
        id: ExportId,
        /// Where.
        plan: ExportPlan,
        /// Its bytes.
        content: Hidden<Vec<u8>>,
    },
    /// Give it its name.
    Place(ExportId, ExportPlan),
    /// Remove a temporary file that is to get no name.
    Discard(PathBuf),
    /// Find out how exports ended in which the program died.
    Settle(Vec<Unsettled>),
    /// Find out which names are taken in a folder.
    ListNames(PathBuf),
    /// Save a list without secrets.
    SaveInventory {
        /// Where; if something is there, under the next name that is free.
        path: PathBuf,
        /// Where it comes from.
        origin: inventory::Origin,
        /// What is in it.
        lines: Vec<inventory::Line>,
    },
    /// Find out which files of a purge are still where they were written.
    FindFiles(PurgePlan),
    /// Remove those that hold no other seed.
    RemoveFiles(Vec<PurgeFile>),
}

/// What came of it.
#[derive(Debug)]
pub enum FileAnswer {
    /// To [`FileRequest::LoadSettings`]; the words say what was wrong with the file.
    Settings(Settings, Option<String>),
    /// To [`FileRequest::KeepSettings`].
    SettingsKept(Result<(), PlaceError>),
    /// To [`FileRequest::Compile`].
    Compiled(Result<(ExportPlan, Hidden<Vec<u8>>), CompileError>),
    /// To [`FileRequest::ReadPeople`]; errors in their own words.
    PeopleRead(Result<(Box<PeopleFile>, Columns), String>),
    /// To [`FileRequest::TakePeople`].
    PeopleTaken(Imported),
    /// To [`FileRequest::Prepare`].
    Prepared(ExportId, Result<(), PlaceError>),
    /// To [`FileRequest::Place`].
    Placed(ExportId, Placed),
    /// To [`FileRequest::Discard`], and wherever a temporary file with secrets could not be removed.
    Left(PathBuf),
    /// Nothing to say.
    Done,
    /// To [`FileRequest::ListNames`]; none where the folder cannot be looked into.
    Names(PathBuf, BTreeSet<OsString>),
    /// To [`FileRequest::SaveInventory`].
    InventorySaved(Result<PathBuf, PlaceError>),
    /// To [`FileRequest::FindFiles`]: those that are, and those of which nobody can tell.
    FilesFound(PurgePlan, Vec<PurgeFile>, Vec<PathBuf>),
    /// To [`FileRequest::RemoveFiles`]: those that still hold seeds.
    FilesRemoved(Vec<PathBuf>),
    /// To [`FileRequest::Settle`]: whether each file is in place.
    Settled(Vec<(Unsettled, Settled)>),
}

/// How an export ended in which the program died.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Its file is where it was to be.
    InPlace,
    /// It never got that far.
    Void,
    /// It never got that far, and whether its temporary file is still there cannot be seen now.
    Away,
    /// The temporary file was whole and now neither is there: the folder cannot be reached, or somebody has moved the
    /// file.
    Unknown,
}

/// Why there are no bytes.
#[derive(Debug)]
pub enum CompileError {
    /// Rows that the format refuses.
    Refused(Vec<(EnrolmentId, Refusal)>),
    /// The path cannot be one of a file.
    Path(PlaceError),
}

/// Does the work.
pub(super) struct Files {
    data_dir: PathBuf,
    restrict: Restrict,
    /// Whether the file of the settings holds something that is nowhere else and was not read.
    unread: Cell<bool>,
}

impl Files {
    pub const fn new(data_dir: PathBuf, restrict: Restrict) -> Self {
        Self {
            data_dir,
            restrict,
            unread: Cell::new(false),
        }
    }

    pub fn serve(&self, request: FileRequest) -> FileAnswer {
        match request {
            FileRequest::LoadSettings => self.load_settings(),
            FileRequest::KeepSettings(settings) => FileAnswer::SettingsKept(self.keep_settings(&settings)),
            FileRequest::Compile {
                rows,
                path,
                proposed,
                tag,
                format,
                options,
                readers,
            } => {
                let path = if proposed { disk::free_beside(&path) } else { path };
                let content = compile(&rows, format, options);
                FileAnswer::Compiled(content.and_then(|content| {
                    let plan = plan(&rows, path, &tag, format, readers, &content)?;
                    Ok((plan, content))
                }))
            }
            FileRequest::ReadPeople(path) => FileAnswer::PeopleRead(read_people(&path)),
            FileRequest::TakePeople(file, columns) => FileAnswer::PeopleTaken(file.people(&columns)),
            FileRequest::Prepare { id, plan, content } => {
                let restrict = &*self.restrict;
                let prepared = disk::write_partial(&plan.path, &plan.partial, &content, plan.readers, restrict);
                FileAnswer::Prepared(id, prepared)
            }
            FileRequest::Place(id, plan) => {
                FileAnswer::Placed(id, disk::place(&plan.path, &plan.partial, &plan.sha256))
            }
            FileRequest::ListNames(folder) => FileAnswer::Names(folder.clone(), names_in(&folder)),
            FileRequest::Discard(partial) => match disk::remove(&partial) {
                Ok(()) => FileAnswer::Done,
                Err(error) => {
                    tracing::warn!(%error, "a temporary file of an export is still there");
                    FileAnswer::Left(partial)
                }
            },
            FileRequest::SaveInventory { path, origin, lines } => {
                let path = disk::free_beside(&path);
                let saved = disk::place_plain(&path, &inventory::csv(&origin, &lines));
                FileAnswer::InventorySaved(saved.map(|()| path))
            }
            FileRequest::FindFiles(plan) => {
                let (mut there, mut unsure) = (vec![], vec![]);
                for file in &plan.files {
                    match disk::presence(&file.path, &file.sha256) {
                        Presence::Same => there.push(file.clone()),
                        Presence::Absent => {}
                        Presence::Unsure => unsure.push(file.path.clone()),
                    }
                }
                FileAnswer::FilesFound(plan, there, unsure)
            }
            FileRequest::RemoveFiles(files) => FileAnswer::FilesRemoved(remove_files(files)),
            FileRequest::Settle(unsettled) => FileAnswer::Settled(unsettled.into_iter().map(settle).collect()),
        }
    }

    fn load_settings(&self) -> FileAnswer {
        let path = self.data_dir.join(Settings::FILE);
        let read = disk::read_up_to(&path, Settings::MAX_BYTES);
        let unreadable = |why: &str| {
            let said = format!("{why}. {STRICT} The file is kept when they are changed.");
            FileAnswer::Settings(Settings::unreadable(), Some(said))
        };
        self.unread.set(true);
        match read {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                self.unread.set(false);
                FileAnswer::Settings(Settings::default(), None)
            }
            Err(error) => unreadable(&format!("{} cannot be read: {}", Settings::FILE, disk::words(&error))),
            Ok(bytes) if bytes.len() as u64 > Settings::MAX_BYTES => {
                unreadable(&format!("{} is far too large to be the settings", Settings::FILE))
            }
            Ok(bytes) => self.settings_of(&bytes),
        }
    }

    /// What of the bytes can be read. The next change writes the file anew: what could not be read is not lost by that.
    fn settings_of(&self, bytes: &[u8]) -> FileAnswer {
        let text = export::decode(bytes).filter(|text| !text.trim().is_empty());
        let foreign = text
            .as_ref()
            .is_none_or(|text| text.contains(char::REPLACEMENT_CHARACTER));
        let (settings, wrong) = match &text {
            Some(text) => Settings::read(text),
            None => (Settings::unreadable(), vec![]),
        };
        if wrong.is_empty() && !foreign {
            self.unread.set(false);
            return FileAnswer::Settings(settings, None);
        }
        let what = match (text, wrong.is_empty()) {
            (None, _) => format!("Nothing in {} can be read", Settings::FILE),
            (_, true) => format!("{} has characters that cannot be read", Settings::FILE),
            _ => format!("Not understood in {}: {}", Settings::FILE, wrong.join(", ")),
        };
        let kept = match self.keep_aside(bytes) {
            Ok(name) => {
                self.unread.set(false);
                format!("The file as it was is kept as {name}.")
            }
            Err(error) => {
                tracing::warn!(%error, "the broken settings could not be kept aside");
                "The file is kept when they are changed.".to_owned()
            }
        };
        FileAnswer::Settings(settings, Some(format!("{what}. {STRICT} {kept}")))
    }

    /// Under a name that is free, unless it is kept already.
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

    fn aside(&self) -> PathBuf {
        self.data_dir.join(format!("{}.broken", Settings::FILE))
    }

    /// What is there and could not be read is moved aside first.
    fn keep_settings(&self, settings: &Settings) -> Result<(), PlaceError> {
        let path = self.data_dir.join(Settings::FILE);
        if self.unread.get() && path.symlink_metadata().is_ok() {
            std::fs::rename(&path, disk::free_beside(&self.aside()))?;
        }
        self.unread.set(false);
        disk::replace(&path, settings.to_text().as_bytes())
    }
}

/// What counts in the place of what was not understood.
const STRICT: &str = "Such settings count as not set, and those that guard something at their strictest, until they are set \
                      under Station.";

fn read_people(path: &std::path::Path) -> Result<(Box<PeopleFile>, Columns), String> {
    let bytes = disk::read_up_to(path, people::MOST_BYTES as u64)
        .map_err(|error| format!("the file cannot be read: {}", disk::words(&error)))?;
    let file = people::read(&bytes).map_err(|error| error.to_string())?;
    let columns = file.columns();
    Ok((Box::new(file), columns))
}

/// The bytes of the file.
fn compile(rows: &[SealedRow], format: &dyn Format, options: Options) -> Result<Hidden<Vec<u8>>, CompileError> {
    let with_seeds: Vec<_> = rows.iter().map(|row| (plain(row), &row.seed)).collect();
    format.bytes(&with_seeds, options).map_err(|refused| {
        let named = refused
            .into_iter()
            .filter_map(|(index, why)| Some((rows.get(index)?.id, why)));
        CompileError::Refused(named.collect())
    })
}

const fn plain(row: &SealedRow) -> Row<'_> {
    Row {
        upn: &row.upn,
        token: &row.token,
        model: row.model,
        parameters: row.parameters,
    }
}

/// What goes on record before any of it is on a disk.
fn plan(
    rows: &[SealedRow],
    path: PathBuf,
    tag: &str,
    format: &dyn Format,
    readers: Readers,
    content: &[u8],
) -> Result<ExportPlan, CompileError> {
    let path = std::path::absolute(&path).map_err(|error| CompileError::Path(PlaceError::Io(error)))?;
    // the record could not name it
    if path.to_str().is_none() {
        return Err(CompileError::Path(PlaceError::NoName));
    }
    Ok(ExportPlan {
        format: format.word().into(),
        partial: disk::partial_beside(&path, tag).map_err(CompileError::Path)?,
        path,
        sha256: disk::content_hash(content),
        rows: rows.iter().map(|row| row.id).collect(),
        readers,
    })
}

/// Without the mark the file cannot have got its name. With it the temporary file was whole, so one of the two is there.
fn settle(unsettled: Unsettled) -> (Unsettled, Settled) {
    let folder = unsettled.partial.parent();
    let found = if !unsettled.placing {
        if folder.is_some_and(std::path::Path::is_dir) {
            Settled::Void
        } else {
            Settled::Away
        }
    } else if disk::is_in_place(&unsettled.path, &unsettled.sha256) {
        Settled::InPlace
    } else if unsettled.partial.exists() {
        Settled::Void
    } else {
        Settled::Unknown
    };
    (unsettled, found)
}

fn names_in(folder: &std::path::Path) -> BTreeSet<OsString> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.file_name())).collect()
}

/// A file that was changed since it was written is somebody's, and one with other seeds is still wanted.
fn remove_files(files: Vec<PurgeFile>) -> Vec<PathBuf> {
    let stays = |file: &PurgeFile| {
        if file.others > 0 {
            return true;
        }
        disk::is_in_place(&file.path, &file.sha256) && std::fs::remove_file(&file.path).is_err()
    };
    files.into_iter().filter(stays).map(|file| file.path).collect()
}
