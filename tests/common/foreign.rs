//! What else people lay on a reader: cards that are no token, as far as they answer the questions that are put to them.
//!
//! Each says yes to what its kind has, and no in its own way to all the rest. Tokens are not among them: `Simulator`.

use super::vpcd::TOKEN_ATR;

/// A card that is no token.
#[derive(Clone)]
pub struct Foreign {
    pub atr: Vec<u8>,
    /// What an APDU begins with, and the answer to it.
    knows: Vec<(Vec<u8>, Vec<u8>)>,
    /// The answer to everything else.
    otherwise: [u8; 2],
}

/// The ATR of a storage card.
const BADGE_ATR: [u8; 20] = [
    0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06, 0x03, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00,
    0x6A,
];
const FIDO: &[u8] = &[0xA0, 0x00, 0x00, 0x06, 0x47, 0x2F, 0x00, 0x01];
const OATH: &[u8] = &[0xA0, 0x00, 0x00, 0x05, 0x27, 0x21, 0x01];
const PAYMENT: &[u8] = b"2PAY.SYS.DDF01";
const GET_UID: [u8; 5] = [0xFF, 0xCA, 0x00, 0x00, 0x00];
/// Drawn anew at each touch.
const RANDOM: &[u8] = &[0x08, 0x4D, 0x2C, 0x71];

const NOT_FOUND: [u8; 2] = [0x6A, 0x82];
const UNKNOWN_INSTRUCTION: [u8; 2] = [0x6D, 0x00];
const UNKNOWN_CLASS: [u8; 2] = [0x6E, 0x00];

impl Foreign {
    /// A staff badge. It says yes to everything, so that one that is asked at all is noticed.
    pub fn badge() -> Self {
        Self {
            atr: BADGE_ATR.to_vec(),
            knows: vec![],
            otherwise: [0x90, 0x00],
        }
    }

    pub fn fido_key() -> Self {
        Self::saying(UNKNOWN_CLASS)
            .with(FIDO, b"U2F_V2")
            .uid(&[0x27, 0x11, 0x22, 0x33])
    }

    pub fn oath_key() -> Self {
        Self::saying(UNKNOWN_INSTRUCTION)
            .with(OATH, &[0x79, 0x03, 0x05, 0x04, 0x03])
            .uid(&[0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66])
    }

    pub fn bank_card() -> Self {
        Self::saying(NOT_FOUND)
            .with(PAYMENT, &payments())
            .uid(&[0x5A, 0x11, 0x22, 0x33])
    }

    /// A phone with a wallet that is closed.
    pub fn phone() -> Self {
        Self::saying(NOT_FOUND).uid(RANDOM)
    }

    /// A phone that pays.
    pub fn wallet() -> Self {
        Self::saying(UNKNOWN_CLASS).with(PAYMENT, &payments()).uid(RANDOM)
    }

    /// A transit card, say. That a long UID begins like a random one means nothing.
    pub fn unknown() -> Self {
        Self::saying(NOT_FOUND).uid(&[0x08, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66])
    }

    /// A card on a reader that does not tell the UID.
    pub fn nameless() -> Self {
        Self::saying(UNKNOWN_CLASS)
    }

    fn saying(otherwise: [u8; 2]) -> Self {
        Self {
            atr: TOKEN_ATR.to_vec(),
            knows: vec![],
            otherwise,
        }
    }

    /// With the application of that name.
    fn with(self, name: &[u8], answer: &[u8]) -> Self {
        let mut select = vec![0x00, 0xA4, 0x04, 0x00, u8::try_from(name.len()).unwrap()];
        select.extend(name);
        self.knowing(&select, answer)
    }

    fn uid(self, uid: &[u8]) -> Self {
        self.knowing(&GET_UID, uid)
    }

    fn knowing(mut self, question: &[u8], data: &[u8]) -> Self {
        self.knows.push((question.to_vec(), [data, &[0x90, 0x00]].concat()));
        self
    }

    /// What is asked is known to the byte: with an Le more or less it is something else.
    pub fn answer(&self, apdu: &[u8]) -> Vec<u8> {
        let known = self.knows.iter().find(|(question, _)| question == apdu);
        known.map_or(self.otherwise.to_vec(), |(_, answer)| answer.clone())
    }
}

/// The list of one payment application, as a bank card gives it.
fn payments() -> Vec<u8> {
    let mut list = vec![0x6F, 0x23, 0x84, 0x0E];
    list.extend(PAYMENT);
    list.extend([0xA5, 0x11, 0xBF, 0x0C, 0x0E, 0x61, 0x0C, 0x4F, 0x07]);
    list.extend([0xA0, 0x00, 0x00, 0x00, 0x04, 0x10, 0x10, 0x87, 0x01, 0x01]);
    list
}
