//! Work with files, done on its own lane: settings, and the steps of an export.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Settings;
use crate::desk::{
    Compile, ExportFiled, ExportPlan, FileOfExport, FileOfPurge, NotCompiled, PurgeFile, PurgeFiled, PurgePlan,
    Settled, Unsettled,
};
use crate::disk;
use crate::export::inventory;
use crate::export::people::{self, Columns, Imported, PeopleFile};
use crate::export::{self, PlaceError, Presence, entra};
use crate::otp::Hidden;

/// What is asked.
#[derive(Debug)]
pub enum FileRequest {
    /// Read the settings.
    LoadSettings,
    /// Keep the settings.
    KeepSettings(Settings),
    /// Turn rows into the bytes of a file, with a header that is spelled so.
    Compile(Compile, entra::Spelling),
    /// Something else for an export.
    Export(FileOfExport),
    /// Read a list of people.
    ReadPeople(PathBuf),
    /// Take the people out of it, with these columns.
    TakePeople(Box<PeopleFile>, Columns),
    /// Save a list without secrets.
    SaveInventory {
        /// Where; if something is there, under the next name that is free.
        path: PathBuf,
        /// Where it comes from.
        origin: inventory::Origin,
        /// What is in it.
        lines: Vec<inventory::Line>,
    },
    /// Something for a purge.
    Purge(FileOfPurge),
}

/// What came of it.
#[derive(Debug)]
pub enum FileAnswer {
    /// To [`FileRequest::LoadSettings`]; the words say what was wrong with the file.
    Settings(Settings, Option<String>),
    /// To [`FileRequest::KeepSettings`].
    SettingsKept(Result<(), PlaceError>),
    /// To [`FileRequest::Compile`] and [`FileRequest::Export`].
    Export(ExportFiled<PlaceError>),
    /// To [`FileRequest::ReadPeople`]; errors in their own words.
    PeopleRead(Result<(Box<PeopleFile>, Columns), String>),
    /// To [`FileRequest::TakePeople`].
    PeopleTaken(Imported),
    /// To [`FileRequest::SaveInventory`].
    InventorySaved(Result<PathBuf, PlaceError>),
    /// To [`FileRequest::Purge`].
    Purge(PurgeFiled),
}

/// Makes a file that was just made its owner's alone; `false` where the disk or share knows no such rights.
pub type Restrict = Arc<dyn Fn(&File, &Path) -> std::io::Result<bool> + Send + Sync>;

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
            FileRequest::Compile(order, spelling) => {
                FileAnswer::Export(ExportFiled::Compiled(compile(&order, spelling)))
            }
            FileRequest::Export(order) => FileAnswer::Export(self.serve_export(order)),
            FileRequest::ReadPeople(path) => FileAnswer::PeopleRead(read_people(&path)),
            FileRequest::TakePeople(file, columns) => FileAnswer::PeopleTaken(file.people(&columns)),
            FileRequest::SaveInventory { path, origin, lines } => {
                let path = export::free_beside(&path);
                let saved = export::place_plain(&path, &inventory::csv(&origin, &lines));
                FileAnswer::InventorySaved(saved.map(|()| path))
            }
            FileRequest::Purge(FileOfPurge::Find(plan)) => FileAnswer::Purge(find_files(plan)),
            FileRequest::Purge(FileOfPurge::Remove(files)) => {
                FileAnswer::Purge(PurgeFiled::Removed(remove_files(files)))
            }
        }
    }

    fn serve_export(&self, order: FileOfExport) -> ExportFiled<PlaceError> {
        match order {
            FileOfExport::Prepare { id, plan, content } => {
                let restrict = &*self.restrict;
                let prepared = export::write_partial(&plan.path, &plan.partial, &content, plan.readers, restrict);
                ExportFiled::Prepared(id, prepared)
            }
            FileOfExport::Place(id, plan) => {
                ExportFiled::Placed(id, export::place(&plan.path, &plan.partial, &plan.sha256))
            }
            FileOfExport::Discard(partial) => match export::remove_partial(&partial) {
                Ok(()) => ExportFiled::Discarded,
                Err(error) => {
                    tracing::warn!(%error, "a temporary file of an export is still there");
                    ExportFiled::Left(partial)
                }
            },
            FileOfExport::Settle(unsettled) => ExportFiled::Settled(unsettled.into_iter().map(settle).collect()),
            FileOfExport::ListNames(folder) => ExportFiled::Names(folder.clone(), names_in(&folder)),
        }
    }

    fn load_settings(&self) -> FileAnswer {
        let path = self.data_dir.join(Settings::FILE);
        let mut bytes = Vec::new();
        let read = File::open(&path).and_then(|file| file.take(Settings::MAX_BYTES + 1).read_to_end(&mut bytes));
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
            Ok(_) if bytes.len() as u64 > Settings::MAX_BYTES => {
                unreadable(&format!("{} is far too large to be the settings", Settings::FILE))
            }
            Ok(_) => self.settings_of(&bytes),
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
        let mut names = (1..100).map(|number| export::numbered(&self.aside(), number));
        let holds_it = |path: &PathBuf| std::fs::read(path).is_ok_and(|kept| kept == bytes);
        let fits = |path: &PathBuf| !matches!(path.try_exists(), Ok(true)) || holds_it(path);
        let path = names.find(fits).ok_or(PlaceError::Exists)?;
        if !holds_it(&path) {
            export::place_plain(&path, bytes)?;
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
            std::fs::rename(&path, export::free_beside(&self.aside()))?;
        }
        self.unread.set(false);
        export::replace(&path, settings.to_text().as_bytes())
    }
}

/// What counts in the place of what was not understood.
const STRICT: &str = "Such settings count as not set, and those that guard something at their strictest, until they are set \
                      under Station.";

fn read_people(path: &Path) -> Result<(Box<PeopleFile>, Columns), String> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(people::MOST_BYTES as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| format!("the file cannot be read: {}", disk::words(&error)))?;
    let file = people::read(&bytes).map_err(|error| error.to_string())?;
    let columns = file.columns();
    Ok((Box::new(file), columns))
}

fn compile(
    order: &Compile,
    spelling: entra::Spelling,
) -> Result<(ExportPlan, Hidden<Vec<u8>>), NotCompiled<PlaceError>> {
    let rows = &order.rows;
    let entra_rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let plain = entra::Row {
                upn: &row.upn,
                token: &row.token,
                model: row.model,
                parameters: row.parameters,
            };
            (plain, &row.seed)
        })
        .collect();
    let content = entra::csv(&entra_rows, spelling).map_err(|_| NotCompiled::Refused)?;
    let path = match order.proposed {
        true => export::free_beside(&order.path),
        false => order.path.clone(),
    };
    let path = std::path::absolute(&path).map_err(|error| NotCompiled::Path(PlaceError::Io(error)))?;
    // the record could not name it
    if path.to_str().is_none() {
        return Err(NotCompiled::Path(PlaceError::NoName));
    }
    let plan = ExportPlan {
        format: entra::FORMAT.into(),
        partial: export::partial_beside(&path, &order.tag).map_err(NotCompiled::Path)?,
        path,
        sha256: export::content_hash(&content),
        rows: rows.iter().map(|row| row.id).collect(),
        readers: order.readers,
    };
    Ok((plan, content))
}

/// Without the mark the file cannot have got its name. With it the temporary file was whole, so one of the two is there.
fn settle(unsettled: Unsettled) -> (Unsettled, Settled) {
    let folder = unsettled.partial.parent();
    let found = if !unsettled.placing {
        if folder.is_some_and(Path::is_dir) {
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

fn names_in(folder: &Path) -> BTreeSet<OsString> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.file_name())).collect()
}

/// Which files are still where they were written, and of which nobody can tell.
fn find_files(plan: PurgePlan) -> PurgeFiled {
    let (mut there, mut unsure) = (vec![], vec![]);
    for file in &plan.files {
        match export::presence(&file.path, &file.sha256) {
            Presence::Same => there.push(file.clone()),
            Presence::Absent => {}
            Presence::Unsure => unsure.push(file.path.clone()),
        }
    }
    PurgeFiled::Found(plan, there, unsure)
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
