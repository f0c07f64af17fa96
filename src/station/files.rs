//! Work with files, done on its own lane: settings, lists of people, and the steps of an export and of a purge.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::settings::SettingsFile;
use super::{ImportTrouble, Noted, Settings, SettingsTrouble};
use crate::desk::{
    Cancel, Compile, Deletion, EnrolmentId, ExportFiled, ExportPlan, FileOfExport, FileOfImport, FileOfPast,
    FileOfPurge, FileOfStock, FolderRefused, ImportFiled, NotCompiled, PastFiled, PurgeFile, PurgeFiled, PurgePlan,
    ReadList, ReadStock, Roster, Settled, StockContent, StockFiled, StockKey, StockTrouble, Unsettled,
};
use crate::disk::{self, PlaceError, Presence};
use crate::export::inventory;
use crate::export::people::{self, PeopleFile};
use crate::export::{Format, NotMade, Options, Refusal, Refused, Row, stock};
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
        /// The rows with their seeds, and where the file is to be.
        order: Compile,
        /// Of them some formats say more than the rows do.
        people: Arc<Roster>,
        /// What the bytes are.
        format: &'static dyn Format,
        /// What was chosen of that format.
        options: Options,
    },
    /// Something else for an export.
    Export(FileOfExport),
    /// Note down in that file which folder is to be the data folder.
    NoteFolder {
        /// The file in which it is noted.
        file: PathBuf,
        /// The folder, as it was typed or chosen.
        folder: PathBuf,
        /// Where an open desk is: that one is not noted.
        here: Option<PathBuf>,
    },
    /// Something of files that left.
    Past(FileOfPast),
    /// Something for an import of people.
    People(FileOfImport<PeopleFile>),
    /// Something for a file of factory seeds.
    Stock(FileOfStock),
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
    /// To [`FileRequest::LoadSettings`], and what was wrong with the file.
    Settings(Settings, Option<SettingsTrouble>),
    /// To [`FileRequest::KeepSettings`].
    SettingsKept(Result<(), PlaceError>),
    /// To [`FileRequest::Compile`] and [`FileRequest::Export`].
    Export(ExportFiled<PlaceError>),
    /// To [`FileRequest::NoteFolder`]: the whole path of the folder, or why it is not taken.
    FolderNoted(Result<PathBuf, FolderRefused>),
    /// To [`FileRequest::Past`].
    Past(PastFiled),
    /// To [`FileRequest::People`].
    People(ImportFiled<PeopleFile>),
    /// To [`FileRequest::Stock`].
    Stock(StockFiled),
    /// To [`FileRequest::SaveInventory`]: where it lies, under a name that was free.
    InventorySaved(Result<PathBuf, PlaceError>),
    /// To [`FileRequest::Purge`].
    Purge(PurgeFiled),
}

/// Makes a file that was just made its owner's alone; `false` where the disk or share knows no such rights.
pub type Restrict = Arc<dyn Fn(&File, &Path) -> std::io::Result<bool> + Send + Sync>;

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
                order,
                people,
                format,
                options,
            } => {
                let compiled = compile(&order, &people, format, &options);
                FileAnswer::Export(ExportFiled::Compiled(order.tag, compiled))
            }
            FileRequest::Export(order) => FileAnswer::Export(self.serve_export(order)),
            FileRequest::NoteFolder { file, folder, here } => {
                FileAnswer::FolderNoted(Noted::note(&file, &folder, here.as_deref()))
            }
            FileRequest::Past(order) => FileAnswer::Past(serve_past(&order)),
            FileRequest::People(FileOfImport::Read(id, path)) => {
                FileAnswer::People(ImportFiled::Read(id, read_people(&path)))
            }
            FileRequest::People(FileOfImport::Take(id, file, columns)) => {
                FileAnswer::People(ImportFiled::Taken(id, file.people(&columns)))
            }
            FileRequest::Stock(order) => FileAnswer::Stock(serve_stock(order)),
            FileRequest::SaveInventory { path, origin, lines } => {
                let path = disk::free_beside(&path);
                let saved = disk::place_plain(&path, &inventory::csv(&origin, &lines));
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
                let prepared = disk::write_partial(&plan.path, &plan.partial, &content, plan.readers, restrict);
                ExportFiled::Prepared(id, prepared)
            }
            FileOfExport::Place(id, plan) => {
                ExportFiled::Placed(id, disk::place(&plan.path, &plan.partial, &plan.sha256))
            }
            FileOfExport::Discard(partial) => match disk::remove(&partial) {
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
}

fn serve_past(order: &FileOfPast) -> PastFiled {
    match order {
        FileOfPast::Look(export) => PastFiled::Looked(export.id, disk::presence(&export.path, &export.sha256)),
        FileOfPast::Delete(export) => PastFiled::Deleted(export.id, disk::delete(&export.path, &export.sha256)),
    }
}

fn serve_stock(order: FileOfStock) -> StockFiled {
    match order {
        FileOfStock::Read { id, path, key, cancel } => StockFiled::Read(id, read_stock(&path, key.as_ref(), &cancel)),
        FileOfStock::Delete(id, path, sha256) => StockFiled::Deleted(id, disk::delete(&path, &sha256)),
    }
}

/// The bytes are wiped when it is read.
fn read_stock(path: &Path, key: Option<&StockKey>, cancel: &Cancel) -> Result<ReadStock, StockTrouble> {
    let bytes =
        disk::read_up_to(path, stock::MOST_BYTES as u64).map_err(|error| StockTrouble::File(disk::words(&error)))?;
    Ok(match stock::read(&bytes, key, cancel)? {
        stock::Content::Seeds(read) => ReadStock::Seeds(StockContent {
            sha256: disk::content_hash(&bytes),
            read,
        }),
        stock::Content::List(list) => ReadStock::List(list),
    })
}

fn read_people(path: &Path) -> ReadList<PeopleFile> {
    let bytes =
        disk::read_up_to(path, people::MOST_BYTES as u64).map_err(|error| ImportTrouble::File(disk::words(&error)))?;
    let file = people::read(&bytes).map_err(ImportTrouble::NoList)?;
    let columns = file.columns();
    Ok((Box::new(file), columns))
}

/// The bytes of the file, and what goes on record before any of them is on a disk.
fn compile(
    order: &Compile,
    people: &Roster,
    format: &dyn Format,
    options: &Options,
) -> Result<(ExportPlan, Hidden<Vec<u8>>), NotCompiled<PlaceError>> {
    let with_seeds: Vec<_> = order
        .rows
        .iter()
        .map(|row| (Row::opened(row, people), &row.seed))
        .collect();
    let content = format.bytes(&with_seeds, options).map_err(|why| match why {
        NotMade::Refused(refused) => NotCompiled::Refused(unfit(order, &refused)),
        other => NotCompiled::NotMade(other.to_string()),
    })?;
    let path = match order.proposed {
        true => disk::free_beside(&order.path),
        false => order.path.clone(),
    };
    let path = std::path::absolute(&path).map_err(|error| NotCompiled::Path(PlaceError::Io(error)))?;
    // the record could not name it
    if path.to_str().is_none() {
        return Err(NotCompiled::Path(PlaceError::NoName));
    }
    let plan = ExportPlan {
        format: format.word().into(),
        partial: disk::partial_beside(&path, &order.tag).map_err(NotCompiled::Path)?,
        path,
        sha256: disk::content_hash(&content),
        rows: order.rows.iter().map(|row| row.id).collect(),
        readers: order.readers,
    };
    Ok((plan, content))
}

/// The rows whose seeds are why they are refused.
fn unfit(order: &Compile, refused: &Refused) -> BTreeSet<EnrolmentId> {
    let by_seed = refused.iter().filter(|(_, why)| *why == Refusal::Secret);
    by_seed
        .filter_map(|(index, _)| Some(order.rows.get(*index)?.id))
        .collect()
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
    } else if disk::is_in_place(&unsettled.path, &unsettled.sha256) {
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
        match disk::presence(&file.path, &file.sha256) {
            Presence::Same => there.push(file.clone()),
            Presence::Absent => {}
            Presence::Unsure => unsure.push(file.path.clone()),
        }
    }
    PurgeFiled::Found(plan, there, unsure)
}

/// A file that was changed since it was written is somebody's, and one with other seeds is still wanted. Where nobody can
/// tell any more, its folder went away since it was found.
fn remove_files(files: Vec<PurgeFile>) -> Vec<PathBuf> {
    let stays = |file: &PurgeFile| {
        file.others > 0
            || match disk::delete(&file.path, &file.sha256) {
                Deletion::Done | Deletion::WasGone => false,
                Deletion::NotAsWritten | Deletion::Failed(_) => true,
            }
    };
    files.into_iter().filter(stays).map(|file| file.path).collect()
}
