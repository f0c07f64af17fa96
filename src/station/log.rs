//! The enrolments as the window needs them.

use std::collections::HashMap;

use crate::desk::{Enrolment, EnrolmentId, Outcome};
use crate::ledger::TrailEntry;
use crate::otp::Hidden;

/// All enrolments, and what is shown of the selected one.
#[derive(Debug, Default)]
pub struct Log {
    rows: Vec<Enrolment>,
    index: HashMap<EnrolmentId, usize>,
    /// Counts changes, so that what is derived from the rows can be kept until they change.
    revision: u64,
    session_start: i64,
    shown: Option<Shown>,
}

/// The selected enrolment.
#[derive(Debug)]
pub struct Shown {
    /// Which.
    pub id: EnrolmentId,
    /// Its trail, oldest first.
    pub trail: Vec<TrailEntry>,
    /// The otpauth text, while it is shown.
    pub secret: Option<Hidden<String>>,
}

impl Log {
    /// All of them, oldest first.
    #[must_use]
    pub fn rows(&self) -> &[Enrolment] {
        &self.rows
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, id: EnrolmentId) -> Option<&Enrolment> {
        self.rows.get(*self.index.get(&id)?)
    }

    /// Changes whenever a row does.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The selected enrolment with its trail.
    #[must_use]
    pub const fn shown(&self) -> Option<&Shown> {
        self.shown.as_ref()
    }

    /// The number of the selected enrolment.
    #[must_use]
    pub fn selected(&self) -> Option<EnrolmentId> {
        self.shown.as_ref().map(|shown| shown.id)
    }

    /// Those that wait for a token or a code, oldest first.
    pub fn unfinished(&self) -> impl Iterator<Item = &Enrolment> {
        self.rows.iter().filter(|row| row.is_unfinished())
    }

    /// Those of this session that are done, newest first.
    pub fn session(&self) -> impl Iterator<Item = &Enrolment> {
        self.rows
            .iter()
            .rev()
            .take_while(|row| row.at >= self.session_start)
            .filter(|row| row.outcome == Outcome::Confirmed)
    }

    /// Those that wait for export, oldest first.
    pub fn waiting(&self) -> impl Iterator<Item = &Enrolment> {
        self.rows.iter().filter(|row| row.waits_for_export())
    }

    pub(super) fn fill(&mut self, rows: Vec<Enrolment>, now: i64) {
        self.index = rows.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
        self.rows = rows;
        self.session_start = now;
        self.revision += 1;
    }

    pub(super) fn put(&mut self, row: Enrolment) {
        self.revision += 1;
        match self.index.get(&row.id).and_then(|at| self.rows.get_mut(*at)) {
            Some(old) => *old = row,
            None => {
                self.index.insert(row.id, self.rows.len());
                self.rows.push(row);
            }
        }
    }

    pub(super) fn select(&mut self, id: EnrolmentId) {
        if self.selected() != Some(id) {
            self.shown = Some(Shown {
                id,
                trail: vec![],
                secret: None,
            });
        }
    }

    pub(super) fn show_trail(&mut self, id: EnrolmentId, trail: Vec<TrailEntry>) {
        if let Some(shown) = self.shown.as_mut().filter(|shown| shown.id == id) {
            shown.trail = trail;
        }
    }

    pub(super) fn show_secret(&mut self, id: EnrolmentId, uri: Hidden<String>) {
        if let Some(shown) = self.shown.as_mut().filter(|shown| shown.id == id) {
            shown.secret = Some(uri);
        }
    }

    pub(super) fn hide_secret(&mut self) {
        if let Some(shown) = &mut self.shown {
            shown.secret = None;
        }
    }
}
