//! The start: a passphrase is chosen, or asked.

mod barred;
mod who;

use egui::{CentralPanel, Frame, Id, Ui};
use zeroize::Zeroizing;

use super::cx::Cx;
use super::shortcut::{ENTER, REVEAL};
use super::texts::t;
use super::theme::{palette, size};
use super::widgets::{
    Button, Field, Kind, Reveal, Tone, banner, choice, entered, forget, label, lead, select_all, title, wrapped,
};
use crate::ledger::Passphrase;
use crate::station::{Door, DoorFailure, Intent, Licence, Settings, is_weak, read_domain};

/// What stands in the fields.
#[derive(Default)]
pub(super) struct DoorView {
    operator: String,
    passphrase: Zeroizing<String>,
    again: Zeroizing<String>,
    recovery: Zeroizing<String>,
    domain: String,
    wrong_domain: bool,
    licence: Licence,
    page: Page,
    problem: Option<Problem>,
    reveal: Reveal,
    focused: bool,
    /// Whether a passphrase was typed here; before that one can only have come from a file.
    tried: bool,
    barred: barred::BarredView,
    /// Whether the only one who ever sat here was put into the field.
    offered: bool,
}

/// What is wrong with what was typed, before anything is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Problem {
    Short,
    Weak,
    Differ,
    Nameless,
}

/// The pages of the first start, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Page {
    /// The passphrase, twice.
    #[default]
    Passphrase,
    /// A recovery passphrase, if one is set now.
    Recovery,
    /// Who sits here, the domain of the people, the licence.
    Desk,
}

impl DoorView {
    pub fn for_operator(operator: String) -> Self {
        Self {
            operator,
            ..Self::default()
        }
    }
}

fn passphrase_id() -> Id {
    Id::unique("passphrase")
}

fn recovery_id() -> Id {
    Id::unique("recovery passphrase")
}

fn again_id() -> Id {
    Id::unique("passphrase again")
}

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut DoorView) {
    let fill = palette(ui).ground;
    CentralPanel::no_frame().frame(Frame::new().fill(fill)).show(ui, |ui| {
        let width = size::ALONE.min(ui.available_width() - size::SECTION * 2.0);
        // complete even where everything is drawn large
        super::frame::scrolled(ui, |ui| {
            ui.vertical_centered(|ui| {
                ui.add_space(ui.ctx().content_rect().height() * 0.07);
                ui.allocate_ui_with_layout(egui::vec2(width, 0.0), egui::Layout::top_down(egui::Align::Min), |ui| {
                    ui.set_width(width);
                    inside(ui, cx, view);
                });
            });
        });
    });
}

fn inside(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut DoorView) {
    match cx.station.door().clone() {
        Door::Looking | Door::Open { .. } => {
            title(ui, cx.text(t::DOOR_LOOKING));
        }
        Door::Locking => {
            title(ui, cx.text(t::DOOR_LOCKING));
            lead(ui, cx.text(t::DOOR_LOCKING_TEXT));
        }
        Door::Opening(_) => {
            // whatever comes of it, the field is new
            view.focused = false;
            view.reveal.hide();
            title(ui, cx.text(t::DOOR_OPENING));
        }
        Door::New { failed } => {
            // what was chosen has been handed over: it is asked from the start
            if failed.is_some() && view.page == Page::Desk && view.passphrase.is_empty() {
                turn(view, Page::Passphrase);
            }
            first_start(ui, cx, view, failed);
        }
        Door::Closed {
            operator,
            others,
            locked,
            failed,
        } => {
            let names = who::known(cx, operator.iter().chain(&others));
            if !view.offered {
                view.operator = who::only(&names).unwrap_or_default();
            }
            view.offered = true;
            if locked {
                title(ui, cx.text(t::DOOR_LOCKED));
                lead(ui, cx.text(t::DOOR_LOCKED_TEXT));
                if cx.station.was_locked_without_recovery() {
                    ui.add_space(size::GAP);
                    lead(ui, cx.text(t::DOOR_NO_RECOVERY));
                }
            } else {
                title(ui, cx.text(t::DOOR_CLOSED));
            }
            if cx.station.is_demo() {
                lead(ui, cx.text(t::DOOR_DEMO));
            }
            ui.add_space(size::SECTION);
            barred::became(ui, cx);
            form(ui, cx, view, failed, &names);
        }
        Door::Barred { why, words, backup } => barred::ui(ui, cx, &mut view.barred, why, &words, backup),
    }
}

// --- the first start --------------------------------------------------------------------------------------------------

fn first_start(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut DoorView, failed: Option<DoorFailure>) {
    let (number, heading, text) = match view.page {
        Page::Passphrase => (1, cx.text(t::DOOR_NEW), cx.text(t::DOOR_NEW_TEXT)),
        Page::Recovery => (2, cx.text(t::DOOR_NEW_RECOVERY), cx.text(t::DOOR_NEW_RECOVERY_TEXT)),
        Page::Desk => (3, cx.text(t::DOOR_NEW_DESK), cx.text(t::DOOR_NEW_DESK_TEXT)),
    };
    title(ui, heading);
    lead(ui, text);
    label(ui, cx.fill(t::DOOR_PAGE, &[("number", i64::from(number).into())]));
    ui.add_space(size::SECTION);
    problem(ui, cx, failed, view.problem);
    let done = match view.page {
        Page::Passphrase => passphrase_page(ui, cx, view),
        Page::Recovery => recovery_page(ui, cx, view),
        Page::Desk => desk_page(ui, cx, view),
    };
    ui.add_space(size::SECTION);
    let last = view.page == Page::Desk;
    let does = if last {
        cx.text(t::DOOR_CREATE)
    } else {
        cx.text(t::DOOR_NEXT)
    };
    let mut back = false;
    let mut next = done;
    ui.horizontal(|ui| {
        next |= Button::new(&does, Kind::Primary).key(&cx.cap(ENTER)).ui(ui);
        if view.page != Page::Passphrase {
            back = Button::new(&cx.text(t::DOOR_BACK), Kind::Plain).ui(ui);
        }
    });
    if back {
        turn(view, before(view.page));
    } else if next {
        go_on(ui, cx, view);
    }
}

const fn before(page: Page) -> Page {
    match page {
        Page::Passphrase | Page::Recovery => Page::Passphrase,
        Page::Desk => Page::Recovery,
    }
}

fn turn(view: &mut DoorView, page: Page) {
    view.page = page;
    view.focused = false;
    view.reveal.hide();
}

/// The first field of a page gets the focus once.
fn first_field(view: &mut DoorView, field: &egui::Response) {
    if !view.focused {
        view.focused = true;
        field.request_focus();
    }
}

fn passphrase_page(ui: &mut Ui, cx: &Cx<'_>, view: &mut DoorView) -> bool {
    let field = Field::new(passphrase_id(), &cx.text(t::DOOR_PASSPHRASE))
        .passphrase(view.reveal.is_on())
        .ui(ui, &mut view.passphrase);
    first_field(view, &field);
    ui.add_space(size::GAP);
    let again = Field::new(again_id(), &cx.text(t::DOOR_AGAIN))
        .passphrase(view.reveal.is_on())
        .ui(ui, &mut view.again);
    reveal(ui, cx, view);
    entered(ui, &field) | entered(ui, &again)
}

fn reveal(ui: &mut Ui, cx: &Cx<'_>, view: &mut DoorView) {
    ui.add_space(size::GAP);
    view.reveal.ui(
        ui,
        &cx.text(t::PASSPHRASE_SHOW),
        &cx.text(t::PASSPHRASE_HIDE),
        REVEAL,
        &cx.cap(REVEAL),
    );
}

fn recovery_page(ui: &mut Ui, cx: &Cx<'_>, view: &mut DoorView) -> bool {
    let field = Field::new(recovery_id(), &cx.text(t::DOOR_RECOVERY))
        .passphrase(view.reveal.is_on())
        .ui(ui, &mut view.recovery);
    first_field(view, &field);
    ui.add_space(size::GAP);
    let again = Field::new(again_id(), &cx.text(t::DOOR_RECOVERY_AGAIN))
        .passphrase(view.reveal.is_on())
        .ui(ui, &mut view.again);
    reveal(ui, cx, view);
    ui.add_space(size::SECTION);
    wrapped(ui, cx.text(t::DOOR_NEW_WARNING));
    entered(ui, &field) | entered(ui, &again)
}

fn desk_page(ui: &mut Ui, cx: &Cx<'_>, view: &mut DoorView) -> bool {
    let operator = Field::new(Id::unique("operator"), &cx.text(t::DOOR_OPERATOR))
        .select_on_focus()
        .ui(ui, &mut view.operator);
    first_field(view, &operator);
    ui.add_space(size::GAP);
    let domain = Field::new(domain_id(), &cx.text(t::SET_DOMAIN))
        .hint("example.com")
        .ui(ui, &mut view.domain);
    wrapped(ui, cx.text(t::SET_DOMAIN_TEXT));
    view.wrong_domain &= !domain.changed();
    if view.wrong_domain {
        let wanted = cx.text(t::WANTED_DOMAIN);
        wrapped(ui, cx.fill(t::SETTING_WRONG, &[("wanted", wanted.into())]));
    }
    ui.add_space(size::GAP);
    label(ui, cx.text(t::SET_LICENCE));
    let licences = [
        (Licence::Premium, cx.text(t::LICENCE_PREMIUM)),
        (Licence::Free, cx.text(t::LICENCE_FREE)),
    ];
    if let Some(licence) = choice(ui, view.licence, &licences) {
        view.licence = licence;
    }
    wrapped(ui, cx.text(t::SET_LICENCE_TEXT));
    entered(ui, &operator) | entered(ui, &domain)
}

/// Enter goes on: to the field that is still empty, to the next page, at last into the station.
fn go_on(ui: &Ui, cx: &mut Cx<'_>, view: &mut DoorView) {
    let (id, typed) = match view.page {
        Page::Passphrase => (passphrase_id(), &view.passphrase),
        Page::Recovery | Page::Desk => (recovery_id(), &view.recovery),
    };
    let may_be_empty = view.page != Page::Passphrase;
    view.problem = (!(may_be_empty && typed.is_empty()))
        .then(|| judged(typed, &view.operator))
        .flatten();
    if view.problem.is_some() {
        // the next one takes its place
        select_all(ui.ctx(), id, typed);
        view.focused = false;
        return;
    }
    match view.page {
        Page::Desk => create(ui, cx, view),
        Page::Recovery if view.recovery.is_empty() => turn(view, Page::Desk),
        Page::Passphrase | Page::Recovery => repeated(ui, view),
    }
}

/// What is wrong with a passphrase that is chosen.
fn judged(typed: &str, operator: &str) -> Option<Problem> {
    if typed.chars().count() < Passphrase::MIN_CHARS {
        return Some(Problem::Short);
    }
    is_weak(typed, &[operator]).then_some(Problem::Weak)
}

/// The same passphrase a second time.
fn repeated(ui: &Ui, view: &mut DoorView) {
    if view.again.is_empty() {
        return ui.memory_mut(|memory| memory.request_focus(again_id()));
    }
    let typed = if view.page == Page::Passphrase {
        &view.passphrase
    } else {
        &view.recovery
    };
    let differ = typed.as_str() != view.again.as_str();
    forget(ui.ctx(), again_id(), &mut view.again);
    if differ {
        view.problem = Some(Problem::Differ);
        ui.memory_mut(|memory| memory.request_focus(again_id()));
    } else if view.page == Page::Passphrase {
        turn(view, Page::Recovery);
    } else {
        turn(view, Page::Desk);
    }
}

fn create(ui: &Ui, cx: &mut Cx<'_>, view: &mut DoorView) {
    if view.operator.trim().is_empty() {
        view.problem = Some(Problem::Nameless);
        view.focused = false;
        return;
    }
    let typed = view.domain.trim();
    let domain = read_domain(typed);
    view.wrong_domain = !typed.is_empty() && domain.is_none();
    if view.wrong_domain {
        ui.memory_mut(|memory| memory.request_focus(domain_id()));
        return;
    }
    let settings = Settings {
        default_domain: domain,
        licence: view.licence,
        ..cx.station.settings().clone()
    };
    cx.want(Intent::ChangeSettings(Box::new(settings)));
    open(ui, cx, view);
}

fn domain_id() -> Id {
    Id::unique("default domain")
}

// --- unlocking --------------------------------------------------------------------------------------------------------

fn form(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut DoorView, failed: Option<DoorFailure>, names: &[String]) {
    match failed {
        Some(DoorFailure::WrongPassphrase) if !view.tried => say(ui, &cx.text(t::DOOR_WRONG_FILE)),
        _ => problem(ui, cx, failed, view.problem),
    }
    who::by_keys(ui, &mut view.operator, names);
    let field = Field::new(passphrase_id(), &cx.text(t::DOOR_PASSPHRASE))
        .passphrase(view.reveal.is_on())
        .ui(ui, &mut view.passphrase);
    first_field(view, &field);
    let mut done = entered(ui, &field);
    ui.add_space(size::GAP);
    let operator = Field::new(Id::unique("operator"), &cx.text(t::DOOR_OPERATOR))
        .select_on_focus()
        .ui(ui, &mut view.operator);
    done |= entered(ui, &operator);
    view.problem = view.problem.filter(|_| view.operator.is_empty());
    if who::by_press(ui, cx, &mut view.operator, names) {
        ui.memory_mut(|memory| memory.request_focus(passphrase_id()));
    }
    reveal(ui, cx, view);
    ui.add_space(size::SECTION);
    // whoever opens is named by the key that opens
    let does = match view.operator.trim() {
        "" => cx.text(t::DOOR_OPEN),
        name => cx.fill(t::DOOR_OPEN_AS, &[("operator", name.into())]),
    };
    done |= Button::new(&does, Kind::Primary).key(&cx.cap(ENTER)).ui(ui);
    if done {
        who::spell(&mut view.operator, names);
        if view.operator.trim().is_empty() {
            view.problem = Some(Problem::Nameless);
            operator.request_focus();
        } else {
            open(ui, cx, view);
        }
    }
}

/// The fields are wiped as soon as they are handed over, with what could bring them back.
fn open(ui: &Ui, cx: &mut Cx<'_>, view: &mut DoorView) {
    let passphrase = Passphrase::new(std::mem::take(&mut *view.passphrase));
    let recovery = (!view.recovery.is_empty()).then(|| Passphrase::new(std::mem::take(&mut *view.recovery)));
    forget(ui.ctx(), recovery_id(), &mut view.recovery);
    forget(ui.ctx(), passphrase_id(), &mut view.passphrase);
    forget(ui.ctx(), again_id(), &mut view.again);
    view.focused = false;
    view.tried = true;
    view.reveal.hide();
    cx.want(Intent::Open {
        passphrase,
        recovery,
        operator: view.operator.clone(),
    });
}

fn problem(ui: &mut Ui, cx: &Cx<'_>, failed: Option<DoorFailure>, here: Option<Problem>) {
    let said = match (here, failed) {
        (Some(Problem::Differ), _) => cx.text(t::DOOR_DIFFER),
        (Some(Problem::Short), _) | (None, Some(DoorFailure::ShortPassphrase)) => cx.text(t::DOOR_SHORT),
        (Some(Problem::Weak), _) | (None, Some(DoorFailure::WeakPassphrase)) => cx.text(t::DOOR_WEAK),
        (Some(Problem::Nameless), _) | (None, Some(DoorFailure::NoOperator)) => cx.text(t::DOOR_NO_OPERATOR),
        (None, Some(DoorFailure::WrongPassphrase)) => cx.text(t::DOOR_WRONG),
        _ => return,
    };
    say(ui, &said);
}

fn say(ui: &mut Ui, what: &str) {
    banner(ui, Tone::Warn, what, "", |_| ());
    ui.add_space(size::GAP * 2.0);
}
