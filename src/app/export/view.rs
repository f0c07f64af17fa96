//! What stands in the fields of Export.

use std::collections::HashMap;
use std::path::Path;

use egui::Id;

use super::past::PastView;
use super::sealing::SealingView;
use crate::app::screen::Turn;
use crate::desk::{EnrolmentId, ExportId};
use crate::station::{Intent, Station};

/// What stands in the fields, and since when.
#[derive(Default)]
pub struct ExportView {
    pub(super) path: String,
    /// The name that was proposed last.
    pub(super) proposed: String,
    /// The format for which it was.
    pub(super) proposed_for: &'static str,
    pub(super) in_view: bool,
    /// The file that was chosen while another screen was in view.
    pub(super) chosen: Option<String>,
    pub(super) without_refused: bool,
    /// Corrected UPNs, while they are typed.
    pub(super) mended: HashMap<EnrolmentId, String>,
    pub(super) opened_at: f64,
    pub(super) sealing: SealingView,
    /// Whether what is to be deleted in Entra ID comes into view in the next frame.
    pub(super) to_delete: bool,
    pub(super) past: PastView,
}

impl ExportView {
    /// A fresh name in the path field, or the file that was chosen while another screen was in view, and the focus in it. An
    /// earlier result gives way to rows that wait.
    pub fn propose(&mut self, turn: &mut Turn<'_>) {
        if !turn.station.batch().is_empty() {
            turn.station.apply(Intent::DismissExport);
        }
        turn.station.apply(Intent::LookAtExports);
        self.propose_name(turn.station);
        self.path = self.chosen.take().unwrap_or_else(|| self.proposed.clone());
        self.without_refused = false;
        self.mended.clear();
        self.opened_at = turn.ctx.input(|input| input.time);
        *turn.focus = Some(path_id());
    }

    /// A free name in the format that is set stands in the field.
    fn propose_name(&mut self, station: &Station) {
        self.proposed = station.proposed_path().display().to_string();
        self.path = self.proposed.clone();
        self.proposed_for = station.settings().format.word();
    }

    /// Another name where somebody was faster, or the format is another one by now. What was typed is left as it is.
    pub(super) fn follow_name(&mut self, station: &Station) {
        let taken = || station.export().is_taken(Path::new(&self.path));
        let other = self.proposed_for != station.settings().format.word();
        if self.path == self.proposed && (other || taken()) {
            self.propose_name(station);
        }
    }

    /// Another file that left is chosen.
    pub const fn move_past(&mut self) {
        self.past.moved();
    }

    /// The path of that file was copied.
    pub const fn copied(&mut self, id: ExportId) {
        self.past.copied(id);
    }

    /// What is to be deleted in Entra ID comes into view.
    pub const fn show_to_delete(&mut self) {
        self.to_delete = true;
    }
}

/// The path field.
pub(super) fn path_id() -> Id {
    Id::unique("export path")
}
