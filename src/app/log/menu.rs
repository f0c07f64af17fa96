//! What can be done with the selected enrolment: two deeds in view, the others in a menu behind one key. What cannot be taken
//! back stands apart in it, and is asked about as ever.

use egui::{Context, Frame, Margin, Ui};

use super::keys::MORE;
use super::row_actions::{Deed, Deeds};
use crate::app::action::Action;
use crate::app::cx::Cx;
use crate::app::texts::t;
use crate::app::theme::{palette, size};
use crate::app::widgets::{Button, Kind, hands_off, is_scans_end, section};
use crate::desk::{Enrolment, EnrolmentId};
use crate::station::Log;

/// The menu, while it is open.
pub(super) struct Menu {
    id: EnrolmentId,
    /// The deed that Enter does, counted from the top.
    at: usize,
    /// Whether that one is to get the focus.
    moved: bool,
    /// When it came up, on the window's clock.
    since: Option<f64>,
}

impl Menu {
    /// The menu of the selected enrolment, if it has anything in it.
    pub fn of(log: &Log) -> Option<Self> {
        let row = log.get(log.selected()?)?;
        Deeds::of(row).behind().next()?;
        Some(Self {
            id: row.id,
            at: 0,
            moved: true,
            since: None,
        })
    }

    /// For which enrolment it is.
    pub const fn id(&self) -> EnrolmentId {
        self.id
    }

    /// From the last one the first follows.
    pub fn move_by(&mut self, log: &Log, rows: isize) {
        let count = log.get(self.id).map_or(0, |row| Deeds::of(row).behind().count());
        let (Ok(count), Ok(at)) = (isize::try_from(count), isize::try_from(self.at)) else {
            return;
        };
        self.at = usize::try_from((at + rows).rem_euclid(count.max(1))).unwrap_or_default();
        self.moved = true;
    }

    /// What Enter does; nothing just after the menu came up, or behind a scan.
    pub fn chosen(&self, log: &Log, ctx: &Context) -> Option<Action> {
        let soon = self.since.is_none_or(|since| hands_off(ctx, since)) || is_scans_end(ctx);
        let row = log.get(self.id)?;
        let deed = Deeds::of(row).behind().nth(self.at).filter(|_| !soon)?;
        Some(deed.action(row))
    }
}

/// The deeds of a row with their keys; `menu` while it is open.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Enrolment, menu: &mut Option<Menu>) {
    let deeds = Deeds::of(row);
    let open = menu.as_mut().filter(|menu| menu.id == row.id);
    let mut put_away = open.is_some_and(|menu| menu_ui(ui, cx, row, &deeds, menu));
    // two beside each other, as far as their words let them
    let half = (ui.available_width() - size::GAP) / 2.0;
    ui.horizontal_wrapped(|ui| {
        for deed in &deeds.first {
            deed_ui(ui, cx, row, *deed, half);
        }
    });
    if deeds.behind().next().is_some() {
        let more = Button::new(&cx.text(t::LOG_MORE), Kind::Plain)
            .key(&cx.cap(MORE))
            .small()
            .at_least(ui.available_width())
            .respond(ui);
        put_away &= !more.contains_pointer();
        if more.clicked() || put_away {
            cx.act(Action::ToggleDeeds);
        }
    }
}

/// `true` when it is to be put away: somebody has pressed beside it.
fn menu_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Enrolment, deeds: &Deeds, menu: &mut Menu) -> bool {
    let now = ui.input(|input| input.time);
    let is_new = menu.since.is_none();
    menu.since.get_or_insert(now);
    let p = palette(ui);
    let frame = Frame::new()
        .fill(p.sunk)
        .stroke(egui::Stroke::new(size::LINE, p.line))
        .corner_radius(size::RADIUS)
        .inner_margin(Margin::same(size::INSET_SMALL));
    let drawn = frame.show(ui, |ui| {
        let name = section(ui, cx.text(t::LOG_MORE_NAME));
        ui.ctx().accesskit_node_builder(name.id, |node| {
            node.set_live(egui::accesskit::Live::Polite);
        });
        let width = ui.available_width();
        for (at, deed) in deeds.behind().enumerate() {
            if at == deeds.others.len() {
                ui.separator();
                section(ui, cx.text(t::LOG_DESTROYS));
            }
            let response = deed_ui(ui, cx, row, deed, width);
            if at == menu.at && std::mem::take(&mut menu.moved) {
                response.request_focus();
                response.scroll_to_me(None);
            }
            if response.gained_focus() {
                menu.at = at;
            }
        }
    });
    ui.add_space(size::GAP);
    let beside = drawn.response.rect;
    let pressed = ui.input(|input| {
        input
            .pointer
            .any_pressed()
            .then(|| input.pointer.interact_pos())
            .flatten()
    });
    !is_new && pressed.is_some_and(|at| !beside.contains(at))
}

fn deed_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Enrolment, deed: Deed, width: f32) -> egui::Response {
    let (text, key) = (deed.words(cx, row), cx.cap(deed.key()));
    let kind = if deed.destroys() {
        Kind::Destructive
    } else {
        Kind::Plain
    };
    let by_enter = ui.input(|input| input.key_pressed(egui::Key::Enter));
    let response = Button::new(&text, kind).key(&key).small().at_least(width).respond(ui);
    // what destroys is asked about, and by no Enter that was meant for something else
    if response.clicked() && !(deed.destroys() && by_enter) {
        cx.act(deed.action(row));
    }
    response
}
