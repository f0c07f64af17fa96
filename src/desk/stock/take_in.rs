//! Taking in a file of factory seeds as a machine: it is read, held against what is known, the operator agrees, and it is kept
//! as a whole or not at all.
//!
//! Rules that this file keeps, whatever the order of answers: nothing is kept before the operator has seen what is left out; a
//! file that is given up changes nothing; what is told of another file than the one in hand changes nothing of this one.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::order::{
    FileOfStock, KeepStock, ReadStock, StockContent, StockFiled, StockKept, StockKey, StockTrouble, TakeInId,
};
use super::plan::HandOutList;
use super::tokens::{Cancel, Delivery, Stock, StockReason, StockSkipped};
use crate::desk::Deletion;
use crate::token2::Serial;

/// How far it came.
#[derive(Debug, Default)]
pub enum TakeInStage {
    /// None was asked for.
    #[default]
    Idle,
    /// The file is being read.
    Reading(Cancel),
    /// It is being held against what is known.
    Comparing(Comparing),
    /// What decrypts it is asked for.
    NeedsKey {
        /// Whether one was tried in vain.
        wrong: bool,
    },
    /// So much would be taken in; the operator decides.
    Asked(Content),
    /// It is being kept.
    Keeping {
        /// So many are by now.
        done: usize,
        /// Of so many.
        of: usize,
        /// Says that it is not wanted any more.
        cancel: Cancel,
    },
    /// It is in stock.
    Done {
        /// How many tokens.
        count: usize,
        /// Whether its file was deleted, once that was wanted.
        deleted: Option<Deletion>,
    },
    /// Its file is being deleted.
    Deleting {
        /// How many tokens are in stock out of it.
        count: usize,
    },
    /// Nothing was changed.
    Failed(StockTrouble),
}

/// What was read, while it is held against what is known.
#[derive(Debug)]
pub struct Comparing(StockContent);

/// What would be taken in.
#[derive(Debug)]
pub struct Content {
    content: StockContent,
}

impl Content {
    /// How many tokens.
    #[must_use]
    pub fn count(&self) -> usize {
        self.content.read.tokens.len()
    }

    /// The serials of the first and the last of them.
    #[must_use]
    pub fn ends(&self) -> Option<(&Serial, &Serial)> {
        let tokens = &self.content.read.tokens;
        Some((&tokens.first()?.1.serial, &tokens.last()?.1.serial))
    }
}

/// What happens to a file that is taken in.
#[derive(Debug)]
pub enum TakeInEvent {
    /// The operator has chosen a file.
    Chosen(PathBuf),
    /// What decrypts it.
    KeyGiven(StockKey),
    /// The operator wants what can be taken in.
    Agreed,
    /// It is not wanted any more, or the result was read.
    Dismissed,
    /// The file that was taken in is to be deleted.
    WantsDeleted,
    /// From the files.
    Filed(StockFiled),
    /// From the ledger.
    Kept(StockKept),
    /// A part that may have had it in hand has ended by a fault, in its words.
    PartDied(String),
}

/// What is to be done.
#[derive(Debug)]
pub enum TakeInEffect {
    /// By the files.
    File(FileOfStock),
    /// By the ledger.
    Keep(KeepStock),
    /// This is everything in stock from now on.
    Use(Stock),
    /// The ledger holds more than any backup.
    BackUp,
    /// That file is a list of who gets which token.
    HandOut(PathBuf, HandOutList),
}

/// The file in hand, and what the last one left out. [`TakeIn::step`] takes every event.
#[derive(Debug, Default)]
pub struct TakeIn {
    id: TakeInId,
    path: PathBuf,
    sha256: [u8; 32],
    stage: TakeInStage,
    left_out: Vec<StockSkipped>,
}

type Effects = Vec<TakeInEffect>;

impl TakeIn {
    /// Of a desk that was closed: what was asked for this one is not taken for what the next asks for.
    #[must_use]
    pub fn anew(&self) -> Self {
        self.give_up();
        Self {
            id: self.id,
            ..Self::default()
        }
    }

    /// The number of the file in hand.
    #[must_use]
    pub const fn id(&self) -> TakeInId {
        self.id
    }

    /// How far it came.
    #[must_use]
    pub const fn stage(&self) -> &TakeInStage {
        &self.stage
    }

    /// The file in hand.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The lines that are left out.
    #[must_use]
    pub fn left_out(&self) -> &[StockSkipped] {
        &self.left_out
    }

    /// Takes what happened and says what is to be done.
    pub fn step(&mut self, event: TakeInEvent) -> Effects {
        match event {
            TakeInEvent::Chosen(path) => self.begin(path),
            TakeInEvent::KeyGiven(key) => {
                if matches!(self.stage, TakeInStage::NeedsKey { .. }) {
                    return self.read(Some(key));
                }
                vec![]
            }
            TakeInEvent::Agreed => self.keep(),
            TakeInEvent::Dismissed => self.dismiss(),
            TakeInEvent::WantsDeleted => self.delete(),
            TakeInEvent::Filed(StockFiled::Read(id, read)) if self.id == id => self.was_read(read),
            TakeInEvent::Filed(StockFiled::Deleted(id, deletion)) if self.id == id => {
                if let TakeInStage::Deleting { count } = self.stage {
                    let deleted = Some(deletion);
                    self.stage = TakeInStage::Done { count, deleted };
                }
                vec![]
            }
            TakeInEvent::Filed(_) => vec![],
            TakeInEvent::Kept(kept) => self.kept(kept),
            TakeInEvent::PartDied(why) => {
                match self.stage {
                    TakeInStage::Reading(_) | TakeInStage::Comparing(_) | TakeInStage::Keeping { .. } => {
                        self.stage = TakeInStage::Failed(StockTrouble::Part(why));
                    }
                    TakeInStage::Deleting { count } => {
                        let deleted = Some(Deletion::Failed(why));
                        self.stage = TakeInStage::Done { count, deleted };
                    }
                    _ => {}
                }
                vec![]
            }
        }
    }

    /// Whether another file has to wait: this one is being kept, or deleted.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        matches!(self.stage, TakeInStage::Keeping { .. } | TakeInStage::Deleting { .. })
    }

    /// Whether it is still to be said what becomes of the file whose tokens are in stock.
    #[must_use]
    pub const fn offers_deletion(&self) -> bool {
        matches!(
            self.stage,
            TakeInStage::Done {
                deleted: None | Some(Deletion::Failed(_)),
                ..
            }
        )
    }

    /// What is being read is given up first.
    fn begin(&mut self, path: PathBuf) -> Effects {
        if self.is_busy() {
            return vec![];
        }
        self.give_up();
        self.path = path;
        self.read(None)
    }

    fn read(&mut self, key: Option<StockKey>) -> Effects {
        self.id = self.id.next();
        self.left_out.clear();
        let cancel = Cancel::default();
        self.stage = TakeInStage::Reading(cancel.clone());
        vec![TakeInEffect::File(FileOfStock::Read {
            id: self.id,
            path: self.path.clone(),
            key,
            cancel,
        })]
    }

    fn give_up(&self) {
        if let TakeInStage::Reading(cancel) | TakeInStage::Keeping { cancel, .. } = &self.stage {
            cancel.cancel();
        }
    }

    fn delete(&mut self) -> Effects {
        match self.stage {
            TakeInStage::Done { count, .. } if self.offers_deletion() => {
                self.stage = TakeInStage::Deleting { count };
                let order = FileOfStock::Delete(self.id, self.path.clone(), self.sha256);
                vec![TakeInEffect::File(order)]
            }
            _ => vec![],
        }
    }

    /// What is being kept says itself whether it was given up in time; what is being deleted says how that went.
    fn dismiss(&mut self) -> Effects {
        self.give_up();
        if !self.is_busy() {
            self.id = self.id.next();
            self.stage = TakeInStage::Idle;
            self.left_out.clear();
        }
        vec![]
    }

    fn was_read(&mut self, read: Result<ReadStock, StockTrouble>) -> Effects {
        if !matches!(self.stage, TakeInStage::Reading(_)) {
            return vec![];
        }
        match read {
            Ok(ReadStock::List(list)) => {
                self.stage = TakeInStage::Idle;
                vec![TakeInEffect::HandOut(self.path.clone(), list)]
            }
            Ok(ReadStock::Seeds(content)) => {
                let tokens = content.read.tokens.iter();
                let serials = tokens.map(|(_, token)| token.serial.clone()).collect();
                self.stage = TakeInStage::Comparing(Comparing(content));
                vec![TakeInEffect::Keep(KeepStock::Compare(self.id, serials))]
            }
            Err(why) => {
                self.stage = match why {
                    StockTrouble::NeedsKey => TakeInStage::NeedsKey { wrong: false },
                    StockTrouble::WrongKey => TakeInStage::NeedsKey { wrong: true },
                    why => TakeInStage::Failed(why),
                };
                vec![]
            }
        }
    }

    /// What is known already is left out with its line.
    fn compared(&mut self, known: &HashMap<Serial, StockReason>) {
        let mut content = match std::mem::take(&mut self.stage) {
            TakeInStage::Comparing(Comparing(content)) => content,
            other => return self.stage = other,
        };
        let (mut tokens, mut skipped) = (Vec::new(), std::mem::take(&mut content.read.skipped));
        for (line, token) in std::mem::take(&mut content.read.tokens) {
            match known.get(&token.serial) {
                Some(why) => skipped.push(StockSkipped { line, why: *why }),
                None => tokens.push((line, token)),
            }
        }
        skipped.sort_by_key(|skipped| skipped.line);
        self.left_out = skipped;
        content.read.tokens = tokens;
        self.stage = if content.read.tokens.is_empty() {
            TakeInStage::Failed(StockTrouble::Nothing)
        } else {
            TakeInStage::Asked(Content { content })
        };
    }

    fn keep(&mut self) -> Effects {
        match std::mem::take(&mut self.stage) {
            TakeInStage::Asked(Content { content }) => {
                let cancel = Cancel::default();
                self.sha256 = content.sha256;
                self.stage = TakeInStage::Keeping {
                    done: 0,
                    of: content.read.tokens.len(),
                    cancel: cancel.clone(),
                };
                let name = self.path.file_name().unwrap_or_default();
                let delivery = Delivery {
                    name: name.to_string_lossy().into_owned(),
                    sha256: content.sha256,
                    tokens: content.read.tokens.into_iter().map(|(_, token)| token).collect(),
                    cancel,
                };
                vec![TakeInEffect::Keep(KeepStock::TakeIn(self.id, delivery))]
            }
            other => {
                self.stage = other;
                vec![]
            }
        }
    }

    fn kept(&mut self, kept: StockKept) -> Effects {
        match kept {
            StockKept::Compared(id, known) if self.id == id => {
                self.compared(&known);
                vec![]
            }
            StockKept::Progress(id, so_many) if self.id == id => {
                if let TakeInStage::Keeping { done, .. } = &mut self.stage {
                    *done = so_many;
                }
                vec![]
            }
            // it is in stock, whoever waits for that by now
            StockKept::TakenIn(id, stock) => {
                if self.id == id
                    && let TakeInStage::Keeping { of, .. } = self.stage
                {
                    self.stage = TakeInStage::Done {
                        count: of,
                        deleted: None,
                    };
                }
                vec![TakeInEffect::Use(stock), TakeInEffect::BackUp]
            }
            StockKept::Cancelled(id) if self.id == id => {
                self.stage = TakeInStage::Idle;
                self.left_out.clear();
                vec![]
            }
            StockKept::Failed(id, why) if self.id == id => {
                self.stage = TakeInStage::Failed(StockTrouble::Part(why));
                vec![]
            }
            StockKept::Compared(..) | StockKept::Progress(..) | StockKept::Cancelled(_) | StockKept::Failed(..) => {
                vec![]
            }
        }
    }
}
