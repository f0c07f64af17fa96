//! What lies on the reader, and since when.

use crate::token2::{Model, Serial, TokenId, TokenInfo};

/// One stay of something on a reader, from the moment it is laid down until it is lifted. Never used twice in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlacementId(pub u64);

/// The pad of the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pad {
    /// Nothing lies there.
    #[default]
    Empty,
    /// Something was laid down before the station could see it, or was used already. It is not written before it has
    /// been lifted.
    Spent(PlacementId),
    /// Something was laid down while the station watched, and has not been used yet.
    Fresh(PlacementId),
}

impl Pad {
    /// Marks what lies there as used.
    pub(super) fn spend(&mut self) {
        if let Self::Fresh(id) = *self {
            *self = Self::Spent(id);
        }
    }

    /// What lies there, used or not.
    #[must_use]
    pub const fn placement(self) -> Option<PlacementId> {
        match self {
            Self::Empty => None,
            Self::Spent(id) | Self::Fresh(id) => Some(id),
        }
    }

    /// Whether `id` lies there, used or not.
    pub(super) fn holds(self, id: PlacementId) -> bool {
        matches!(self, Self::Spent(there) | Self::Fresh(there) if there == id)
    }
}

/// What a reader found on its pad.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A token that may be written.
    Token(Token),
    /// Something that may not be written, a token of an unknown model among it.
    Other(NotToken),
    /// It went away before it could be read.
    Gone,
}

impl Found {
    /// Its serial, if it is a token.
    #[must_use]
    pub const fn serial(&self) -> Option<&Serial> {
        match self {
            Self::Token(token) => Some(token.id.serial()),
            Self::Other(NotToken::UnknownModel(stranger)) => Some(&stranger.info.serial),
            Self::Other(_) | Self::Gone => None,
        }
    }
}

/// A token of a known model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Which it is.
    pub id: TokenId,
    /// The model, told by the serial.
    pub model: Model,
    /// Token clock minus station clock when it was read, seconds.
    pub drift: i64,
    /// What it answered, for the details.
    pub raw: Vec<u8>,
}

impl Token {
    /// The token behind `info`, read when the station's clock said `now`; `None` for a model that may not be written.
    #[must_use]
    pub fn known(info: &TokenInfo, now: i64) -> Option<Self> {
        Some(Self {
            id: info.serial.clone().into(),
            model: info.model()?,
            drift: info.drift(now),
            raw: info.raw.clone(),
        })
    }
}

/// A card that is no token that can be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotToken {
    /// The reader feels something but gets no answer.
    PlacedBadly,
    /// A storage card: a staff badge, a sticker.
    StorageCard,
    /// A FIDO key.
    FidoKey,
    /// A key with an OATH application.
    OathKey,
    /// A bank card.
    BankCard,
    /// A phone, with a wallet or without. It is known by a UID drawn anew at each touch, which some identity cards have
    /// as well.
    Phone,
    /// Some other card.
    UnknownCard,
    /// A token, but of no model that is known here.
    UnknownModel(Stranger),
}

/// A token of an unknown model: it is read and shown, and never written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stranger {
    /// What it answered.
    pub info: TokenInfo,
    /// Token clock minus station clock when it was read, seconds.
    pub drift: i64,
}

impl Stranger {
    /// The token behind `info`, read when the station's clock said `now`.
    #[must_use]
    pub fn new(info: TokenInfo, now: i64) -> Self {
        let drift = info.drift(now);
        Self { info, drift }
    }
}
