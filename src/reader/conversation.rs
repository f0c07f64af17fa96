//! Talking to one card: what is it, and the burn. Knows no PC/SC, so that a simulated card is talked to by this same code.

use crate::desk::{NotToken, Stranger, Token};
use crate::token2::{Burn, BurnFailure, BurnPlan, BurnStep, Burned, Command, Response, StatusWord, TokenInfo, Turn};

/// A card within a transaction.
pub trait Card {
    /// Sends an APDU and returns the answer with its status word.
    ///
    /// # Errors
    /// [`CardLost`]. After it, the card must not be used again: it is unknown whether the APDU arrived, and the handle
    /// may have moved to another card.
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, CardLost>;
}

/// The card does not answer any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the card does not answer any more")]
pub struct CardLost;

/// FIDO, as keys with U2F or FIDO2 have it.
const FIDO: [u8; 8] = [0xA0, 0x00, 0x00, 0x06, 0x47, 0x2F, 0x00, 0x01];
/// OATH, as some keys with a screenless authenticator have it.
const OATH: [u8; 7] = [0xA0, 0x00, 0x00, 0x05, 0x27, 0x21, 0x01];
/// The list of payment applications that every contactless bank card has (EMV Contactless, book B).
const PAYMENT: &[u8] = b"2PAY.SYS.DDF01";
/// What the ATR of a storage card contains (PC/SC part 3, section 3.1.3.2.3.1).
const STORAGE_CARD: [u8; 8] = [0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06];

/// What is told of a card before anything is sent to it: one that is powered badly, and one that is not to be sent anything.
pub(super) fn at_first_sight(is_mute: bool, atr: &[u8]) -> Option<NotToken> {
    match () {
        () if is_mute => Some(NotToken::PlacedBadly),
        () if is_storage_card(atr) => Some(NotToken::StorageCard),
        () => None,
    }
}

/// Whether the ATR says that this is a storage card.
fn is_storage_card(atr: &[u8]) -> bool {
    atr.windows(STORAGE_CARD.len()).any(|window| window == STORAGE_CARD)
}

/// Reads the info; only a card that has none is asked what else it might be. `now` is Unix seconds.
///
/// # Errors
/// [`CardLost`] when it went away meanwhile.
pub fn identify(card: &mut dyn Card, now: i64) -> Result<Result<(Token, TokenInfo), NotToken>, CardLost> {
    let answer = exchange(card, &Command::read_info())?;
    let response = Response::parse(&answer).ok_or(CardLost)?;
    if response.status == StatusWord::Success
        && let Ok(info) = TokenInfo::parse(response.data)
    {
        return Ok(match Token::known(&info, now) {
            Some(token) => Ok((token, info)),
            None => Err(NotToken::UnknownModel(Stranger::new(info, now))),
        });
    }
    Ok(Err(what_else(card)?))
}

/// What a card without info is. A payment application with a random UID is the wallet of a phone.
fn what_else(card: &mut dyn Card) -> Result<NotToken, CardLost> {
    if has(card, &FIDO)? {
        return Ok(NotToken::FidoKey);
    }
    if has(card, &OATH)? {
        return Ok(NotToken::OathKey);
    }
    let pays = has(card, PAYMENT)?;
    Ok(match (has_random_uid(card)?, pays) {
        (true, _) => NotToken::Phone,
        (false, true) => NotToken::BankCard,
        (false, false) => NotToken::UnknownCard,
    })
}

fn has(card: &mut dyn Card, application: &[u8]) -> Result<bool, CardLost> {
    let answer = exchange(card, &Command::select(application))?;
    let response = Response::parse(&answer).ok_or(CardLost)?;
    Ok(response.status == StatusWord::Success)
}

/// Whether the UID is drawn anew at each touch: four bytes that begin with 08 (ISO/IEC 14443-3), as phones have it. A
/// reader that refuses to tell the UID leaves it at no.
fn has_random_uid(card: &mut dyn Card) -> Result<bool, CardLost> {
    let answer = exchange(card, &Command::read_uid())?;
    let response = Response::parse(&answer).ok_or(CardLost)?;
    Ok(response.status == StatusWord::Success && matches!(response.data, [0x08, _, _, _]))
}

/// Burns, reading the info first.
///
/// # Errors
/// How it ended short of its last write.
pub fn burn(
    card: &mut dyn Card,
    plan: &BurnPlan,
    now: &dyn Fn() -> i64,
    progress: &mut dyn FnMut(BurnStep),
) -> Result<Burned, BurnFailure> {
    drive(card, Burn::start(plan), now, progress)
}

/// Burns in the transaction in which the token was looked at. The info is read again all the same: the handle may have
/// moved to another token since, without an error.
///
/// # Errors
/// How it ended short of its last write.
pub fn burn_after(
    card: &mut dyn Card,
    plan: &BurnPlan,
    seen: TokenInfo,
    now: &dyn Fn() -> i64,
    progress: &mut dyn FnMut(BurnStep),
) -> Result<Burned, BurnFailure> {
    drive(card, Burn::start_after(plan, seen), now, progress)
}

fn drive(
    card: &mut dyn Card,
    mut turn: Turn<'_>,
    now: &dyn Fn() -> i64,
    progress: &mut dyn FnMut(BurnStep),
) -> Result<Burned, BurnFailure> {
    loop {
        turn = match turn {
            Turn::Done(burned) => return Ok(burned),
            Turn::Failed(failure) => return Err(failure),
            Turn::Send(command, burn) => {
                progress(burn.step());
                tracing::debug!(command = command.name(), "to the token");
                match exchange(card, &command) {
                    Ok(answer) => burn.answer(&answer, now()),
                    Err(CardLost) => burn.lost(),
                }
            }
        };
    }
}

/// One command and its answer. On a contact reader 61xx says that the data waits to be fetched; 6Cxx is never repaired,
/// because the last byte of a write belongs to its MAC.
fn exchange(card: &mut dyn Card, command: &Command) -> Result<Vec<u8>, CardLost> {
    const PIECES: usize = 4;
    let mut answer = card.transmit(command.bytes())?;
    for _ in 0..PIECES {
        let Some(StatusWord::MoreData(length)) = Response::parse(&answer).map(|response| response.status) else {
            break;
        };
        answer.truncate(answer.len().saturating_sub(2));
        answer.extend(card.transmit(Command::get_response(length).bytes())?);
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token2::{Model, Serial, Simulator};

    struct Scripted(Vec<(Vec<u8>, Vec<u8>)>);

    impl Card for Scripted {
        fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, CardLost> {
            let (expected, answer) = self.0.remove(0);
            assert!(apdu.starts_with(&expected), "{apdu:02X?}");
            Ok(answer)
        }
    }

    fn select(application: &[u8], answer: [u8; 2]) -> (Vec<u8>, Vec<u8>) {
        (Command::select(application).bytes().to_vec(), answer.to_vec())
    }

    fn uid(answer: &[u8]) -> (Vec<u8>, Vec<u8>) {
        (Command::read_uid().bytes().to_vec(), answer.to_vec())
    }

    fn info(answer: Vec<u8>) -> (Vec<u8>, Vec<u8>) {
        (Command::read_info().bytes().to_vec(), answer)
    }

    const YES: [u8; 2] = [0x90, 0x00];
    const NO: [u8; 2] = [0x6A, 0x82];
    const FIXED: [u8; 6] = [0x5A, 0x11, 0x22, 0x33, 0x90, 0x00];
    const RANDOM: [u8; 6] = [0x08, 0x11, 0x22, 0x33, 0x90, 0x00];

    /// A card that knows no info and no key's application, and what it answers to the last two questions.
    fn no_key(pays: [u8; 2], its_uid: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
        vec![
            info(vec![0x6E, 0x00]),
            select(&FIDO, NO),
            select(&OATH, NO),
            select(PAYMENT, pays),
            uid(its_uid),
        ]
    }

    /// What is found, when every answer of the script has been asked for.
    fn found(script: Vec<(Vec<u8>, Vec<u8>)>) -> Result<Result<(Token, TokenInfo), NotToken>, CardLost> {
        let mut card = Scripted(script);
        let found = identify(&mut card, 0);
        assert!(card.0.is_empty(), "{} questions were not asked", card.0.len());
        found
    }

    #[test]
    fn a_card_without_info_is_asked_what_it_is() {
        let unknown = || info(vec![0x6E, 0x00]);
        for (script, what) in [
            (vec![unknown(), select(&FIDO, YES)], NotToken::FidoKey),
            (
                vec![unknown(), select(&FIDO, NO), select(&OATH, YES)],
                NotToken::OathKey,
            ),
            (no_key(YES, &FIXED), NotToken::BankCard),
            (no_key(YES, &RANDOM), NotToken::Phone),
            (no_key(NO, &RANDOM), NotToken::Phone),
            (no_key(NO, &FIXED), NotToken::UnknownCard),
        ] {
            assert_eq!(found(script), Ok(Err(what)));
        }
    }

    #[test]
    fn only_four_bytes_that_begin_with_08_are_a_random_uid() {
        let seven = [0x08, 1, 2, 3, 4, 5, 6, 0x90, 0x00];
        let refused = [0x6A, 0x81];
        let no_success = [0x08, 1, 2, 3, 0x63, 0x00];
        for its_uid in [&seven[..], &refused, &no_success, &YES] {
            assert_eq!(found(no_key(NO, its_uid)), Ok(Err(NotToken::UnknownCard)));
            assert_eq!(found(no_key(YES, its_uid)), Ok(Err(NotToken::BankCard)));
        }
    }

    #[test]
    fn a_card_that_leaves_at_any_question_is_lost() {
        for asked in 1..=5 {
            let mut script = no_key(NO, &FIXED);
            script.truncate(asked);
            script[asked - 1].1.clear();
            assert_eq!(found(script), Err(CardLost), "{asked}");
        }
    }

    #[test]
    fn a_token_of_an_unknown_model_is_told_with_what_it_said() {
        let serial = Serial::parse("8659699000001").unwrap();
        let mut token = Simulator::new(serial.clone(), None, -41);
        let answer = token.answer(Command::read_info().bytes(), 1_795_000_000);
        let raw = answer[..answer.len() - 2].to_vec();
        let said = identify(&mut Scripted(vec![info(answer)]), 1_795_000_000);
        let Ok(Err(NotToken::UnknownModel(stranger))) = said else {
            panic!("{said:?}")
        };
        assert_eq!((stranger.info.serial, stranger.drift), (serial, -41));
        assert_eq!((stranger.info.clock, stranger.info.raw), (1_794_999_959, raw));
    }

    #[test]
    fn an_answer_shorter_than_a_status_word_is_a_lost_card() {
        for short in [vec![], vec![0x90]] {
            assert_eq!(identify(&mut Scripted(vec![info(short)]), 0), Err(CardLost));
        }
    }

    #[test]
    fn a_contact_reader_hands_the_answer_out_in_pieces() {
        let mut token = Simulator::new(Serial::parse("8659632000001").unwrap(), None, 5);
        let whole = token.answer(Command::read_info().bytes(), 1_795_000_000);
        let left = u8::try_from(whole.len() - 2).unwrap();
        let script = vec![info(vec![0x61, left]), (vec![0x00, 0xC0, 0x00, 0x00, left], whole)];
        let found = identify(&mut Scripted(script), 1_795_000_000);
        assert_eq!(found.unwrap().unwrap().0.model, Model::C302I);
    }

    #[test]
    fn storage_cards_are_known_by_their_atr() {
        let badge = [
            0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06, 0x03, 0x00, 0x01, 0x00, 0x00, 0x00,
            0x00, 0x6A,
        ];
        assert!(is_storage_card(&badge));
        assert!(!is_storage_card(&[0x3B, 0x80, 0x80, 0x01, 0x01]));
    }
}
