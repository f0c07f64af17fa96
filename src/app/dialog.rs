//! The system's dialogs for file names. They only fill path fields; without one on this system nothing happens.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::thread;

/// At most one dialog at a time.
#[derive(Default)]
pub(super) struct Dialog {
    answer: Option<Receiver<Option<PathBuf>>>,
}

impl Dialog {
    /// Asks where to save, beginning at `path`, unless a dialog is open.
    pub fn save_csv(&mut self, ctx: &egui::Context, path: &Path) {
        if self.answer.is_some() {
            return;
        }
        let mut dialog = rfd::AsyncFileDialog::new().add_filter("CSV", &["csv"]);
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
            let path = pollster::block_on(chosen).map(|file| file.path().to_owned());
            // the window is gone: nobody wants the answer any more
            let _ = sender.send(path);
            ctx.request_repaint();
        });
        match waiting {
            Ok(_) => self.answer = Some(answer),
            Err(error) => tracing::error!(%error, "no thread for the dialog"),
        }
    }

    /// What was chosen, once.
    pub fn chosen(&mut self) -> Option<PathBuf> {
        let answer = self.answer.as_ref()?;
        match answer.try_recv() {
            Ok(path) => {
                self.answer = None;
                path
            }
            Err(mpsc::TryRecvError::Empty) => None,
            Err(mpsc::TryRecvError::Disconnected) => {
                self.answer = None;
                None
            }
        }
    }
}
