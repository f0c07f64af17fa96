//! What the formats of files that leave have in common: the interface that each of them fills, and the rows that it gets.
//!
//! A format knows what its bytes are and which rows it refuses, and nothing of disks, ledgers and windows. It is a file of
//! its own in this room, a line in [`super::FORMATS`] and its texts, whose names begin with its word.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::desk::{Accepted, Enrolment, Roster, SealedRow, Upn};
use crate::otp::{Hidden, Parameters, Seed};
use crate::token2::{Make, TokenId};

/// A format of files that leave.
pub trait Format: fmt::Debug + Send + Sync {
    /// What it is called in the ledger and the settings: small letters with hyphens, and never changed.
    fn word(&self) -> &'static str;

    /// How the names of its files begin.
    fn stem(&self) -> &'static str;

    /// How they end, without the dot.
    fn ending(&self) -> &'static str;

    /// Everything for which it may refuse a row.
    fn refuses(&self) -> &'static [Refusal];

    /// The refusal of each row, `None` where it is fine, as far as that is seen without the secrets.
    fn refusals(&self, rows: &[Row<'_>]) -> Vec<Option<Refusal>>;

    /// Whether its secrets are encrypted: then it makes no bytes without a [`Sealing`].
    fn is_sealed(&self) -> bool {
        false
    }

    /// What the system that reads it takes.
    fn limits(&self) -> Limits {
        Limits::default()
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// [`NotMade`]; then there are no bytes.
    fn bytes(&self, rows: &[(Row<'_>, &Seed)], options: &Options) -> Result<Hidden<Vec<u8>>, NotMade>;

    /// The first lines as they will stand in the file, secrets hidden.
    fn preview(&self, rows: &[Row<'_>], options: &Options) -> Vec<String>;
}

/// What a system takes, as far as it is known to have a limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// Tokens that it activates within five minutes.
    pub activations: Option<usize>,
    /// Tokens and authenticator apps, together, that it takes for one person.
    pub methods: Option<usize>,
}

impl Limits {
    /// Those of Entra ID, as Microsoft documents them for hardware OATH tokens.
    pub const ENTRA: Self = Self {
        activations: Some(200),
        methods: Some(Accepted::MOST),
    };
}

/// Rows by their index, each with the reason for which it is refused.
pub type Refused = Vec<(usize, Refusal)>;

/// Why there are no bytes of a file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotMade {
    /// Rows are refused.
    #[error("rows are refused")]
    Refused(Refused),
    /// The format encrypts, and nobody gave a passphrase.
    #[error("the secrets are to be encrypted, and no passphrase was given")]
    NoPassphrase,
    /// The format encrypts, and there was no randomness for that.
    #[error(transparent)]
    NoRandom(#[from] NoRandom),
    /// A cipher did not take its key.
    #[error("the secrets could not be encrypted")]
    NotEncrypted,
}

impl NotMade {
    /// The refused rows; none where something else is in the way.
    #[must_use]
    pub fn refused(self) -> Refused {
        match self {
            Self::Refused(refused) => refused,
            Self::NoPassphrase | Self::NoRandom(_) | Self::NotEncrypted => vec![],
        }
    }
}

impl From<Refused> for NotMade {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl dyn Format {
    /// The name of a file that was made at `stamp`.
    #[must_use]
    pub fn file_name(&self, stamp: &str) -> String {
        format!("{}-{stamp}.{}", self.stem(), self.ending())
    }

    /// The stamp in a name that `file_name` gives.
    #[must_use]
    pub fn stamp_of<'n>(&self, name: &'n str) -> Option<&'n str> {
        let rest = name.strip_prefix(self.stem())?.strip_prefix('-')?;
        rest.strip_suffix(self.ending())?.strip_suffix('.')
    }
}

impl PartialEq for dyn Format {
    fn eq(&self, other: &Self) -> bool {
        self.word() == other.word()
    }
}

impl Eq for dyn Format {}

impl Serialize for dyn Format {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// Everything of a row but its secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    /// Who the token is for, as it is to stand in the file.
    pub upn: &'a Upn,
    /// The object ID of that account in Entra ID, where the list of people knows it.
    pub object_id: Option<&'a str>,
    /// What holds the seed: a token, or a profile of one.
    pub token: &'a TokenId,
    /// Who made that token, and which model it is.
    pub make: &'a Make,
    /// Hash and step.
    pub parameters: Parameters,
}

impl<'a> Row<'a> {
    /// A row of an enrolment.
    #[must_use]
    pub fn of(row: &'a Enrolment, people: &'a Roster) -> Self {
        Self {
            upn: &row.upn,
            object_id: people.object_id(&row.upn),
            token: &row.token,
            make: &row.make,
            parameters: row.parameters,
        }
    }

    /// A row of an enrolment whose seed was opened.
    #[must_use]
    pub fn opened(row: &'a SealedRow, people: &'a Roster) -> Self {
        Self {
            upn: &row.upn,
            object_id: people.object_id(&row.upn),
            token: &row.token,
            make: &row.make,
            parameters: row.parameters,
        }
    }
}

/// What may be chosen of formats; each looks at what it knows.
#[derive(Debug, Default)]
pub struct Options {
    /// How the column of the time step is called.
    pub spelling: Spelling,
    /// What encrypts the secrets; a format that needs it makes no bytes without it.
    pub sealing: Option<Sealing>,
}

/// What encrypts the secrets of a file.
pub struct Sealing {
    /// What whoever opens it has to know.
    pub passphrase: Arc<Hidden<String>>,
    /// Fills bytes at random.
    pub random: Random,
}

impl fmt::Debug for Sealing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealing").finish_non_exhaustive()
    }
}

/// Fills bytes at random; handed in, so that a file is as it was tested.
pub type Random = Arc<dyn Fn(&mut [u8]) -> Result<(), NoRandom> + Send + Sync>;

/// There were no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the system gave no random bytes")]
pub struct NoRandom;

/// How the column of the time step is called in an Entra ID CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Spelling {
    /// As Microsoft writes it now.
    #[default]
    #[serde(rename = "time interval")]
    TwoWords,
    /// As older tools do.
    #[serde(rename = "timeinterval")]
    OneWord,
}

/// Why a format refuses a row: who takes the file would refuse it, or take it wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum Refusal {
    /// A UPN with `#EXT#`: the account of a guest.
    #[error("a guest gets no hardware token")]
    Guest,
    /// No UPN that could be held there.
    #[error("this is not a UPN that could be held there")]
    Upn,
    /// The file cannot say that hash.
    #[error("the file cannot carry the hash of this token")]
    Algorithm,
    /// The file cannot say that step, or not beside that of the other rows.
    #[error("the file cannot carry the time step of this token")]
    Period,
    /// No serial as printed on a token.
    #[error("this is not a serial as printed on a token")]
    Serial,
    /// The serial is in the file already.
    #[error("this serial is twice in the file")]
    Twice,
    /// A character that would need quotes, or that a spreadsheet would run.
    #[error("a field has a character that the file cannot carry")]
    Character,
    /// The secret has a length for which there is no place, or that would be taken for something else.
    #[error("the file cannot carry a secret of that length")]
    Secret,
    /// An earlier row with this serial has to be deleted there first.
    #[error("this serial is still there for somebody who is not to use it any more")]
    StillThere,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Guest,
        Self::Upn,
        Self::Algorithm,
        Self::Period,
        Self::Serial,
        Self::Twice,
        Self::Character,
        Self::Secret,
        Self::StillThere,
    ];
}
