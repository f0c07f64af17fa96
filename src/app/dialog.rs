//! The system's dialog for a file name. It only fills the path field; without one on this system nothing happens.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::thread;

/// At most one dialog at a time.
#[derive(Default)]
pub(super) struct Dialog {
    answer: Option<Receiver<Option<PathBuf>>>,
}

impl Dialog {
    /// Opens it at `path`, unless one is open. It is made here, on the window's thread, and awaited elsewhere.
    pub fn open(&mut self, ctx: &egui::Context, path: &Path) {
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
        let chosen = dialog.save_file();
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
