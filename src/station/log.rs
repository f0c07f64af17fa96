//! The enrolments as the window needs them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::{FindRequest, Found, Query};
use crate::desk::{Enrolment, EnrolmentId, Outcome, Roster};
use crate::ledger::TrailEntry;
use crate::otp::Hidden;
use crate::token2::{Serial, TokenId};

/// All enrolments, what is found of them, and what is shown of the selected one.
#[derive(Debug, Default)]
pub struct Log {
    rows: Vec<Arc<Enrolment>>,
    index: HashMap<EnrolmentId, usize>,
    waiting: BTreeSet<EnrolmentId>,
    unfinished: BTreeSet<EnrolmentId>,
    to_delete: BTreeSet<EnrolmentId>,
    /// The word of the format for whose next file they wait.
    format: &'static str,
    /// How many tokens each person has, by folded UPN.
    held: HashMap<String, u32>,
    tokens: HashSet<TokenId>,
    session_start: i64,
    /// Another number for each change of rows, query or names.
    version: u64,
    /// Counts the locks, so that what is found for a session before is not taken for this one's.
    session: u64,
    shown: Option<Shown>,
    query: Query,
    found: Found,
    search: Search,
}

/// How what is found stands to what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Search {
    /// It is what was asked for.
    #[default]
    Fresh,
    /// Rows or query have changed since.
    Stale,
    /// It is being looked for.
    UnderWay,
    /// It is being looked for, and has changed again.
    UnderWayStale,
}

/// The selected enrolment.
#[derive(Debug)]
pub struct Shown {
    /// Its number in the ledger.
    pub id: EnrolmentId,
    /// Its trail, oldest first.
    pub trail: Vec<TrailEntry>,
    /// The otpauth text, while it is shown.
    pub secret: Option<Hidden<String>>,
}

impl Log {
    /// All of them, oldest first.
    #[must_use]
    pub fn rows(&self) -> &[Arc<Enrolment>] {
        &self.rows
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, id: EnrolmentId) -> Option<&Enrolment> {
        Some(&**self.rows.get(*self.index.get(&id)?)?)
    }

    /// What is looked for.
    #[must_use]
    pub const fn query(&self) -> &Query {
        &self.query
    }

    /// What was found; a moment old while rows change.
    #[must_use]
    pub const fn found(&self) -> &Found {
        &self.found
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
        self.unfinished.iter().filter_map(|id| self.get(*id))
    }

    /// Those of this session that are done, newest first.
    pub fn session(&self) -> impl Iterator<Item = &Enrolment> {
        self.rows
            .iter()
            .rev()
            .map(|row| &**row)
            .take_while(|row| row.at >= self.session_start)
            .filter(|row| row.outcome == Outcome::Confirmed)
    }

    /// Those that wait for export, oldest first.
    pub fn waiting(&self) -> impl Iterator<Item = &Enrolment> {
        self.waiting.iter().filter_map(|id| self.get(*id))
    }

    /// Those that have to be deleted in Entra ID by hand, oldest first.
    pub fn to_delete(&self) -> impl Iterator<Item = &Enrolment> {
        self.to_delete.iter().filter_map(|id| self.get(*id))
    }

    /// Whether that person has a token, by their folded UPN.
    #[must_use]
    pub fn has_token(&self, folded: &str) -> bool {
        self.held.contains_key(folded)
    }

    /// How many tokens that person has, as far as is known here. The UPN is folded.
    #[must_use]
    pub fn tokens_of(&self, folded: &str) -> usize {
        self.held.get(folded).map_or(0, |count| *count as usize)
    }

    /// Whether this station has ever written, or begun to write, that token.
    #[must_use]
    pub fn knows(&self, token: &TokenId) -> bool {
        self.tokens.contains(token)
    }

    /// The enrolments of all that has that serial, newest first. Looks at every row: once for each token that is laid
    /// down.
    #[must_use]
    pub fn of_serial(&self, serial: &Serial) -> Vec<EnrolmentId> {
        let of_it = self.rows.iter().rev().filter(|row| row.token.serial() == serial);
        of_it.map(|row| row.id).collect()
    }

    /// How many wait for export.
    #[must_use]
    pub fn waiting_count(&self) -> usize {
        self.waiting.len()
    }

    /// An empty one, for the next session.
    pub(super) fn anew(&self) -> Self {
        Self {
            session: self.session + 1,
            format: self.format,
            ..Self::default()
        }
    }

    pub(super) fn fill(&mut self, rows: Vec<Enrolment>, now: i64) {
        self.index = rows.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
        let those = |wanted: fn(&Enrolment) -> bool| rows.iter().filter(|row| wanted(row)).map(|row| row.id).collect();
        self.unfinished = those(Enrolment::is_unfinished);
        self.to_delete = those(Enrolment::is_to_delete);
        self.tokens = rows.iter().map(|row| row.token.clone()).collect();
        self.held.clear();
        for row in rows.iter().filter(|row| row.is_held()) {
            *self.held.entry(row.upn.folded()).or_default() += 1;
        }
        self.rows = rows.into_iter().map(Arc::new).collect();
        self.session_start = now;
        self.wait_for(self.format);
        self.changed();
    }

    /// From here on those wait that have not left in a file of that format.
    pub(super) fn wait_for(&mut self, format: &'static str) {
        self.format = format;
        let waiting = self.rows.iter().filter(|row| row.waits_for(format));
        self.waiting = waiting.map(|row| row.id).collect();
    }

    pub(super) fn put(&mut self, row: Enrolment) {
        let keep = |set: &mut BTreeSet<EnrolmentId>, belongs: bool| {
            if belongs {
                set.insert(row.id);
            } else {
                set.remove(&row.id);
            }
        };
        keep(&mut self.waiting, row.waits_for(self.format));
        keep(&mut self.unfinished, row.is_unfinished());
        keep(&mut self.to_delete, row.is_to_delete());
        self.count_held(&row);
        match self.index.get(&row.id).and_then(|at| self.rows.get_mut(*at)) {
            Some(old) => *old = Arc::new(row),
            None => {
                self.tokens.insert(row.token.clone());
                self.index.insert(row.id, self.rows.len());
                self.rows.push(Arc::new(row));
            }
        }
        self.changed();
    }

    fn count_held(&mut self, new: &Enrolment) {
        let old = self.get(new.id).filter(|old| old.is_held()).map(|old| old.upn.folded());
        if let Some(upn) = old
            && let Some(count) = self.held.get_mut(&upn)
        {
            *count -= 1;
            if *count == 0 {
                self.held.remove(&upn);
            }
        }
        if new.is_held() {
            *self.held.entry(new.upn.folded()).or_default() += 1;
        }
    }

    // --- looking for some ---------------------------------------------------------------------------------------------

    /// Another number for each change of rows, query or the names of people.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// Rows, query or the names of people are others now.
    pub(super) const fn changed(&mut self) {
        self.version += 1;
        self.search = match self.search {
            Search::Fresh | Search::Stale => Search::Stale,
            Search::UnderWay | Search::UnderWayStale => Search::UnderWayStale,
        };
    }

    pub(super) fn look_for(&mut self, query: Query) {
        if self.query != query {
            self.query = query;
            self.changed();
        }
    }

    /// What is to be looked for now; one at a time, and always the newest.
    pub(super) fn next_search(
        &mut self,
        roster: &Arc<Roster>,
        zone: &jiff::tz::TimeZone,
        now: i64,
    ) -> Option<FindRequest> {
        if self.search != Search::Stale {
            return None;
        }
        self.search = Search::UnderWay;
        Some(FindRequest {
            rows: self.rows.clone(),
            query: self.query.clone(),
            roster: Arc::clone(roster),
            zone: zone.clone(),
            now,
            session: self.session,
        })
    }

    pub(super) fn searched(&mut self, found: Found) {
        if found.session != self.session {
            return;
        }
        self.search = match self.search {
            Search::UnderWayStale | Search::Stale => Search::Stale,
            Search::Fresh => return,
            Search::UnderWay => Search::Fresh,
        };
        self.found = found;
    }

    // --- the selected one ---------------------------------------------------------------------------------------------

    pub(super) fn select(&mut self, id: EnrolmentId) {
        if self.selected() != Some(id) {
            self.shown = Some(Shown {
                id,
                trail: vec![],
                secret: None,
            });
        }
    }

    pub(super) fn deselect(&mut self) {
        self.shown = None;
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
