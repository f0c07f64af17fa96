//! A file of factory seeds is taken in: as a whole or not at all.

use super::LedgerError;
use super::change::Change;
use super::opened::OpenLedger;
use super::seeds::binding;
use super::stock::{all, known};
use super::store::{Column, Table, Value};
use super::trail::TrailEvent;
use crate::desk::{Delivery, FactoryToken, Stock, StockFileId};
use crate::token2::{Serial, TokenId};

impl OpenLedger<'_> {
    /// Takes a whole file in, or nothing of it. How far it came is told now and then; a token that came to be known meanwhile
    /// makes all of it fail.
    pub(super) fn take_in(&mut self, delivery: &Delivery, told: &mut dyn FnMut(usize)) -> Result<Stock, LedgerError> {
        /// So many between two looks at whether it was cancelled.
        const AT_ONCE: usize = 1000;
        let change = self.change()?;
        let serials: Vec<Serial> = delivery.tokens.iter().map(|token| token.serial.clone()).collect();
        if !known(&change, &serials)?.is_empty() {
            return Err(LedgerError::ChangedMeanwhile);
        }
        let file = change.keep_stock_file(delivery)?;
        for (at, token) in delivery.tokens.iter().enumerate() {
            if at.is_multiple_of(AT_ONCE) {
                if delivery.cancel.is_cancelled() {
                    return Err(LedgerError::Cancelled);
                }
                told(at);
            }
            change.keep_stock(file, token)?;
        }
        let detail = format!("{}: {}", delivery.tokens.len(), delivery.name);
        change.note(TrailEvent::StockImported, None, &detail)?;
        if delivery.cancel.is_cancelled() {
            return Err(LedgerError::Cancelled);
        }
        change.commit()?;
        all(&*self.read()?)
    }
}

impl Change<'_> {
    fn keep_stock_file(&self, delivery: &Delivery) -> Result<StockFileId, LedgerError> {
        let values = vec![
            (Column::At, self.by.at.into()),
            (Column::Operator, self.operator()?.into()),
            (Column::Name, (&delivery.name).into()),
            (Column::Sha256, delivery.sha256.into()),
        ];
        Ok(StockFileId(self.insert(Table::StockFile, &values)?))
    }

    fn keep_stock(&self, file: StockFileId, token: &FactoryToken) -> Result<(), LedgerError> {
        let mut uid = [0; 16];
        self.by.vault.fill(&mut uid)?;
        let id = TokenId::from(token.serial.clone());
        let sealed = self.by.vault.seal(&token.seed, &binding(&uid, &id, token.parameters))?;
        let values = vec![
            (Column::Serial, token.serial.as_str().into()),
            (Column::File, file.0.into()),
            (Column::Uid, uid.into()),
            (Column::Maker, token.make.maker().into()),
            (Column::Model, token.make.model().into()),
            (Column::Algorithm, Value::word(token.parameters.algorithm)),
            (Column::Period, token.parameters.period.seconds().cast_signed().into()),
            (Column::Nonce, sealed.nonce.into()),
            (Column::Sealed, sealed.bytes.into()),
        ];
        self.insert(Table::Stock, &values).map(drop)
    }
}
