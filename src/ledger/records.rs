//! Rows as values: what each holds, read in one place and in words that are typed. What follows from them is said above.

use strum::{EnumString, IntoStaticStr};

use super::LedgerError;
use super::store::{Column, Query, Reading, Row, Table};
use crate::desk::{Confirmation, EnrolmentId, Fate, Kind, Outcome, Upn, Witness};
use crate::otp::{Parameters, Period};
use crate::token2::{BurnStep, Make, Model, Profile, Serial, TokenId};

/// An enrolment as its own row tells it. Whether there is a seed is told, and not the seed.
pub(super) struct EnrolmentRow {
    pub id: EnrolmentId,
    pub at: i64,
    pub upn: Upn,
    pub upn_folded: String,
    pub token: TokenId,
    pub make: Make,
    pub kind: Kind,
    pub parameters: Parameters,
    pub outcome: Outcome,
    /// Whether its token may have been changed by it.
    pub touched: bool,
    pub operator: i64,
    pub has_seed: bool,
    pub fingerprint: Vec<u8>,
    pub drift_before: Option<i64>,
    pub witness: Option<Witness>,
    pub confirmation: Option<Confirmation>,
    pub broke_at: Option<BurnStep>,
    /// The one whose place it takes as soon as it is confirmed.
    pub replaces: Option<EnrolmentId>,
}

impl EnrolmentRow {
    /// What of a row is read here.
    pub const COLUMNS: &[Column] = &[
        Column::Id,
        Column::At,
        Column::Upn,
        Column::UpnFolded,
        Column::Serial,
        Column::Profile,
        Column::Model,
        Column::Maker,
        Column::Kind,
        Column::Algorithm,
        Column::Period,
        Column::Outcome,
        Column::Touched,
        Column::Operator,
        Column::Sealed,
        Column::Fingerprint,
        Column::DriftBefore,
        Column::ClockWitness,
        Column::ConfirmedBy,
        Column::ConfirmedDrift,
        Column::BrokeAt,
        Column::Replaces,
    ];

    /// Reads a row that has these columns.
    pub fn read(row: &Row) -> Result<Self, LedgerError> {
        let confirmation = match row.word_or_none(Column::ConfirmedBy)? {
            Some(by) => Some(Confirmation {
                by,
                drift: row.get(Column::ConfirmedDrift)?,
            }),
            None => None,
        };
        Ok(Self {
            id: EnrolmentId(row.get(Column::Id)?),
            at: row.get(Column::At)?,
            upn: Upn::kept(row.get(Column::Upn)?),
            upn_folded: row.get(Column::UpnFolded)?,
            token: token(row)?,
            make: make(row)?,
            kind: row.word(Column::Kind)?,
            parameters: parameters(row)?,
            outcome: row.word(Column::Outcome)?,
            touched: row.get::<i64>(Column::Touched)? == 1,
            operator: row.get(Column::Operator)?,
            has_seed: row.has(Column::Sealed),
            fingerprint: row.get(Column::Fingerprint)?,
            drift_before: row.get(Column::DriftBefore)?,
            witness: row.word_or_none(Column::ClockWitness)?,
            confirmation,
            broke_at: row.word_or_none(Column::BrokeAt)?,
            replaces: row.get::<Option<i64>>(Column::Replaces)?.map(EnrolmentId),
        })
    }

    /// Its person and the fingerprint of its secret.
    pub const fn secret(&self) -> (&str, &[u8]) {
        (self.upn_folded.as_str(), self.fingerprint.as_slice())
    }

    /// Those that a query finds.
    pub fn select(reading: &dyn Reading, query: &Query) -> Result<Vec<Self>, LedgerError> {
        reading.select(query)?.iter().map(Self::read).collect()
    }

    /// Those of a query with that number.
    pub fn one(reading: &dyn Reading, id: EnrolmentId) -> Result<Self, LedgerError> {
        let row = reading.first(&Query::by(Table::Enrolment, Column::Id, id.0))?;
        Self::read(&row.ok_or(LedgerError::NotFound)?)
    }
}

/// The token of an enrolment.
pub(super) fn token(row: &Row) -> Result<TokenId, LedgerError> {
    let profile = row.get::<Option<i64>>(Column::Profile)?.map(u8::try_from);
    let profile = profile.transpose().map_err(|_| LedgerError::Damaged)?;
    Ok(TokenId::new(
        Serial::kept(row.get(Column::Serial)?),
        profile.map(Profile),
    ))
}

/// Without a maker it is a model that may be written.
fn make(row: &Row) -> Result<Make, LedgerError> {
    let model: String = row.get(Column::Model)?;
    match row.get::<Option<String>>(Column::Maker)? {
        None => Ok(Model::by_name(&model).ok_or(LedgerError::Damaged)?.into()),
        Some(maker) => Ok(Make::new(&maker, &model)),
    }
}

/// Hash and step of an enrolment.
pub(super) fn parameters(row: &Row) -> Result<Parameters, LedgerError> {
    let seconds: i64 = row.get(Column::Period)?;
    Ok(Parameters {
        algorithm: row.word(Column::Algorithm)?,
        period: if seconds == 60 { Period::Sixty } else { Period::Thirty },
    })
}

/// What an enrolment says of others of its token, its person and its secret.
pub(super) struct Peer {
    pub id: EnrolmentId,
    pub upn_folded: String,
    pub token: TokenId,
    /// None where this version does not know it.
    pub outcome: Option<Outcome>,
    /// Whether the token may have been changed by it.
    pub touched: bool,
    pub fingerprint: Vec<u8>,
}

impl Peer {
    pub const COLUMNS: &[Column] = &[
        Column::Id,
        Column::UpnFolded,
        Column::Serial,
        Column::Profile,
        Column::Outcome,
        Column::Touched,
        Column::Fingerprint,
    ];

    pub fn read(row: &Row) -> Result<Self, LedgerError> {
        Ok(Self {
            id: EnrolmentId(row.get(Column::Id)?),
            upn_folded: row.get(Column::UpnFolded)?,
            token: token(row)?,
            outcome: row.known_word(Column::Outcome),
            touched: row.get::<i64>(Column::Touched)? == 1,
            fingerprint: row.get(Column::Fingerprint)?,
        })
    }
}

/// What a fate is called in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(super) enum FateKind {
    Replaced,
    Stands,
    Lost,
    HandedOver,
    Deleted,
    InEntra,
    Elsewhere,
    Doubted,
    Settled,
    /// Its seed was removed for good.
    Purged,
}

impl From<&Fate> for FateKind {
    fn from(fate: &Fate) -> Self {
        match fate {
            Fate::Replaced => Self::Replaced,
            Fate::Lost => Self::Lost,
            Fate::HandedOver(_) => Self::HandedOver,
            Fate::Deleted => Self::Deleted,
            Fate::InEntra => Self::InEntra,
            Fate::Elsewhere => Self::Elsewhere,
            Fate::Doubted => Self::Doubted,
            Fate::Stands => Self::Stands,
            Fate::Settled => Self::Settled,
        }
    }
}

/// One thing that became of an enrolment.
pub(super) struct FateRow {
    pub enrolment: EnrolmentId,
    pub at: i64,
    pub kind: FateKind,
    pub note: String,
}

impl FateRow {
    /// None for what this version does not know: it decides nothing.
    pub fn read(row: &Row) -> Result<Option<Self>, LedgerError> {
        let Some(kind) = row.known_word(Column::Kind) else {
            return Ok(None);
        };
        Ok(Some(Self {
            enrolment: EnrolmentId(row.get(Column::Enrolment)?),
            at: row.get(Column::At)?,
            kind,
            note: row.get(Column::Note)?,
        }))
    }
}

/// How far an export came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(super) enum ExportState {
    /// Its temporary file is being written.
    Prepared,
    /// That is whole and synced, and about to get its name.
    Placing,
    /// The file is in place and synced.
    Written,
    /// It never came to be.
    Void,
}

impl ExportState {
    /// Whether its file may be in place: its rows count as left.
    pub const fn has_left(self) -> bool {
        matches!(self, Self::Placing | Self::Written)
    }

    /// Whether its end is not known.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Prepared | Self::Placing)
    }
}

/// An export, as far as it decides whether its rows count as left.
pub(super) struct ExportRow {
    pub id: i64,
    pub at: i64,
    /// The word of its format.
    pub format: String,
    /// None where this version does not know it.
    pub state: Option<ExportState>,
}

impl ExportRow {
    pub const COLUMNS: &[Column] = &[Column::Id, Column::At, Column::Format, Column::State];

    pub fn read(row: &Row) -> Result<Self, LedgerError> {
        Ok(Self {
            id: row.get(Column::Id)?,
            at: row.get(Column::At)?,
            format: row.get(Column::Format)?,
            state: row.known_word(Column::State),
        })
    }

    /// Whether its rows count as left.
    pub fn has_left(&self) -> bool {
        self.state.is_some_and(ExportState::has_left)
    }

    /// Those that have that enrolment in them, oldest first.
    pub fn with(reading: &dyn Reading, id: EnrolmentId) -> Result<Vec<Self>, LedgerError> {
        let rows = reading.select(&Query::by(Table::ExportRow, Column::Enrolment, id.0))?;
        let exports = rows.iter().map(|row| {
            let export: i64 = row.get(Column::Export)?;
            reading.first(&Query::by(Table::Export, Column::Id, export).only(Self::COLUMNS))
        });
        let found = exports.filter_map(Result::transpose);
        found.map(|row| Self::read(&row?)).collect()
    }
}

/// The enrolments in an export.
pub(super) fn rows_of(reading: &dyn Reading, export: i64) -> Result<Vec<EnrolmentId>, LedgerError> {
    let rows = reading.select(&Query::by(Table::ExportRow, Column::Export, export))?;
    rows.iter()
        .map(|row| Ok(EnrolmentId(row.get(Column::Enrolment)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;
    use crate::desk::ConfirmedBy;
    use crate::ledger::{Since, SlotKind, TrailEvent};
    use crate::otp::Algorithm;

    /// Whether these are the words of these values, both ways.
    fn are<T: Copy + Into<&'static str> + std::str::FromStr>(values: &[T], words: &str) {
        let found: Vec<&str> = values.iter().map(|value| (*value).into()).collect();
        assert_eq!(found.join(" "), words);
        let back = words.split(' ').filter_map(|word| word.parse::<T>().ok());
        let back: Vec<&str> = back.map(Into::into).collect();
        assert_eq!(back, found);
    }

    #[test]
    fn the_words_are_those_that_stand_in_ledgers() {
        use {BurnStep as B, ExportState as E, FateKind as F, Outcome as O, Witness as W};
        are(Kind::VARIANTS, "random dictated factory");
        are(
            &[O::Burning, O::Interrupted, O::Burned, O::Confirmed, O::Abandoned],
            "burning interrupted burned confirmed abandoned",
        );
        assert_eq!("planned".parse(), Ok(O::Burning), "no version wrote one");
        are(&[ConfirmedBy::Typed, ConfirmedBy::Eye], "typed eye");
        are(&[W::System, W::Server, W::Operator], "system server operator");
        are(&[Algorithm::Sha1, Algorithm::Sha256], "sha1 sha256");
        are(
            &[
                B::Reading,
                B::Authenticating,
                B::WritingConfig,
                B::WritingSeed,
                B::ReadingBack,
            ],
            "reading authenticating clock seed reading-back",
        );
        are(
            &[
                F::Replaced,
                F::Stands,
                F::Lost,
                F::HandedOver,
                F::Deleted,
                F::InEntra,
                F::Elsewhere,
                F::Doubted,
                F::Settled,
                F::Purged,
            ],
            "replaced stands lost handed-over deleted in-entra elsewhere doubted settled purged",
        );
        are(
            &[E::Prepared, E::Placing, E::Written, E::Void],
            "prepared placing written void",
        );
        are(SlotKind::VARIANTS, "passphrase recovery");
        are(
            TrailEvent::VARIANTS,
            "ledger-made trail-broken altered opened recorded resumed burned interrupted nothing-written wrong-code \
             confirmed parked given-up upn-corrected secret-shown secret-copied export-begun export-shared export-placing exported \
             export-void file-deleted inventory-saved purged locked opened-by-recovery passphrase-changed recovery-set restored \
             replaced stands-again lost handed-over deleted clock-begun clock-set clock-unknown clock-vouched \
             clock-denied people-imported doubted recovery-declined stock-imported assigned factory-seed-gone back-in-stock \
             out-of-stock",
        );
        let since = [Since::Rewritten, Since::Gone, Since::Exported, Since::Changed];
        assert_eq!(since.map(Since::word), ["rewritten", "gone", "exported", "changed"]);
    }
}
