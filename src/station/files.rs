//! Work with files, done on its own lane: settings, and the steps of an export.

use std::io::Read;
use std::path::PathBuf;

use super::Settings;
use crate::desk::EnrolmentId;
use crate::export::inventory;
use crate::export::people::{self, Columns, Imported, PeopleFile};
use crate::export::{self, PlaceError, Presence, entra};
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
        /// Tells its temporary file from others.
        tag: String,
        /// How its header is spelled.
        spelling: entra::Spelling,
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
    /// Save a list without secrets.
    SaveInventory {
        /// Where.
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
    Placed(ExportId, Result<(), PlaceError>),
    /// To [`FileRequest::Discard`], and wherever a temporary file with secrets could not be removed.
    Left(PathBuf),
    /// Nothing to say.
    Done,
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
    /// Rows that Entra would refuse.
    Refused(Vec<(EnrolmentId, entra::Refusal)>),
    /// The path cannot be one of a file.
    Path(PlaceError),
}

/// Does the work.
pub(super) struct Files {
    data_dir: PathBuf,
}

impl Files {
    pub const fn new(data_dir: PathBuf) -> Self {
        Self { data_dir }
    }

    pub fn serve(&self, request: FileRequest) -> FileAnswer {
        match request {
            FileRequest::LoadSettings => self.load_settings(),
            FileRequest::KeepSettings(settings) => FileAnswer::SettingsKept(export::replace(
                &self.data_dir.join(Settings::FILE),
                settings.to_text().as_bytes(),
            )),
            FileRequest::Compile {
                rows,
                path,
                tag,
                spelling,
            } => FileAnswer::Compiled(compile(&rows, path, &tag, spelling)),
            FileRequest::ReadPeople(path) => FileAnswer::PeopleRead(read_people(&path)),
            FileRequest::TakePeople(file, columns) => FileAnswer::PeopleTaken(file.people(&columns)),
            FileRequest::Prepare { id, plan, content } => {
                FileAnswer::Prepared(id, export::write_partial(&plan.path, &plan.partial, &content))
            }
            FileRequest::Place(id, plan) => FileAnswer::Placed(id, place(&plan)),
            FileRequest::Discard(partial) => match export::remove_partial(&partial) {
                Ok(()) => FileAnswer::Done,
                Err(error) => {
                    tracing::warn!(%error, "a temporary file of an export is still there");
                    FileAnswer::Left(partial)
                }
            },
            FileRequest::SaveInventory { path, origin, lines } => {
                let saved = export::place_plain(&path, &inventory::csv(&origin, &lines));
                FileAnswer::InventorySaved(saved.map(|()| path))
            }
            FileRequest::FindFiles(plan) => {
                let (mut there, mut unsure) = (vec![], vec![]);
                for file in &plan.files {
                    match export::presence(&file.path, &file.sha256) {
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
        let read = || -> std::io::Result<String> {
            let mut text = String::new();
            std::fs::File::open(self.data_dir.join(Settings::FILE))?
                .take(Settings::MAX_BYTES)
                .read_to_string(&mut text)?;
            Ok(text)
        };
        match read() {
            Ok(text) => {
                let (settings, wrong) = Settings::read(&text);
                if !wrong.is_empty() {
                    self.keep_aside(&text);
                }
                FileAnswer::Settings(settings, (!wrong.is_empty()).then(|| wrong.join(", ")))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                FileAnswer::Settings(Settings::default(), None)
            }
            Err(error) => FileAnswer::Settings(Settings::default(), Some(error.to_string())),
        }
    }

    /// The next change writes the file anew: what could not be read of it is not lost by that.
    fn keep_aside(&self, text: &str) {
        let aside = self.data_dir.join(format!("{}.broken", Settings::FILE));
        if let Err(error) = export::replace(&aside, text.as_bytes()) {
            tracing::warn!(%error, "the broken settings could not be kept aside");
        }
    }
}

fn read_people(path: &std::path::Path) -> Result<(Box<PeopleFile>, Columns), String> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(people::MOST_BYTES as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| error.to_string())?;
    let file = people::read(&bytes).map_err(|error| error.to_string())?;
    let columns = file.columns();
    Ok((Box::new(file), columns))
}

fn compile(
    rows: &[SealedRow],
    path: PathBuf,
    tag: &str,
    spelling: entra::Spelling,
) -> Result<(ExportPlan, Hidden<Vec<u8>>), CompileError> {
    let entra_rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let plain = entra::Row {
                upn: &row.upn,
                serial: &row.serial,
                model: &row.model,
                parameters: row.parameters,
            };
            (plain, &row.seed)
        })
        .collect();
    let content = entra::csv(&entra_rows, spelling).map_err(|refused| {
        let named = refused
            .into_iter()
            .filter_map(|(index, why)| Some((rows.get(index)?.id, why)));
        CompileError::Refused(named.collect())
    })?;
    let path = std::path::absolute(&path).map_err(|error| CompileError::Path(PlaceError::Io(error)))?;
    let plan = ExportPlan {
        format: entra::FORMAT.into(),
        partial: export::partial_beside(&path, tag).map_err(CompileError::Path)?,
        path,
        sha256: export::content_hash(&content),
        rows: rows.iter().map(|row| row.id).collect(),
    };
    Ok((plan, content))
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
    } else if export::is_in_place(&unsettled.path, &unsettled.sha256) {
        Settled::InPlace
    } else if unsettled.partial.exists() {
        Settled::Void
    } else {
        Settled::Unknown
    };
    (unsettled, found)
}

/// Shares sometimes report a failure of what they have done.
fn place(plan: &ExportPlan) -> Result<(), PlaceError> {
    match export::place(&plan.path, &plan.partial) {
        Err(_) if export::is_in_place(&plan.path, &plan.sha256) && !plan.partial.exists() => Ok(()),
        placed => placed,
    }
}

/// A file that was changed since it was written is somebody's, and one with other seeds is still wanted.
fn remove_files(files: Vec<PurgeFile>) -> Vec<PathBuf> {
    let stays = |file: &PurgeFile| {
        if file.others > 0 {
            return true;
        }
        export::is_in_place(&file.path, &file.sha256) && std::fs::remove_file(&file.path).is_err()
    };
    files.into_iter().filter(stays).map(|file| file.path).collect()
}
