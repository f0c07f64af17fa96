//! Words that several screens say: what state an enrolment is in, how codes are made, how a clock goes.

use super::cx::Cx;
use super::texts::t;
use super::widgets::Icon;
use crate::desk::{Enrolment, Outcome, Person, SkipReason, State, UpnError};
use crate::otp::{Algorithm, Parameters};
use crate::token2::BurnStep;

/// In what state an enrolment is.
pub(super) fn state_word(cx: &Cx<'_>, state: State) -> String {
    match state {
        State::Unfinished => cx.text(t::STATE_INTERRUPTED),
        State::NotCompared => cx.text(t::STATE_BURNED),
        State::Confirmed => cx.text(t::STATE_CONFIRMED),
        State::Elsewhere => cx.text(t::STATE_ELSEWHERE),
        State::Exported => cx.text(t::STATE_EXPORTED),
        State::Purged => cx.text(t::STATE_PURGED),
        State::Superseded => cx.text(t::STATE_SUPERSEDED),
        State::Abandoned => cx.text(t::STATE_GIVEN_UP),
        State::NothingWritten => cx.text(t::STATE_ABANDONED),
        State::Replaced => cx.text(t::STATE_REPLACED),
        State::Lost => cx.text(t::STATE_LOST),
        State::Doubted => cx.text(t::STATE_DOUBTED),
    }
}

/// The sign of that state, beside or instead of its word.
pub(super) const fn state_icon(state: State) -> Icon {
    match state {
        State::Superseded | State::Replaced => Icon::Later,
        State::Unfinished | State::NotCompared | State::Doubted => Icon::Warn,
        State::Confirmed | State::Elsewhere | State::Exported | State::Purged => Icon::Done,
        State::Abandoned | State::NothingWritten | State::Lost => Icon::Bad,
    }
}

/// How far it came, in words.
pub(super) fn unfinished(cx: &Cx<'_>, row: &Enrolment) -> String {
    if row.is_doubted() {
        return cx.text(t::UNFINISHED_DOUBTED);
    }
    match (row.outcome, row.broke_at) {
        (Outcome::Burned, _) => cx.text(t::UNFINISHED_COMPARE),
        (Outcome::Interrupted, Some(BurnStep::WritingSeed)) => cx.text(t::UNFINISHED_SEED),
        (Outcome::Interrupted, Some(BurnStep::WritingConfig)) => cx.text(t::UNFINISHED_CLOCK),
        _ => cx.text(t::UNFINISHED_UNKNOWN),
    }
}

/// How codes are made, in words.
pub(super) fn terms(cx: &Cx<'_>, parameters: Parameters) -> String {
    let hash = match parameters.algorithm {
        Algorithm::Sha1 => "SHA-1",
        Algorithm::Sha256 => "SHA-256",
    };
    let seconds = parameters.period.seconds().cast_signed();
    cx.fill(t::TERMS, &[("hash", hash.into()), ("seconds", seconds.into())])
}

/// "OTPC-P2-i, its clock 41 seconds behind".
pub(super) fn clock_words(cx: &Cx<'_>, model: &str, drift: i64) -> String {
    let gaps = [("model", model.into()), ("span", cx.span(drift).into())];
    match drift {
        0 => cx.fill(t::TOKEN_CLOCK_EXACT, &gaps),
        1.. => cx.fill(t::TOKEN_CLOCK_AHEAD, &gaps),
        _ => cx.fill(t::TOKEN_CLOCK_BEHIND, &gaps),
    }
}

/// What is known of a person, in a word or two.
pub(super) fn person_note(cx: &Cx<'_>, person: &Person) -> String {
    let token = match (person.disabled, cx.station.has_token(&person.upn)) {
        _ if person.guest => cx.text(t::PERSON_GUEST),
        (true, true) => cx.text(t::PERSON_DISABLED_HAS),
        (true, false) => cx.text(t::PERSON_DISABLED),
        (false, true) => cx.text(t::PERSON_HAS),
        (false, false) => cx.text(t::PERSON_NONE),
    };
    if person.department.is_empty() {
        token
    } else {
        format!("{} \u{b7} {token}", person.department)
    }
}

/// The number of their badge before it, where there is one.
pub(super) fn badge_and_note(cx: &Cx<'_>, person: &Person) -> String {
    let note = person_note(cx, person);
    if person.badge.is_empty() {
        return note;
    }
    cx.fill(
        t::PERSON_BADGE,
        &[("badge", person.badge.as_str().into()), ("note", note.as_str().into())],
    )
}

/// A line of a file, and why nothing is taken from it.
pub(super) fn line(cx: &Cx<'_>, line: u64, why: String) -> String {
    let line = i64::try_from(line).unwrap_or(i64::MAX);
    cx.fill(t::LEFT_LINE, &[("line", line.into()), ("why", why.into())])
}

/// Why nobody is taken from a line.
pub(super) fn skip_words(cx: &Cx<'_>, why: SkipReason) -> String {
    cx.text(match why {
        SkipReason::NoUpn => t::LEFT_NO_UPN,
        SkipReason::NotUpn(UpnError::Secret) => t::LEFT_SECRET,
        SkipReason::NotUpn(UpnError::TooLong) => t::LEFT_LONG,
        SkipReason::NotUpn(_) => t::LEFT_NOT_UPN,
        SkipReason::Guest => t::LEFT_GUEST,
        SkipReason::Twice => t::LEFT_TWICE,
        SkipReason::OpenQuote => t::LEFT_QUOTE,
        SkipReason::AboveHeadings => t::LEFT_ABOVE,
    })
}
