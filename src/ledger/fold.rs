//! How an enrolment stands: its own row, what became of it, where it left, and what later rows did to its token.
//!
//! These are the rules of the ledger, said once for one enrolment and for all of them; an engine knows none of them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::LedgerError;
use super::records::{EnrolmentRow, ExportRow, FateKind, FateRow, Peer};
use super::store::{Column, Query, Reading, Row, Table, Value};
use crate::desk::{Enrolment, EnrolmentId, Handed, Later, Left, Outcome, Standing};
use crate::token2::TokenId;

/// All enrolments, oldest first. Each table is read once; what every row is held against comes first.
pub(super) fn all(reading: &dyn Reading) -> Result<Vec<Enrolment>, LedgerError> {
    let mut beside = Beside::default();
    reading.each(&Query::all(Table::Operator), &mut |row| beside.operator(&row))?;
    reading.each(&Query::all(Table::Fate), &mut |row| beside.fate(&row))?;
    reading.each(&Query::all(Table::Export).only(ExportRow::COLUMNS), &mut |row| {
        beside.export(&row)
    })?;
    reading.each(&Query::all(Table::ExportRow), &mut |row| beside.left(&row))?;
    let mut all = Vec::new();
    reading.each(&Query::all(Table::Enrolment).only(EnrolmentRow::COLUMNS), &mut |row| {
        all.push(EnrolmentRow::read(&row)?);
        Ok(())
    })?;
    all.iter().for_each(|row| beside.token(row.touched, row.id, &row.token));
    // a secret that one row alone has is in use by no other
    let mut by_secret: Vec<&EnrolmentRow> = all.iter().collect();
    by_secret.sort_unstable_by(|one, other| one.secret().cmp(&other.secret()));
    let shared = by_secret.chunk_by(|one, other| one.secret() == other.secret());
    for row in shared.filter(|rows| rows.len() > 1).flatten() {
        beside.secret(row.id, &row.token, Some(row.outcome), || {
            (row.upn_folded.clone(), row.fingerprint.clone())
        });
    }
    drop(by_secret);
    Ok(all.into_iter().map(|row| beside.enrolment(row)).collect())
}

/// These enrolments, in their order. What they are held against is looked up for all of them at once.
pub(super) fn these(reading: &dyn Reading, rows: Vec<EnrolmentRow>) -> Result<Vec<Enrolment>, LedgerError> {
    let people = distinct(rows.iter().map(|row| Value::from(&row.upn_folded)));
    let of_people = peers(reading, Column::UpnFolded, &people)?;
    let tokens = rows.iter().map(|row| &row.token);
    let tokens = tokens.chain(of_people.iter().map(|peer| &peer.token));
    let serials = tokens.map(|token| Value::from(token.serial().as_str()));
    let of_tokens = peers(reading, Column::Serial, &distinct(serials))?;
    let mut beside = Beside::default();
    beside.look_up(reading, &rows, &of_people)?;
    for peer in of_tokens {
        beside.token(peer.touched, peer.id, &peer.token);
    }
    for peer in of_people {
        beside.secret(peer.id, &peer.token, peer.outcome, || {
            (peer.upn_folded, peer.fingerprint)
        });
    }
    Ok(rows.into_iter().map(|row| beside.enrolment(row)).collect())
}

fn peers(reading: &dyn Reading, column: Column, values: &[Value]) -> Result<Vec<Peer>, LedgerError> {
    let found = reading.among(&Query::all(Table::Enrolment).only(Peer::COLUMNS), column, values)?;
    found.iter().map(Peer::read).collect()
}

fn distinct(values: impl Iterator<Item = Value>) -> Vec<Value> {
    values.collect::<BTreeSet<_>>().into_iter().collect()
}

/// What enrolments are held against.
#[derive(Default)]
struct Beside {
    /// Each name once, whoever enrolled how many.
    operators: HashMap<i64, Arc<str>>,
    later: HashMap<EnrolmentId, Later>,
    /// Of those of which nothing became.
    nothing: Arc<Later>,
    /// The exports whose rows count as left, when they were begun, and in which format.
    exports: HashMap<i64, (i64, Arc<str>)>,
    formats: HashSet<Arc<str>>,
    left: HashMap<EnrolmentId, Left>,
    /// The last enrolment that may have changed a token.
    touched: HashMap<TokenId, EnrolmentId>,
    /// Which enrolments use a secret, by its person and its fingerprint.
    in_use: HashMap<(String, Vec<u8>), InUse>,
}

/// By which enrolments of its person a secret is in use.
struct InUse {
    by: EnrolmentId,
    by_others: bool,
}

impl Beside {
    /// Looks up what is kept in other tables of `rows`, and what became of `peers`.
    fn look_up(&mut self, reading: &dyn Reading, rows: &[EnrolmentRow], peers: &[Peer]) -> Result<(), LedgerError> {
        let by = |table, column, values: &[Value]| reading.among(&Query::all(table), column, values);
        let operators = distinct(rows.iter().map(|row| row.operator.into()));
        for row in by(Table::Operator, Column::Id, &operators)? {
            self.operator(&row)?;
        }
        let ids = distinct(rows.iter().map(|row| row.id.0.into()));
        let known = rows.iter().map(|row| row.id).chain(peers.iter().map(|peer| peer.id));
        for row in by(Table::Fate, Column::Enrolment, &distinct(known.map(|id| id.0.into())))? {
            self.fate(&row)?;
        }
        let left = by(Table::ExportRow, Column::Enrolment, &ids)?;
        let exports = left.iter().map(|row| Ok(row.get::<i64>(Column::Export)?.into()));
        let exports = exports.collect::<Result<Vec<Value>, LedgerError>>()?;
        for row in by(Table::Export, Column::Id, &distinct(exports.into_iter()))? {
            self.export(&row)?;
        }
        left.iter().try_for_each(|row| self.left(row))
    }

    fn operator(&mut self, row: &Row) -> Result<(), LedgerError> {
        let name: String = row.get(Column::Name)?;
        self.operators.insert(row.get(Column::Id)?, name.into());
        Ok(())
    }

    /// Takes the fates of an enrolment one after the other, as they came.
    fn fate(&mut self, row: &Row) -> Result<(), LedgerError> {
        if let Some(fate) = FateRow::read(row)? {
            become_of(self.later.entry(fate.enrolment).or_default(), fate);
        }
        Ok(())
    }

    fn export(&mut self, row: &Row) -> Result<(), LedgerError> {
        let export = ExportRow::read(row)?;
        if export.has_left() {
            let word: Arc<str> = export.format.into();
            let format = self.formats.get(&word).cloned().unwrap_or(word);
            self.formats.insert(Arc::clone(&format));
            self.exports.insert(export.id, (export.at, format));
        }
        Ok(())
    }

    /// An export counts as soon as its file may be in place.
    fn left(&mut self, row: &Row) -> Result<(), LedgerError> {
        if let Some((at, format)) = self.exports.get(&row.get(Column::Export)?) {
            let left = self.left.entry(EnrolmentId(row.get(Column::Enrolment)?)).or_default();
            left.note(format, *at);
        }
        Ok(())
    }

    fn token(&mut self, touched: bool, id: EnrolmentId, token: &TokenId) {
        if !touched {
            return;
        }
        match self.touched.get_mut(token) {
            Some(last) => *last = id.max(*last),
            None => drop(self.touched.insert(token.clone(), id)),
        }
    }

    /// Comes after what became of it and what was written to its token.
    fn secret(
        &mut self,
        id: EnrolmentId,
        token: &TokenId,
        outcome: Option<Outcome>,
        secret: impl FnOnce() -> (String, Vec<u8>),
    ) {
        let begun = matches!(
            outcome,
            Some(Outcome::Burning | Outcome::Interrupted | Outcome::Burned | Outcome::Confirmed)
        );
        let later = self.later.get(&id);
        let is_gone = later.is_some_and(|later| later.replaced.is_some() || later.lost.is_some());
        if !begun || is_gone || self.is_superseded(id, token) {
            return;
        }
        let in_use = self.in_use.entry(secret());
        in_use
            .and_modify(|in_use| in_use.by_others |= in_use.by != id)
            .or_insert(InUse {
                by: id,
                by_others: false,
            });
    }

    /// Whether a later enrolment may have changed its token.
    fn is_superseded(&self, id: EnrolmentId, token: &TokenId) -> bool {
        self.touched.get(token).is_some_and(|last| *last > id)
    }

    /// The enrolment of a row.
    fn enrolment(&self, row: EnrolmentRow) -> Enrolment {
        let standing = if self.is_superseded(row.id, &row.token) {
            Standing::Superseded
        } else {
            Standing::Current
        };
        let in_use = self.in_use.get(&(row.upn_folded, row.fingerprint));
        let later = match self.later.get(&row.id) {
            Some(later) => Arc::new(later.clone()),
            None => Arc::clone(&self.nothing),
        };
        Enrolment {
            id: row.id,
            at: row.at,
            upn: row.upn,
            token: row.token,
            make: row.make,
            kind: row.kind,
            parameters: row.parameters,
            outcome: row.outcome,
            broke_at: row.broke_at,
            standing,
            // one who was taken out from outside, which is told, takes no enrolment along
            operator: self.operators.get(&row.operator).cloned().unwrap_or_default(),
            confirmation: row.confirmation,
            drift_before: row.drift_before,
            left: self.left.get(&row.id).cloned().unwrap_or_default(),
            has_seed: row.has_seed,
            witness: row.witness,
            later,
            lives_on: in_use.is_some_and(|in_use| in_use.by_others || in_use.by != row.id),
        }
    }
}

/// One more thing became of an enrolment.
fn become_of(later: &mut Later, fate: FateRow) {
    let at = fate.at;
    match fate.kind {
        FateKind::Replaced => later.replaced = Some(at),
        FateKind::Stands => later.replaced = None,
        FateKind::Lost => later.lost = later.lost.max(Some(at)),
        FateKind::HandedOver => {
            let before = later.handed.as_ref().map_or(at, |handed| handed.at);
            later.handed = Some(Handed {
                at: at.max(before),
                to: fate.note,
            });
        }
        FateKind::Deleted => later.deleted = later.deleted.max(Some(at)),
        FateKind::InEntra => later.in_entra = later.in_entra.max(Some(at)),
        FateKind::Elsewhere => later.elsewhere = later.elsewhere.max(Some(at)),
        FateKind::Doubted => later.doubted = Some(at),
        FateKind::Settled => later.doubted = None,
        FateKind::Purged => {}
    }
}
