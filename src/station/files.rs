//! Work with files, done on its own lane: settings, and the steps of an export.

use std::io::Read;
use std::path::PathBuf;

use super::Settings;
use crate::desk::EnrolmentId;
use crate::export::{self, PlaceError, entra};
use crate::ledger::{ExportId, ExportPlan, SealedRow, Unsettled};
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
    },
    /// Write a file that the ledger knows of.
    Write {
        /// Which export.
        id: ExportId,
        /// Where.
        plan: ExportPlan,
        /// Its bytes.
        content: Hidden<Vec<u8>>,
    },
    /// Find out how exports ended in which the program died.
    Settle(Vec<Unsettled>),
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
    /// To [`FileRequest::Write`].
    Written(ExportId, Result<PathBuf, PlaceError>),
    /// To [`FileRequest::Settle`]: whether each file is in place.
    Settled(Vec<(Unsettled, Settled)>),
}

/// How an export ended in which the program died.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Its file is where it was to be.
    InPlace,
    /// It never got that far: only the temporary file was there, and has been removed.
    Void,
    /// Neither is there: the folder cannot be reached, or somebody has moved the file.
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
            FileRequest::Compile { rows, path, tag } => FileAnswer::Compiled(compile(&rows, path, &tag)),
            FileRequest::Write { id, plan, content } => {
                let placed = export::place(&plan.path, &plan.partial, &content);
                FileAnswer::Written(id, placed.map(|()| plan.path))
            }
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
            Ok(text) => match Settings::parse(&text) {
                Ok(settings) => FileAnswer::Settings(settings, None),
                Err(wrong) => FileAnswer::Settings(Settings::default(), Some(wrong)),
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                FileAnswer::Settings(Settings::default(), None)
            }
            Err(error) => FileAnswer::Settings(Settings::default(), Some(error.to_string())),
        }
    }
}

fn compile(rows: &[SealedRow], path: PathBuf, tag: &str) -> Result<(ExportPlan, Hidden<Vec<u8>>), CompileError> {
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
    let content = entra::csv(&entra_rows).map_err(|refused| {
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

/// Once renamed the content is in place and the temporary file is gone; before that, the other way round.
fn settle(unsettled: Unsettled) -> (Unsettled, Settled) {
    let found = if export::is_in_place(&unsettled.path, &unsettled.sha256) {
        Settled::InPlace
    } else if unsettled.partial.exists() {
        Settled::Void
    } else {
        Settled::Unknown
    };
    if let Err(error) = export::remove_partial(&unsettled.partial) {
        tracing::warn!(%error, "a temporary file of a broken export is still there");
    }
    (unsettled, found)
}
