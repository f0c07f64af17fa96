//! An open ledger, with all that an order works with, and how it is read and changed.

use std::path::Path;

use super::change::{Author, Change, Writer};
use super::ground::Ground;
use super::store::{Reading, Store};
use super::trail::TrailEvent;
use super::vault::Vault;
use super::{Answer, LedgerError, rows, stock};
use crate::desk::EnrolmentId;

/// What every order of an open ledger works with.
pub(super) struct OpenLedger<'l> {
    pub store: &'l mut dyn Store,
    pub vault: &'l Vault,
    pub author: &'l Author,
    pub ground: &'l Ground,
    pub folder: &'l Path,
    /// Unix seconds.
    pub at: i64,
}

impl OpenLedger<'_> {
    /// Begins to read.
    pub fn read(&self) -> Result<Box<dyn Reading + '_>, LedgerError> {
        self.store.read()
    }

    /// Begins to write.
    pub fn change(&mut self) -> Result<Change<'_>, LedgerError> {
        let by = Writer {
            vault: self.vault,
            author: self.author,
            ground: self.ground,
            at: self.at,
        };
        Change::begin(self.store, by)
    }

    /// Keeps an entry of the trail and nothing else.
    pub fn note(&mut self, event: TrailEvent, id: Option<EnrolmentId>, detail: &str) -> Result<(), LedgerError> {
        let change = self.change()?;
        change.note(event, id, detail)?;
        change.commit()
    }

    /// Tells the enrolment and the others of its token, which it may supersede; and how that token stands in stock.
    pub fn tell_changed(&self, id: EnrolmentId, tell: &mut dyn FnMut(Answer)) -> Result<(), LedgerError> {
        let reading = self.read()?;
        let token = rows::named(&*reading, id)?.token;
        tell(Answer::Changed(rows::of_token(&*reading, &token)?));
        let stock = stock::of_serial(&*reading, token.serial())?;
        if !stock.is_empty() {
            tell(Answer::StockChanged(stock));
        }
        Ok(())
    }
}
