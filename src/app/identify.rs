//! Token: what lies there, who has it, how its clock goes; and setting that clock.

use egui::{CollapsingHeader, Id, Key, Ui};

use super::action::Action;
use super::cx::Cx;
use super::frame;
use super::notice;
use super::screen::{ScreenUi, Tab, Turn};
use super::shortcut::{Keys, Shortcut, YES};
use super::texts::t;
use super::theme::size;
use super::widgets::{
    Button, Field, Kind, Tone, banner, entered, fact, forget, heading, key_hints, label, lead, placing, title, whole,
    wrapped,
};
use super::words::{clock_words, state_word, terms};
use crate::desk::{Enrolment, EnrolmentId, Found, NotToken, Stranger, Token};
use crate::otp::unwrapped;
use crate::station::{ClockWay, Identify, Intent, NotSet, Seen, SetClock};
use crate::token2::{BurnFailure, BurnStep, FailureReason, Serial};

/// What stands in the field.
#[derive(Default)]
pub struct IdentifyView {
    serial: String,
    /// Whether what was typed is no serial.
    wrong: bool,
}

/// Sets the clock of the token that lies there.
const SET_CLOCK: Shortcut = Shortcut::plain(Key::F4, t::KEY_SET_CLOCK);

impl ScreenUi for IdentifyView {
    fn tab(&self) -> Tab {
        Tab {
            name: t::TAB_TOKEN,
            does: t::KEY_SCREEN_TOKEN,
        }
    }

    fn shortcuts(&self) -> Vec<Shortcut> {
        vec![SET_CLOCK]
    }

    fn keys(&self, keys: &Keys<'_>, cx: &mut Cx<'_>) {
        if keys.pressed(SET_CLOCK) {
            cx.want(Intent::SetClock);
        }
        // the question of an enrolment is not in view here
        if keys.pressed(YES) && super::clock::is_answerable(keys.ctx()) {
            cx.want(Intent::ClockRight);
        }
    }

    fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        work(ui, cx, self);
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        turn.station.apply(Intent::LookAtTokens(true));
        *turn.focus = Some(serial_id());
    }

    fn leave(&mut self, turn: &mut Turn<'_>) {
        turn.station.apply(Intent::LookAtTokens(false));
    }
}

/// The field of the serial.
fn serial_id() -> Id {
    Id::unique("token serial")
}

fn work(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut IdentifyView) {
    let station = cx.station;
    foot(ui, cx);
    frame::scrolled(ui, |ui| match station.identify() {
        Identify::Away | Identify::Waiting => {
            title(ui, cx.text(t::TOKEN_LAY));
            lead(ui, cx.text(t::TOKEN_LAY_TEXT));
            ui.add_space(size::SECTION);
            serial_field(ui, cx, view);
            ui.add_space(size::SECTION);
            super::clock::ui(ui, cx);
            let above = ui.min_rect().height() + size::SECTION;
            ui.vertical_centered(|ui| placing(ui, &cx.text(t::LAY_DOWN_PICTURE), &cx.text(t::SWITCH_ON), above));
        }
        Identify::Reading { .. } => {
            title(ui, cx.text(t::TOKEN_READING));
        }
        Identify::Named { serial, known } => {
            title(ui, serial.grouped());
            let model = serial
                .model()
                .map_or_else(|| cx.text(t::TOKEN_NO_MODEL), |model| model.name().to_owned());
            lead(ui, model);
            ui.add_space(size::SECTION);
            serial_field(ui, cx, view);
            ui.add_space(size::SECTION);
            owners(ui, cx, known);
        }
        Identify::Seen(seen) => seen_ui(ui, cx, view, seen),
    });
}

/// A serial can be looked up without its token, as it stands in a list or on a box.
fn serial_field(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut IdentifyView) {
    let field = Field::new(serial_id(), &cx.text(t::TOKEN_SERIAL))
        .mono()
        .width(size::WORK / 2.0)
        .ui(ui, &mut view.serial);
    if field.changed() {
        view.wrong = false;
    }
    if entered(ui, &field) && !view.serial.trim().is_empty() {
        match Serial::parse(&unwrapped(&view.serial).replace(' ', "")) {
            Ok(serial) => {
                cx.want(Intent::NameSerial(serial));
                forget(ui.ctx(), serial_id(), &mut view.serial);
            }
            Err(_) => view.wrong = true,
        }
    }
    if view.wrong {
        label(ui, cx.text(t::TOKEN_SERIAL_WRONG));
    }
}

fn seen_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut IdentifyView, seen: &Seen) {
    match &seen.found {
        Found::Token(token) => token_ui(ui, cx, seen, token),
        Found::Other(NotToken::UnknownModel(stranger)) => stranger_ui(ui, cx, seen, stranger),
        Found::Other(card) => {
            let (heading, text) = notice::card_words(cx, card);
            title(ui, heading);
            lead(ui, text);
        }
        Found::Gone => {
            title(ui, cx.text(t::NOTICE_UNREAD));
            lead(ui, cx.text(t::NOTICE_UNREAD_TEXT));
        }
    }
    if !seen.lies {
        ui.add_space(size::SECTION);
        wrapped(ui, cx.text(t::TOKEN_LIFTED));
        serial_field(ui, cx, view);
    }
}

fn token_ui(ui: &mut Ui, cx: &mut Cx<'_>, seen: &Seen, token: &Token) {
    title(ui, token.id.grouped());
    lead(ui, clock_words(cx, token.model.name(), token.drift));
    ui.add_space(size::SECTION);
    super::clock::ui(ui, cx);
    set_clock(ui, cx, seen);
    fact(
        ui,
        cx.text(t::TOKEN_ITS_CLOCK),
        cx.moment(cx.now().unix() + token.drift),
    );
    ui.add_space(size::SECTION);
    owners(ui, cx, &seen.known);
    ui.add_space(size::GAP);
    details(ui, cx, &token.raw);
}

fn stranger_ui(ui: &mut Ui, cx: &mut Cx<'_>, seen: &Seen, stranger: &Stranger) {
    title(ui, stranger.info.serial.grouped());
    lead(ui, clock_words(cx, &cx.text(t::TOKEN_NO_MODEL), stranger.drift));
    ui.add_space(size::SECTION);
    let (heading, text) = (cx.text(t::CARD_MODEL), cx.text(t::TOKEN_NO_MODEL_TEXT));
    banner(ui, Tone::Warn, &heading, &text, |_| ());
    ui.add_space(size::SECTION);
    fact(
        ui,
        cx.text(t::TOKEN_ITS_CLOCK),
        cx.moment(cx.now().unix() + stranger.drift),
    );
    ui.add_space(size::SECTION);
    owners(ui, cx, &seen.known);
    details(ui, cx, &stranger.info.raw);
}

// --- the clock --------------------------------------------------------------------------------------------------------

fn set_clock(ui: &mut Ui, cx: &mut Cx<'_>, seen: &Seen) {
    match &seen.clock {
        SetClock::Idle => offer(ui, cx, seen, None),
        SetClock::Refused(why) => offer(ui, cx, seen, Some(*why)),
        SetClock::Recording => said(ui, Tone::Info, cx.text(t::TOKEN_SETTING), cx.text(t::LEAVE_IT)),
        SetClock::Writing(step) => {
            let at = match step {
                BurnStep::Reading | BurnStep::Authenticating => cx.text(t::BURN_AUTHENTICATING),
                BurnStep::WritingConfig | BurnStep::WritingSeed => cx.text(t::BURN_CONFIG),
                BurnStep::ReadingBack => cx.text(t::BURN_READING_BACK),
            };
            said(ui, Tone::Info, cx.text(t::LEAVE_IT), at);
        }
        SetClock::Done(Some(drift)) => {
            let text = cx.fill(t::TOKEN_SET_TEXT, &[("drift", cx.drift(*drift).into())]);
            said(ui, Tone::Done, cx.text(t::TOKEN_SET), text);
        }
        SetClock::Done(None) => said(ui, Tone::Done, cx.text(t::TOKEN_SET), cx.text(t::TOKEN_SET_UNREAD)),
        SetClock::Failed(BurnFailure::Untouched(_)) => {
            said(ui, Tone::Bad, cx.text(t::TOKEN_NOT_SET), cx.text(t::TOKEN_UNTOUCHED));
        }
        SetClock::Failed(BurnFailure::Interrupted {
            reason: FailureReason::OtherToken(found),
            ..
        }) => {
            let expected = seen.found.serial().map(Serial::grouped).unwrap_or_default();
            let gaps = [("found", found.grouped().into()), ("expected", expected.into())];
            said(
                ui,
                Tone::Bad,
                cx.text(t::NOTICE_SWAPPED),
                cx.fill(t::NOTICE_SWAPPED_TEXT, &gaps),
            );
        }
        SetClock::Failed(BurnFailure::Interrupted { .. }) => {
            said(ui, Tone::Bad, cx.text(t::TOKEN_UNKNOWN), cx.text(t::TOKEN_UNKNOWN_TEXT));
        }
        SetClock::NotKept(why) => {
            let text = cx.fill(t::TROUBLE_LEDGER_TEXT, &[("why", cx.sentence(why).into())]);
            said(ui, Tone::Bad, cx.text(t::TOKEN_NOT_SET), text);
        }
    }
}

fn said(ui: &mut Ui, tone: Tone, heading: String, text: String) {
    banner(ui, tone, &heading, &text, |_| ());
    ui.add_space(size::SECTION);
}

fn offer(ui: &mut Ui, cx: &mut Cx<'_>, seen: &Seen, refused: Option<NotSet>) {
    let way = cx.station.clock_way();
    let why = match (way, refused) {
        (ClockWay::Not(why), _) | (_, Some(why)) => Some(why),
        _ => None,
    };
    if let Some(why) = why {
        let text = match why {
            NotSet::NoToken => cx.text(t::CARD_TAKE_OFF),
            NotSet::LayAgain => cx.text(t::TOKEN_LAY_AGAIN),
            NotSet::NoWitness => cx.text(t::NOTICE_CLOCK_FIRST_TEXT),
            NotSet::NoSeed => cx.text(t::TOKEN_NO_SEED),
            NotSet::Busy => cx.text(t::TOKEN_BUSY),
            NotSet::NoReader => cx.text(t::READER_DIED_TEXT),
        };
        let heading = match refused {
            None => cx.text(t::TOKEN_CANNOT_SET),
            Some(_) => cx.text(t::TOKEN_NOT_SET),
        };
        said(ui, Tone::Warn, heading, text);
        if way == ClockWay::Not(NotSet::NoSeed) {
            return;
        }
    }
    let text = match way {
        ClockWay::WithSeed(_) => cx.text(t::TOKEN_WITH_SEED),
        _ if seen.known.is_empty() => cx.text(t::TOKEN_ALONE_UNKNOWN),
        _ => cx.text(t::TOKEN_ALONE),
    };
    wrapped(ui, text);
    ui.add_space(size::GAP);
    if Button::new(&cx.text(t::TOKEN_SET_CLOCK), Kind::Plain)
        .key(&cx.cap(SET_CLOCK))
        .ui(ui)
    {
        cx.want(Intent::SetClock);
    }
    ui.add_space(size::SECTION);
}

// --- who has it -------------------------------------------------------------------------------------------------------

fn owners(ui: &mut Ui, cx: &mut Cx<'_>, known: &[EnrolmentId]) {
    let station = cx.station;
    let rows: Vec<&Enrolment> = known.iter().filter_map(|id| station.log().get(*id)).collect();
    let Some(newest) = rows.first() else {
        heading(ui, cx.text(t::TOKEN_NOBODY));
        wrapped(ui, cx.text(t::TOKEN_NOBODY_TEXT));
        return;
    };
    heading(ui, cx.fill(t::TOKEN_OF, &[("upn", cx.name(&newest.upn).into())]));
    ui.add_space(size::GAP);
    fact(ui, cx.text(t::COLUMN_UPN), newest.upn.as_str());
    fact(ui, cx.text(t::COLUMN_STATE), state_word(cx, newest.state()));
    fact(ui, cx.text(t::COLUMN_TIME), cx.day_and_time(newest.at));
    fact(ui, cx.text(t::COLUMN_OPERATOR), &*newest.operator);
    fact(ui, cx.text(t::FACT_CODES), terms(cx, newest.parameters));
    if let Some(handed) = &newest.later.handed {
        fact(
            ui,
            cx.text(t::FACT_HANDED),
            format!("{}, {}", handed.to, cx.day_and_time(handed.at)),
        );
    }
    ui.add_space(size::GAP);
    if Button::new(&cx.text(t::ASK_SHOW), Kind::Plain).small().ui(ui) {
        cx.act(Action::ShowInLog(newest.id));
    }
    for row in rows.iter().skip(1) {
        let state = state_word(cx, row.state());
        wrapped(
            ui,
            format!(
                "{} \u{b7} {} \u{b7} {state}",
                cx.day_and_time(row.at),
                cx.name(&row.upn)
            ),
        );
    }
}

/// What the token answered, byte by byte.
fn details(ui: &mut Ui, cx: &Cx<'_>, raw: &[u8]) {
    ui.add_space(size::GAP);
    CollapsingHeader::new(cx.text(t::TOKEN_DETAILS))
        .id_salt("token details")
        .show(ui, |ui| {
            let hex: Vec<String> = raw.iter().map(|byte| format!("{byte:02X}")).collect();
            whole(ui, hex.join(" "));
        });
}

fn foot(ui: &mut Ui, cx: &Cx<'_>) {
    let seen = matches!(cx.station.identify(), Identify::Seen(_));
    if seen && !matches!(cx.station.clock_way(), ClockWay::Not(_)) {
        frame::foot(ui, "token keys", false, |ui| {
            key_hints(ui, &[(cx.cap(SET_CLOCK), cx.text(t::HINT_SET_CLOCK))]);
        });
    }
}
