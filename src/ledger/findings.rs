//! What can be found in a ledger that is not as Tapdesk left it, a sentence each. How it is looked for is said in
//! [`super::audit`], what follows from it in [`super::doubts`].

use strum::IntoStaticStr;
use thiserror::Error;

use super::SlotKind;
use super::store::Table;
use crate::desk::{EnrolmentId, Upn};
use crate::token2::{Serial, TokenId};

/// An enrolment by what people call it. The texts are what stands in the ledger, right or not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The number of its row.
    pub id: EnrolmentId,
    /// The UPN that its row holds.
    pub upn: Upn,
    /// The serial that its row holds, with the profile, if there is one.
    pub token: TokenId,
}

impl std::fmt::Display for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (token {})", self.upn, self.token)
    }
}

/// What is kept in rows beside the enrolments themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The enrolments, taken as a whole: rows are missing, doubled or put back.
    Enrolments,
    /// Which rows left in which file.
    Exports,
    /// What became of enrolments later.
    Fates,
    /// Who sat at the desk.
    Operators,
    /// The list of people.
    People,
    /// The tokens with a factory seed, and the files in which they came.
    Stock,
    /// The numbers that were given to rows.
    Numbers,
}

impl Part {
    /// The part that a table belongs to, if it is one of these.
    pub(super) const fn of(table: Table) -> Option<Self> {
        Some(match table {
            Table::Enrolment => Self::Enrolments,
            Table::Export | Table::ExportRow => Self::Exports,
            Table::Fate => Self::Fates,
            Table::Operator => Self::Operators,
            Table::Person => Self::People,
            Table::Stock | Table::StockFile => Self::Stock,
            Table::Ledger | Table::Trail | Table::TrailHead | Table::VaultSlot => return None,
        })
    }

    /// Whether it decides which rows leave.
    #[must_use]
    pub const fn decides_what_leaves(self) -> bool {
        matches!(self, Self::Enrolments | Self::Exports | Self::Fates)
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Enrolments => "enrollments",
            Self::Exports => "exports",
            Self::Fates => "records of lost, replaced and returned tokens",
            Self::Operators => "operators",
            Self::People => "the list of people",
            Self::Stock => "the tokens in stock",
            Self::Numbers => "the numbers of entries",
        }
    }
}

/// What became of an enrolment after the backup was made that was put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Since {
    /// Its token was written for a later enrolment: its seed is dead.
    Rewritten,
    /// It was replaced or reported lost.
    Gone,
    /// It left in a file.
    Exported,
    /// Its UPN, or how far it came, was another one in the end.
    Changed,
}

impl Since {
    /// The word that the ledger writes.
    pub(super) fn word(self) -> &'static str {
        self.into()
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Rewritten => "its token was written anew after the backup",
            Self::Gone => "it was replaced or reported lost after the backup",
            Self::Exported => "it left in a file after the backup",
            Self::Changed => "it was changed after the backup",
        }
    }
}

/// One thing in a ledger that is not as Tapdesk left it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum Finding {
    /// Entries of the trail.
    #[error("the trail was changed: entries were altered, taken out or cut off")]
    Trail,
    /// The whole ledger, to an earlier day.
    #[error("the ledger was put back to an earlier state: its trail ends at entry {entry}, and it was at {was}")]
    PutBack {
        /// The last entry that is there.
        entry: i64,
        /// The last one that was there.
        was: i64,
    },
    /// The anchor beside the ledger.
    #[error("the anchor beside the ledger is missing or not its own, so it cannot be told whether it was put back")]
    Anchor,
    /// A passphrase that was not used.
    #[error("the {} was changed outside of Tapdesk; choose it anew", .0.words())]
    Slot(SlotKind),
    /// Rows of a table.
    #[error("{} were changed outside of Tapdesk: rows were altered, added, taken out or put back", .0.words())]
    Rows(Part),
    /// Something of the row of one enrolment.
    #[error("the enrollment of {0} was changed outside of Tapdesk")]
    Altered(Named),
    /// A seed that does not open.
    #[error("the seed of {0} cannot be opened")]
    SeedUnreadable(Named),
    /// A seed that is not there, though nobody purged it.
    #[error("the seed of {0} is gone, and it was not purged here")]
    SeedGone(Named),
    /// A seed that is there though it was purged.
    #[error("the seed of {0} was purged and is there again")]
    SeedBack(Named),
    /// The factory seed of a token in stock: it does not open, is gone, or is there again.
    #[error("the factory seed of token {0} is not as it was kept; import its file again")]
    StockSeed(Serial),
    /// The factory seed of a token in stock is gone, and nobody has the token.
    #[error("the factory seed of token {0} is gone, and nobody has the token; import its file again")]
    StockSeedGone(Serial),
    /// A token in stock that was handed out or written after the backup that was put back was made.
    #[error("token {0} was handed out or written after the backup was made, and is in stock no more")]
    StockSince(Serial),
    /// What happened after the backup that was put back was made.
    #[error("{named}: {what}", named = .1, what = .0.words())]
    Since(Since, Named),
    /// The ledger that a restore has set aside.
    #[error("the ledger that was set aside cannot be read: what happened after the backup is not known")]
    AsideUnreadable,
    /// An enrolment that is held back.
    #[error("the enrollment of {0} is in doubt: compare its code, or write its token again")]
    InDoubt(Named),
}

impl Finding {
    /// The enrolment that it is about.
    #[must_use]
    pub const fn about(&self) -> Option<&Named> {
        match self {
            Self::Altered(named)
            | Self::SeedUnreadable(named)
            | Self::SeedGone(named)
            | Self::SeedBack(named)
            | Self::Since(_, named)
            | Self::InDoubt(named) => Some(named),
            Self::AsideUnreadable
            | Self::StockSeed(_)
            | Self::StockSeedGone(_)
            | Self::StockSince(_)
            | Self::Trail
            | Self::PutBack { .. }
            | Self::Anchor
            | Self::Slot(_)
            | Self::Rows(_) => None,
        }
    }

    /// For the log of the program, which names nobody.
    #[must_use]
    pub fn to_log(&self) -> String {
        match self.about() {
            Some(named) => format!("enrollment {} is not as Tapdesk left it", named.id.0),
            None => self.to_string(),
        }
    }
}
