//! Which column of a file of people is what: guessed, and corrected by the operator.

use egui::{ComboBox, Event, Key, Ui};

use crate::app::cx::Cx;
use crate::app::frame::{foot, scrolled};
use crate::app::shortcut::{ENTER, ESC};
use crate::app::texts::{Text, t};
use crate::app::theme::size;
use crate::app::widgets::{Button, Kind, label, lead, title, wrapped};
use crate::export::people::{Columns, PeopleFile};
use crate::station::Intent;

/// `kept` is what the operator has corrected of what was guessed.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, kept: &mut Option<Columns>, file: &PeopleFile, guessed: &Columns) {
    let mut columns = kept.unwrap_or(*guessed);
    foot(ui, "people columns", true, |ui| {
        if columns.upn.is_none() {
            label(ui, cx.text(t::PEOPLE_NO_UPN));
        }
        ui.horizontal_wrapped(|ui| {
            let take = Button::new(&cx.text(t::PEOPLE_TAKE), Kind::Primary)
                .key(&cx.cap(ENTER))
                .ui(ui);
            if (take || enter_alone(ui)) && columns.upn.is_some() {
                cx.want(Intent::ImportPeople(columns));
            }
            if Button::new(&cx.text(t::CANCEL), Kind::Plain).key(&cx.cap(ESC)).ui(ui) {
                cx.want(Intent::DismissImport);
            }
        });
    });
    title(ui, cx.text(t::PEOPLE_COLUMNS));
    lead(ui, cx.text(t::PEOPLE_COLUMNS_TEXT));
    ui.add_space(size::SECTION);
    scrolled(ui, |ui| {
        let sample = file.sample(3);
        for (name, column) in [
            (t::COLUMN_UPN, &mut columns.upn),
            (t::PEOPLE_NAME, &mut columns.name),
            (t::PEOPLE_GIVEN, &mut columns.given_name),
            (t::PEOPLE_SURNAME, &mut columns.surname),
            (t::PEOPLE_DEPARTMENT, &mut columns.department),
            (t::PEOPLE_BADGE, &mut columns.badge),
            (t::PEOPLE_OBJECT, &mut columns.object_id),
            (t::PEOPLE_TYPE, &mut columns.user_type),
            (t::PEOPLE_ACCOUNT, &mut columns.account),
        ] {
            column_ui(ui, cx, name, column, file, &sample);
        }
    });
    *kept = Some(columns);
}

/// An Enter that is for nothing that has the focus, and is no key that was held since the list was read.
fn enter_alone(ui: &Ui) -> bool {
    let pressed = |event: &Event| {
        matches!(
            event,
            Event::Key {
                key: Key::Enter,
                pressed: true,
                repeat: false,
                ..
            }
        )
    };
    ui.memory(|memory| memory.focused().is_none()) && ui.input(|input| input.events.iter().any(pressed))
}

fn column_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    name: Text,
    column: &mut Option<usize>,
    file: &PeopleFile,
    sample: &[Vec<String>],
) {
    let name = cx.text(name);
    let heading = |at: usize| {
        let named = file.header.get(at).filter(|named| !named.is_empty()).cloned();
        named.unwrap_or_else(|| cx.fill(t::PEOPLE_COLUMN, &[("number", (at + 1).into())]))
    };
    ui.horizontal(|ui| {
        ui.allocate_ui_with_layout(
            egui::vec2(size::SETTING, size::FIELD),
            egui::Layout::left_to_right(egui::Align::Center),
            |ui| {
                ui.set_min_width(size::SETTING);
                label(ui, name.clone());
            },
        );
        let chosen = column.map_or_else(|| cx.text(t::PEOPLE_NOT_THERE), heading);
        let shown = ComboBox::from_id_salt(("people column", &name))
            .width(size::SETTING)
            .selected_text(chosen)
            .show_ui(ui, |ui| {
                if ui
                    .selectable_label(column.is_none(), cx.text(t::PEOPLE_NOT_THERE))
                    .clicked()
                {
                    *column = None;
                }
                for at in 0..file.width() {
                    if ui.selectable_label(*column == Some(at), heading(at)).clicked() {
                        *column = Some(at);
                    }
                }
            });
        ui.ctx()
            .accesskit_node_builder(shown.response.id, |node| node.set_label(name));
        if let Some(at) = *column {
            let values: Vec<&str> = sample.iter().filter_map(|row| Some(row.get(at)?.as_str())).collect();
            wrapped(ui, values.join(", "));
        }
    });
}
