//! The tables of a ledger and their columns, by the names that they have in every engine.
//!
//! The order of the columns is that in which a row's tag covers them: a new one goes behind all others of its table.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// A table of the ledger. In a file it goes by the name of the variant in snake case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Table {
    Enrolment,
    Export,
    ExportRow,
    Fate,
    Ledger,
    Operator,
    Person,
    Stock,
    StockFile,
    Trail,
    TrailHead,
    VaultSlot,
}

/// A column; the same name means the same in every table but for `Kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Column {
    Algorithm,
    At,
    Badge,
    BrokeAt,
    ClockWitness,
    ConfirmedAt,
    ConfirmedBy,
    ConfirmedDrift,
    Department,
    Detail,
    Disabled,
    DriftAfter,
    DriftBefore,
    Enrolment,
    Entry,
    Event,
    Export,
    File,
    Fingerprint,
    Format,
    Generation,
    Guest,
    Id,
    Kind,
    Lanes,
    LastAt,
    Link,
    Maker,
    MemoryKib,
    Model,
    Name,
    Nonce,
    Note,
    ObjectId,
    One,
    Operator,
    Outcome,
    Partial,
    Passes,
    Path,
    Period,
    Profile,
    Replaces,
    RestoredAt,
    Salt,
    Seal,
    Sealed,
    Serial,
    Sha256,
    State,
    Station,
    Sums,
    Touched,
    Uid,
    Upn,
    UpnFolded,
    Wrapped,
}

use Column as C;

const ENROLMENT: &[C] = &[
    C::Id,
    C::Uid,
    C::At,
    C::Upn,
    C::UpnFolded,
    C::Serial,
    C::Model,
    C::Kind,
    C::Algorithm,
    C::Period,
    C::Outcome,
    C::Touched,
    C::Operator,
    C::Nonce,
    C::Sealed,
    C::Fingerprint,
    C::DriftBefore,
    C::DriftAfter,
    C::ClockWitness,
    C::ConfirmedAt,
    C::ConfirmedBy,
    C::ConfirmedDrift,
    C::BrokeAt,
    C::Replaces,
    C::Seal,
    C::Profile,
    C::Maker,
];

const EXPORT: &[C] = &[
    C::Id,
    C::At,
    C::Operator,
    C::Format,
    C::Path,
    C::Partial,
    C::Sha256,
    C::State,
    C::Entry,
    C::Link,
];

const TRAIL: &[C] = &[
    C::Id,
    C::At,
    C::Operator,
    C::Station,
    C::Event,
    C::Enrolment,
    C::Detail,
    C::Link,
];

const PERSON: &[C] = &[
    C::UpnFolded,
    C::Upn,
    C::Name,
    C::Department,
    C::Badge,
    C::ObjectId,
    C::Guest,
    C::Disabled,
];

const STOCK: &[C] = &[
    C::Serial,
    C::File,
    C::Uid,
    C::Maker,
    C::Model,
    C::Algorithm,
    C::Period,
    C::Nonce,
    C::Sealed,
    C::Enrolment,
];

const VAULT_SLOT: &[C] = &[
    C::Kind,
    C::MemoryKib,
    C::Passes,
    C::Lanes,
    C::Salt,
    C::Nonce,
    C::Wrapped,
    C::Generation,
];

impl Table {
    /// All its columns, in the order in which a tag covers them.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Enrolment => ENROLMENT,
            Self::Export => EXPORT,
            Self::ExportRow => &[C::Export, C::Enrolment],
            Self::Fate => &[C::Id, C::Enrolment, C::At, C::Operator, C::Kind, C::Note],
            Self::Ledger => &[C::One, C::Uid, C::RestoredAt],
            Self::Operator => &[C::Id, C::Name, C::LastAt],
            Self::Person => PERSON,
            Self::Stock => STOCK,
            Self::StockFile => &[C::Id, C::At, C::Operator, C::Name, C::Sha256],
            Self::Trail => TRAIL,
            Self::TrailHead => &[C::One, C::Entry, C::Seal, C::Link, C::Sums],
            Self::VaultSlot => VAULT_SLOT,
        }
    }

    /// What tells its rows apart, and by what they are ordered.
    pub const fn key(self) -> &'static [Column] {
        match self {
            Self::Enrolment | Self::Export | Self::Fate | Self::Operator | Self::StockFile | Self::Trail => &[C::Id],
            Self::ExportRow => &[C::Export, C::Enrolment],
            Self::Ledger | Self::TrailHead => &[C::One],
            Self::Person => &[C::UpnFolded],
            Self::Stock => &[C::Serial],
            Self::VaultSlot => &[C::Kind],
        }
    }

    /// What it is called in the file.
    pub fn name(self) -> &'static str {
        self.into()
    }
}
