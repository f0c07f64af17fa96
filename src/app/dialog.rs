//! The system's dialogs for file names. They only fill path fields, and a system may have none.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// Nobody closes a dialog as fast as that: it never opened.
const NEVER_OPENED: Duration = Duration::from_millis(300);

enum Answer {
    Chosen(PathBuf),
    Closed,
    NeverOpened,
}

/// At most one dialog at a time.
#[derive(Default)]
pub(super) struct Dialog {
    answer: Option<Receiver<Answer>>,
    missing: bool,
}

impl Dialog {
    /// Asks where to save a file with that ending, beginning at `path`, unless a dialog is open.
    pub fn save(&mut self, ctx: &egui::Context, path: &Path, ending: &str) {
        if self.answer.is_some() {
            return;
        }
        let mut dialog = rfd::AsyncFileDialog::new().add_filter(ending.to_uppercase(), &[ending]);
        if let Some(folder) = path.parent() {
            dialog = dialog.set_directory(folder);
        }
        if let Some(name) = path.file_name() {
            dialog = dialog.set_file_name(name.to_string_lossy());
        }
        self.wait(ctx, dialog.save_file());
    }

    /// Asks which file to read, unless a dialog is open.
    pub fn open_csv(&mut self, ctx: &egui::Context) {
        if self.answer.is_none() {
            let dialog = rfd::AsyncFileDialog::new().add_filter("CSV", &["csv", "txt"]);
            self.wait(ctx, dialog.pick_file());
        }
    }

    /// A dialog is made on the window's thread, and awaited elsewhere.
    fn wait(&mut self, ctx: &egui::Context, chosen: impl Future<Output = Option<rfd::FileHandle>> + Send + 'static) {
        let (sender, answer) = mpsc::channel();
        let ctx = ctx.clone();
        let waiting = thread::Builder::new().name("dialog".into()).spawn(move || {
            let begun = Instant::now();
            let answer = match pollster::block_on(chosen) {
                Some(file) => Answer::Chosen(file.path().to_owned()),
                None if begun.elapsed() < NEVER_OPENED => Answer::NeverOpened,
                None => Answer::Closed,
            };
            // the window is gone: nobody wants the answer any more
            let _ = sender.send(answer);
            ctx.request_repaint();
        });
        match waiting {
            Ok(_) => self.answer = Some(answer),
            Err(error) => tracing::error!(%error, "no thread for the dialog"),
        }
    }

    /// What was chosen, once.
    pub fn chosen(&mut self) -> Option<PathBuf> {
        let answer = match self.answer.as_ref()?.try_recv() {
            Ok(answer) => answer,
            Err(mpsc::TryRecvError::Empty) => return None,
            Err(mpsc::TryRecvError::Disconnected) => Answer::NeverOpened,
        };
        self.answer = None;
        self.missing = matches!(answer, Answer::NeverOpened);
        match answer {
            Answer::Chosen(path) => Some(path),
            Answer::Closed | Answer::NeverOpened => None,
        }
    }

    /// What was tried on another screen says nothing here.
    pub const fn forget(&mut self) {
        self.missing = false;
    }

    /// Whether the last dialog never opened: this system has none, and a path is typed.
    pub const fn is_missing(&self) -> bool {
        self.missing
    }
}
