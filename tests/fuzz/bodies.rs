//! What is done with bytes from outside, and what must hold whatever they are: the fuzzer drives these, and the ordinary
//! tests replay its corpora through them.
#![allow(dead_code, reason = "each fuzz target uses one of them")]

#[path = "../any_order/mod.rs"]
mod any_order;

use std::collections::{HashSet, VecDeque};

use tapdesk::desk::{Cancel, HandOutList, StockKey, Upn};
use tapdesk::export::{people, stock};
use tapdesk::ledger::{Answer, Ledger, Request, restore};
use tapdesk::otp::{Code, Otpauth, OtpauthError, Parameters, Pasted, Seed, codes, otpauth_uri, unwrapped};
use tapdesk::reader::{Card, CardLost, burn, identify};
use tapdesk::station::{Settings, system_random};
use tapdesk::token2::{BurnPlan, DisplayTimeout, Model, Serial, TokenInfo, Write};

const NOW: i64 = 1_795_338_005;
const OURS: &str = "8659622000123";
/// Of a model that keeps its seed when the clock is set.
const KEEPER: &str = "8659632000123";

/// The answer to "read info".
pub fn info(data: &[u8]) {
    if let Ok(info) = TokenInfo::parse(data) {
        assert_eq!(Serial::parse(info.serial.as_str()).as_ref(), Ok(&info.serial));
        assert_eq!(info.raw, data);
        assert_eq!(info.drift(i64::from(info.clock)), 0);
        let _ = (
            info.model(),
            info.drift(i64::MIN),
            info.drift(i64::MAX),
            info.serial.grouped(),
        );
    }
}

/// A card that answers what the bytes say: a length each, and so many bytes; 255 takes it away.
struct Scripted {
    answers: VecDeque<Option<Vec<u8>>>,
    sent: Vec<(u8, bool)>,
}

impl Scripted {
    fn new(mut data: &[u8]) -> Self {
        let mut answers = VecDeque::new();
        while let Some((length, rest)) = data.split_first() {
            let (answer, rest) = rest.split_at(usize::from(*length).min(rest.len()));
            answers.push_back((*length != u8::MAX).then(|| answer.to_vec()));
            data = rest;
        }
        Self {
            answers,
            sent: Vec::new(),
        }
    }

    fn count(&self, instruction: u8) -> usize {
        self.sent.iter().filter(|(sent, _)| *sent == instruction).count()
    }

    fn took(&self, instruction: u8) -> bool {
        self.sent.contains(&(instruction, true))
    }
}

impl Card for Scripted {
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, CardLost> {
        let answer = self.answers.pop_front().flatten();
        let instruction = apdu.get(1).copied().unwrap_or_default();
        let took = answer.as_deref().is_some_and(|answer| answer.ends_with(&[0x90, 0x00]));
        self.sent.push((instruction, took));
        answer.ok_or(CardLost)
    }
}

/// The answers of a card, while it is looked at and while it is burned.
pub fn answers(data: &[u8]) {
    let mut card = Scripted::new(data);
    let _ = identify(&mut card, NOW);
    assert_eq!(
        card.count(0xC5) + card.count(0xD4) + card.count(0xCE),
        0,
        "looking writes nothing"
    );

    let (Ok(serial), Ok(seed)) = (Serial::parse(OURS), Seed::new(b"12345678901234567890")) else {
        return;
    };
    let plan = BurnPlan {
        serial,
        write: Write::Seed(seed),
        parameters: Parameters::STANDARD,
        display: DisplayTimeout::default(),
    };
    let mut card = Scripted::new(data);
    let burned = burn(&mut card, &plan, &|| NOW, &mut |_| ()).is_ok();
    assert!(card.count(0xCE) <= 1, "one answer to the challenge");
    assert!(card.count(0xD4) <= 1 && card.count(0xC5) <= 1, "no write is repeated");
    assert!(
        card.count(0xD4) == 0 || card.took(0xCE),
        "nothing is written before the token agrees"
    );
    assert!(card.count(0xC5) == 0 || card.took(0xD4), "no seed without a clock");
    assert!(!burned || card.took(0xC5), "burned is what the token said yes to");
    clock_alone(data, KEEPER);
    clock_alone(data, OURS);
}

/// The same card, when the clock alone is to be set.
fn clock_alone(data: &[u8], serial: &str) {
    let Ok(serial) = Serial::parse(serial) else { return };
    let keeps = serial.model().is_some_and(Model::keeps_seed_on_config);
    let plan = BurnPlan {
        serial,
        write: Write::Clock,
        parameters: Parameters::STANDARD,
        display: DisplayTimeout::default(),
    };
    let mut card = Scripted::new(data);
    let set = burn(&mut card, &plan, &|| NOW, &mut |_| ()).is_ok();
    assert!(
        keeps || card.sent.is_empty(),
        "a token that would lose its seed is left alone"
    );
    assert!(card.count(0xCE) <= 1 && card.count(0xD4) <= 1, "nothing is repeated");
    assert_eq!(card.count(0xC5), 0, "no seed is written");
    assert!(
        card.count(0xD4) == 0 || card.took(0xCE),
        "no clock before the token agrees"
    );
    assert!(!set || card.took(0xD4), "set is what the token said yes to");
}

/// What is pasted or scanned.
pub fn pasted(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Pasted::Otpauth(Ok(read)) = Pasted::recognise(text) {
        let issuer = read.issuer.clone().unwrap_or_default();
        let written = otpauth_uri(&issuer, &read.account, &read.seed, read.parameters);
        match Otpauth::parse(&written) {
            Ok(again) => assert!(again.seed == read.seed && again.parameters == read.parameters),
            // percent signs make it longer
            Err(why) => assert!(why == OtpauthError::TooLong && written.len() > Otpauth::MAX_LEN),
        }
        let _ = codes(&read.seed, read.parameters, NOW);
    }
    // what is around a text is taken off once and for all, and changes nothing
    let bare = unwrapped(text);
    if text.len() <= Pasted::MAX_LEN {
        assert_eq!(
            Pasted::recognise(&format!("]Q2\\000026{}", *bare)),
            Pasted::recognise(&bare)
        );
    }
    if let Ok(upn) = Upn::parse(text) {
        assert_eq!(Upn::parse(upn.as_str()), Ok(upn));
    }
    if let Ok(serial) = Serial::parse(text) {
        let _ = (serial.model(), serial.grouped());
    }
    let _ = Code::parse(text);
    let _ = Seed::from_base32(text);
}

/// The settings.
pub fn settings(data: &[u8]) {
    let Some(text) = tapdesk::export::decode(data) else {
        return;
    };
    let (settings, _) = Settings::read(&text);
    assert_eq!(Settings::read(&settings.to_text()), (settings, vec![]));
}

/// A list of people: each of its lines is a person, is named, or is no row.
pub fn people(data: &[u8]) {
    let Ok(file) = people::read(data) else { return };
    for columns in [file.columns(), people::Columns::default()] {
        let found = file.people(&columns);
        let rows = (found.people.len() + found.skipped.len()) as u64;
        let others = found.lines.headings + found.lines.blank + found.lines.joined;
        assert_eq!(rows + others, found.lines.all, "every line is counted once");
        assert!(found.skipped.is_sorted_by_key(|row| row.line));
    }
    let _ = (file.sample(3), file.width());
}

/// A file of factory seeds: each of its lines or key packages is a token once, or is left out once.
pub fn stock(data: &[u8]) {
    // rounds that a file asks for take their time, and are no fault
    let slow = data.windows(b"Iteration".len()).any(|part| part == b"Iteration");
    let key = |text: &str| StockKey(text.to_owned().into());
    let keys = [None, Some(key("12345678901234567890123456789012"))];
    for key in keys.iter().filter(|key| key.is_none() || !slow) {
        let read = match stock::read(data, key.as_ref(), &Cancel::default()) {
            Ok(stock::Content::Seeds(read)) => read,
            Ok(stock::Content::List(list)) => {
                hand_out(&list);
                continue;
            }
            Err(_) => continue,
        };
        let mut lines: Vec<u64> = read.tokens.iter().map(|(line, _)| *line).collect();
        assert!(lines.is_sorted(), "in the order of the file");
        assert!(read.skipped.is_sorted_by_key(|skipped| skipped.line), "so is the rest");
        lines.extend(read.skipped.iter().map(|skipped| skipped.line));
        lines.sort_unstable();
        assert!(lines.array_windows().all(|[one, next]| one < next), "each line once");
        let serials: HashSet<&Serial> = read.tokens.iter().map(|(_, token)| &token.serial).collect();
        assert_eq!(serials.len(), read.tokens.len(), "each token once");
        for (_, token) in &read.tokens {
            assert_eq!(Serial::parse(token.serial.as_str()).as_ref(), Ok(&token.serial));
            assert!(token.seed.expose().len() >= 10, "no weak secret");
        }
    }
}

/// A list of who gets which token: each of its lines is a row once, or is left out once.
fn hand_out(list: &HandOutList) {
    let mut lines: Vec<u64> = list.lines.iter().map(|row| row.line).collect();
    assert!(lines.is_sorted() && list.skipped.is_sorted_by_key(|skipped| skipped.line));
    lines.extend(list.skipped.iter().map(|skipped| skipped.line));
    lines.sort_unstable();
    assert!(lines.array_windows().all(|[one, next]| one < next), "each line once");
    let serials: HashSet<&Serial> = list.lines.iter().map(|row| &row.serial).collect();
    assert_eq!(serials.len(), list.lines.len(), "each token once");
}

/// Any order of events at the desk: the promises are kept.
pub fn order(data: &[u8]) {
    any_order::walk::run(data);
}

/// A file where the ledger should be, or one that is offered as a backup.
pub fn ledger_file(data: &[u8]) {
    let Ok(folder) = tempfile::tempdir() else { return };
    let path = folder.path().join("ledger.sqlite3");
    if std::fs::write(&path, data).is_err() {
        return;
    }
    let mut answers = Vec::new();
    let mut ledger = Ledger::new(folder.path().to_owned(), "Desk".into(), system_random());
    ledger.serve(Request::Look, NOW, &mut |answer| answers.push(answer));
    assert_eq!(answers.len(), 1, "one answer");
    drop(ledger);
    let Ok(elsewhere) = tempfile::tempdir() else { return };
    let offered = elsewhere.path().join("offered");
    if std::fs::write(&offered, data).is_err() {
        return;
    }
    let data_dir = elsewhere.path().join("data");
    let restored = restore(&offered, &data_dir, NOW);
    assert!(
        std::fs::read(&offered).is_ok_and(|now| now == data),
        "what is offered is untouched"
    );
    assert_eq!(
        restored.is_ok(),
        data_dir.join("ledger.sqlite3").exists(),
        "put back, or not"
    );
    if matches!(answers.first(), Some(Answer::NotOpened(_))) {
        assert!(
            std::fs::read(&path).is_ok_and(|now| now == data),
            "what is refused is untouched"
        );
    }
}
