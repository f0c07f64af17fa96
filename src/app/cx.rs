//! What every screen draws with: the state to read, the words, and where to put what the person wants.

use egui::Id;
use jiff::{Timestamp, Zoned};

use super::action::Action;
use super::dates;
use super::dialog::NoDialog;
use super::shortcut::Shortcut;
use super::texts::t;
use super::texts::{Gap, Text, Texts};
use crate::desk::{Moment, Upn};
use crate::station::{Intent, Station};

/// The context of one frame.
pub struct Cx<'a> {
    /// The desk, to be read. What it is to do is an [`Intent`].
    pub station: &'a Station,
    /// The words of the window, in its language.
    pub texts: &'a Texts,
    /// Why no dialog for a file came up that this screen asked for.
    pub no_dialog: Option<NoDialog>,
    /// The field that gets the focus in this frame.
    pub focus: &'a mut Option<Id>,
    /// What the person wants, applied after the frame.
    pub actions: &'a mut Vec<Action>,
}

impl Cx<'_> {
    /// The text of that name, for one that has no gaps.
    #[must_use]
    pub fn text(&self, id: Text) -> String {
        self.texts.get(id)
    }

    /// A text with its gaps filled.
    #[must_use]
    pub fn fill(&self, id: Text, gaps: &[(&'static str, Gap<'_>)]) -> String {
        self.texts.with(id, gaps)
    }

    /// A key, as it is printed on a keyboard.
    #[must_use]
    pub fn cap(&self, key: Shortcut) -> String {
        key.caps(self.texts).join(" ")
    }

    /// What another room says of a failure, as a sentence beside others.
    #[must_use]
    pub fn sentence(&self, words: &str) -> String {
        super::texts::sentence(words)
    }

    /// Wants something of the window.
    pub fn act(&mut self, action: Action) {
        self.actions.push(action);
    }

    /// Wants something of the desk.
    pub fn want(&mut self, intent: Intent) {
        self.actions.push(Action::Desk(intent));
    }

    /// What the clocks of the station show.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.station.now()
    }

    /// "10:07", at the desk's place.
    #[must_use]
    pub fn time(&self, unix: i64) -> String {
        dates::time(&self.local(unix))
    }

    /// "Sunday, 22 November 2026".
    #[must_use]
    pub fn day(&self, unix: i64) -> String {
        dates::day(self.texts, &self.local(unix))
    }

    /// "22 Nov 2026 10:07"; today only the time.
    #[must_use]
    pub fn day_and_time(&self, unix: i64) -> String {
        dates::day_and_time(self.texts, &self.local(unix), &self.local(self.now().unix()))
    }

    /// "22 Nov 2026 10:07:12", at the desk's place.
    #[must_use]
    pub fn moment(&self, unix: i64) -> String {
        dates::moment(self.texts, &self.local(unix))
    }

    /// "10:07:12", at the desk's place.
    #[must_use]
    pub fn time_to_second(&self, unix: i64) -> String {
        dates::time_to_second(&self.local(unix))
    }

    /// Which day it is at the desk's place.
    #[must_use]
    pub fn today(&self) -> jiff::civil::Date {
        self.local(self.now().unix()).date()
    }

    fn local(&self, unix: i64) -> Zoned {
        let at = Timestamp::from_second(unix).unwrap_or_default();
        at.to_zoned(self.station.zone().clone())
    }

    /// How a person is called: by name where the list of people has one, else by UPN. Where two share the name, the UPN
    /// stands behind it.
    #[must_use]
    pub fn name(&self, upn: &Upn) -> String {
        let people = self.station.people();
        match people.name(upn) {
            Some(name) if people.roster().has_namesake(upn) => format!("{name} ({upn})"),
            name => name.unwrap_or(upn.as_str()).to_owned(),
        }
    }

    /// The name alone and the UPN for a line of its own, where two share the name; otherwise how a person is called.
    #[must_use]
    pub fn name_then_upn(&self, upn: &Upn) -> (String, Option<String>) {
        let people = self.station.people();
        match people.name(upn) {
            Some(name) if people.roster().has_namesake(upn) => (name.to_owned(), Some(upn.to_string())),
            _ => (self.name(upn), None),
        }
    }

    /// Name and UPN, or the UPN alone.
    #[must_use]
    pub fn name_and_upn(&self, upn: &Upn) -> String {
        match self.station.people().name(upn) {
            Some(name) => format!("{name} \u{b7} {upn}"),
            None => upn.to_string(),
        }
    }

    /// How long something is, in the unit that people would say.
    #[must_use]
    pub fn span(&self, seconds: i64) -> String {
        let seconds = seconds.abs();
        let (text, count) = match seconds {
            0..=89 => (t::SPAN_SECONDS, seconds),
            90..=5399 => (t::SPAN_MINUTES, (seconds + 30) / 60),
            5400..=129_599 => (t::SPAN_HOURS, (seconds + 1800) / 3600),
            _ => (t::SPAN_DAYS, (seconds + 43_200) / 86_400),
        };
        self.texts.with(text, &[("count", count.into())])
    }

    /// "+41 s", "-3 s": seconds with their sign, zero as "+0 s".
    #[must_use]
    pub fn drift(&self, seconds: i64) -> String {
        self.fill(t::DRIFT, &[("seconds", format!("{seconds:+}").into())])
    }
}
