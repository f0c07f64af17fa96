//! The system's dialogs for file names. They only fill path fields, and a system may have none.
//!
//! A dialog stays open while the window goes on, so what was chosen comes with the screen that asked for it.

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use crate::desk::Upn;

/// Nobody closes a dialog as fast as that: it never opened.
const NEVER_OPENED: Duration = Duration::from_millis(300);

/// What a dialog is to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Browse {
    /// A list to read.
    Read,
    /// A file of factory seeds to read.
    Stock,
    /// The picture of a QR code, for whoever waits.
    Picture(Option<Upn>),
    /// Where to save a file, beginning at that path.
    Save(PathBuf),
    /// A folder, beginning at that one.
    Folder(PathBuf),
    /// A backup, beginning in that folder.
    Backup(PathBuf),
}

/// The file that is chosen, if one is, as soon as it is.
pub type Choice = Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>>;

/// Where the dialogs come from.
pub trait FileDialogs {
    /// Opens one. It is called on the window's thread; what it returns is awaited on another one.
    fn ask(&self, browse: &Browse) -> Choice;
}

/// The dialogs of the system.
pub(super) struct SystemDialogs;

impl FileDialogs for SystemDialogs {
    fn ask(&self, browse: &Browse) -> Choice {
        let chosen: Pin<Box<dyn Future<Output = _> + Send>> = match browse {
            Browse::Read => Box::pin(dialog("CSV", &["csv", "txt"]).pick_file()),
            Browse::Stock => Box::pin(dialog("CSV, PSKC", &["csv", "txt", "xml", "pskc"]).pick_file()),
            Browse::Picture(_) => Box::pin(dialog("PNG, JPEG", PICTURES).pick_file()),
            Browse::Save(path) => Box::pin(at(path).save_file()),
            Browse::Folder(path) => Box::pin(rfd::AsyncFileDialog::new().set_directory(path).pick_folder()),
            Browse::Backup(folder) => Box::pin(
                dialog("Tapdesk", &["tapdesk-backup", "sqlite3"])
                    .set_directory(folder)
                    .pick_file(),
            ),
        };
        Box::pin(async { chosen.await.map(|file| file.path().to_owned()) })
    }
}

/// How pictures end that are read.
const PICTURES: &[&str] = &["png", "jpg", "jpeg", "bmp", "gif", "webp"];

fn dialog(name: &str, endings: &[&str]) -> rfd::AsyncFileDialog {
    rfd::AsyncFileDialog::new().add_filter(name, endings)
}

/// For files with the ending of that path: it is the one of their format.
fn at(path: &Path) -> rfd::AsyncFileDialog {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("csv");
    let mut dialog = dialog(&ending.to_uppercase(), &[ending]);
    if let Some(folder) = path.parent() {
        dialog = dialog.set_directory(folder);
    }
    if let Some(name) = path.file_name() {
        dialog = dialog.set_file_name(name.to_string_lossy());
    }
    dialog
}

/// Why no dialog came up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoDialog {
    /// This system has none.
    NeverOpens,
    /// The one before is still open.
    OneIsOpen,
}

enum Answer {
    Chosen(PathBuf),
    Closed,
    NeverOpened,
}

/// At most one dialog at a time, who asked for it and for what.
pub(super) struct Dialog<Asker> {
    dialogs: Box<dyn FileDialogs>,
    /// Nobody, where the desk was locked since.
    asked: Option<(Asker, Browse)>,
    answer: Option<Receiver<Answer>>,
    /// Who asked for the last one in vain.
    missing: Option<(Asker, NoDialog)>,
    /// The same until it was told, and what was asked for.
    missed: Option<(Asker, Browse)>,
}

impl<Asker: Copy + PartialEq> Dialog<Asker> {
    pub fn new(dialogs: Box<dyn FileDialogs>) -> Self {
        Self {
            dialogs,
            asked: None,
            answer: None,
            missing: None,
            missed: None,
        }
    }

    /// Asks for a file, unless a dialog is open.
    pub fn ask(&mut self, ctx: &egui::Context, asker: Asker, browse: Browse) {
        if self.answer.is_some() {
            self.missing = Some((asker, NoDialog::OneIsOpen));
            return;
        }
        let (sender, answer) = mpsc::channel();
        let (ctx, chosen) = (ctx.clone(), self.dialogs.ask(&browse));
        let waiting = thread::Builder::new().name("dialog".into()).spawn(move || {
            let begun = Instant::now();
            let answer = match pollster::block_on(chosen) {
                Some(path) => Answer::Chosen(path),
                None if begun.elapsed() < NEVER_OPENED => Answer::NeverOpened,
                None => Answer::Closed,
            };
            // the window is gone: nobody wants the answer any more
            let _ = sender.send(answer);
            ctx.request_repaint();
        });
        match waiting {
            Ok(_) => (self.asked, self.answer) = (Some((asker, browse)), Some(answer)),
            Err(error) => tracing::error!(%error, "no thread for the dialog"),
        }
    }

    /// What was chosen, once, who asked for it and for what.
    pub fn chosen(&mut self) -> Option<(Asker, Browse, PathBuf)> {
        let answer = match self.answer.as_ref()?.try_recv() {
            Ok(answer) => answer,
            Err(mpsc::TryRecvError::Empty) => return None,
            Err(mpsc::TryRecvError::Disconnected) => Answer::NeverOpened,
        };
        self.answer = None;
        (self.missing, self.missed) = (None, None);
        let (asker, browse) = self.asked.take()?;
        match answer {
            Answer::Chosen(path) => return Some((asker, browse, path)),
            Answer::Closed => {}
            Answer::NeverOpened => {
                self.missing = Some((asker, NoDialog::NeverOpens));
                self.missed = Some((asker, browse));
            }
        }
        None
    }

    /// Whose dialog has never opened, once: a path is typed instead.
    pub fn missed(&mut self) -> Option<(Asker, Browse)> {
        self.missed.take()
    }

    /// Another screen came into view: that there is no dialog was said.
    pub fn forget(&mut self) {
        self.missing = None;
    }

    /// Behind a locked door nobody waits for what the dialog that is open says.
    pub fn nobody_asked(&mut self) {
        self.asked = None;
        self.missing = None;
    }

    /// Why that screen has no dialog, if it asked for one in vain.
    pub fn missing(&self, asker: Asker) -> Option<NoDialog> {
        let (for_whom, why) = self.missing?;
        (for_whom == asker).then_some(why)
    }
}
