//! Words that several screens say: what state an enrolment is in, how codes are made, how a clock goes.

use super::cx::Cx;
use super::widgets::Icon;
use crate::desk::{Enrolment, Outcome, Person, State};
use crate::otp::{Algorithm, Parameters};
use crate::token2::{BurnStep, Serial};

/// In what state an enrolment is.
pub(super) fn state_word(cx: &Cx<'_>, state: State) -> String {
    match state {
        State::Planned => cx.text("state-planned"),
        State::Unfinished => cx.text("state-interrupted"),
        State::NotCompared => cx.text("state-burned"),
        State::Confirmed => cx.text("state-confirmed"),
        State::Exported => cx.text("state-exported"),
        State::Purged => cx.text("state-purged"),
        State::Superseded => cx.text("state-superseded"),
        State::Abandoned => cx.text("state-given-up"),
        State::NothingWritten => cx.text("state-abandoned"),
        State::Replaced => cx.text("state-replaced"),
        State::Lost => cx.text("state-lost"),
        State::Doubted => cx.text("state-doubted"),
    }
}

/// Its sign.
pub(super) const fn state_icon(state: State) -> Icon {
    match state {
        State::Planned | State::Superseded | State::Replaced => Icon::Later,
        State::Unfinished | State::NotCompared | State::Doubted => Icon::Warn,
        State::Confirmed | State::Exported | State::Purged => Icon::Done,
        State::Abandoned | State::NothingWritten | State::Lost => Icon::Bad,
    }
}

/// How far it came, in words.
pub(super) fn unfinished(cx: &Cx<'_>, row: &Enrolment) -> String {
    if row.is_doubted() {
        return cx.text("unfinished-doubted");
    }
    match (row.outcome, row.broke_at) {
        (Outcome::Burned, _) => cx.text("unfinished-compare"),
        (Outcome::Interrupted, Some(BurnStep::WritingSeed)) => cx.text("unfinished-seed"),
        (Outcome::Interrupted, Some(BurnStep::WritingConfig)) => cx.text("unfinished-clock"),
        _ => cx.text("unfinished-unknown"),
    }
}

/// In groups of four, as people read serials aloud.
pub(super) fn grouped(serial: &str) -> String {
    Serial::parse(serial).map_or_else(|_| serial.to_owned(), |serial| serial.grouped())
}

/// How codes are made, in words.
pub(super) fn terms(cx: &Cx<'_>, parameters: Parameters) -> String {
    let hash = match parameters.algorithm {
        Algorithm::Sha1 => "SHA-1",
        Algorithm::Sha256 => "SHA-256",
    };
    let seconds = parameters.period.seconds().cast_signed();
    cx.fill("terms", &[("hash", hash.into()), ("seconds", seconds.into())])
}

/// "OTPC-P2-i, its clock 41 seconds behind".
pub(super) fn clock_words(cx: &Cx<'_>, model: &str, drift: i64) -> String {
    let gaps = [("model", model.into()), ("span", cx.span(drift).into())];
    match drift {
        0 => cx.fill("token-clock-exact", &gaps),
        1.. => cx.fill("token-clock-ahead", &gaps),
        _ => cx.fill("token-clock-behind", &gaps),
    }
}

/// What is known of a person, in a word or two.
pub(super) fn person_note(cx: &Cx<'_>, person: &Person) -> String {
    let token = match (person.guest, cx.station.has_token(&person.upn)) {
        (true, _) => cx.text("person-guest"),
        (false, true) => cx.text("person-has"),
        (false, false) => cx.text("person-none"),
    };
    if person.department.is_empty() {
        token
    } else {
        format!("{} \u{b7} {token}", person.department)
    }
}
