//! Work with files, done on its own lane: settings, and the steps of an export.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use super::settings::SettingsFile;
use super::{ImportTrouble, Restrict, Settings, SettingsTrouble};
use crate::desk::EnrolmentId;
use crate::disk::{self, PlaceError, Placed, Presence, Readers};
use crate::export::inventory;
use crate::export::people::{self, Columns, Imported, PeopleFile};
use crate::export::{Format, Options, Refusal, Row};
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
    /// To [`FileRequest::LoadSettings`], and what was wrong with the file.
    Settings(Settings, Option<SettingsTrouble>),
    /// To [`FileRequest::KeepSettings`].
    SettingsKept(Result<(), PlaceError>),
    /// To [`FileRequest::Compile`].
    Compiled(Result<(ExportPlan, Hidden<Vec<u8>>), CompileError>),
    /// To [`FileRequest::ReadPeople`].
    PeopleRead(Result<(Box<PeopleFile>, Columns), ImportTrouble>),
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
    settings: SettingsFile,
    restrict: Restrict,
}

impl Files {
    pub fn new(data_dir: PathBuf, restrict: Restrict) -> Self {
        Self {
            settings: SettingsFile::new(data_dir),
            restrict,
        }
    }

    pub fn serve(&mut self, request: FileRequest) -> FileAnswer {
        match request {
            FileRequest::LoadSettings => {
                let (settings, trouble) = self.settings.load();
                FileAnswer::Settings(settings, trouble)
            }
            FileRequest::KeepSettings(settings) => FileAnswer::SettingsKept(self.settings.keep(&settings)),
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
}

fn read_people(path: &std::path::Path) -> Result<(Box<PeopleFile>, Columns), ImportTrouble> {
    let bytes =
        disk::read_up_to(path, people::MOST_BYTES as u64).map_err(|error| ImportTrouble::File(disk::words(&error)))?;
    let file = people::read(&bytes)?;
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
