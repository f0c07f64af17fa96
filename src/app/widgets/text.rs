//! Text in its roles.

use egui::{Label, Response, RichText, Sense, Ui};

use crate::app::theme::{face, is_short, page, palette, size};

/// The first line of a screen: what to do now.
pub fn title(ui: &mut Ui, text: impl Into<String>) -> Response {
    let ink = palette(ui).ink;
    let said = text.into();
    let font = if is_short(ui.ctx()) {
        face::title_short()
    } else {
        face::title(page::growth(ui.ctx()))
    };
    let text = RichText::new(&said).font(font).color(ink);
    let response = ui.add(Label::new(text).wrap());
    // a screen reader finds the line that says what to do
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(egui::accesskit::Role::Heading);
        node.set_label(said);
        node.set_live(egui::accesskit::Live::Polite);
    });
    response
}

/// The line below it.
pub fn lead(ui: &mut Ui, text: impl Into<String>) -> Response {
    let (ink, font) = (palette(ui).ink_soft, face::lead(page::growth(ui.ctx())));
    ui.add(Label::new(RichText::new(text).font(font).color(ink)).wrap())
}

/// The name of a question or a group.
pub fn heading(ui: &mut Ui, text: impl Into<String>) -> Response {
    let ink = palette(ui).ink;
    ui.add(Label::new(RichText::new(text).font(face::heading()).color(ink)).wrap())
}

/// The name of a group that keys lead to: it may have the focus, and then has the ring.
pub fn heading_to(ui: &mut Ui, text: &str, sense: Sense) -> Response {
    let ink = palette(ui).ink;
    let said = RichText::new(text).font(face::heading()).color(ink);
    let response = ui.add(Label::new(said).wrap().sense(sense));
    super::button::focus_ring(ui, &response, response.rect);
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(egui::accesskit::Role::Heading);
        node.set_label(text);
    });
    response
}

/// Text on one line, cut short where there is no room.
pub fn body(ui: &mut Ui, text: impl Into<String>) -> Response {
    let ink = palette(ui).ink_soft;
    ui.add(Label::new(RichText::new(text).font(face::body()).color(ink)).truncate())
}

/// Text over several lines.
pub fn wrapped(ui: &mut Ui, text: impl Into<String>) -> Response {
    let ink = palette(ui).ink_soft;
    ui.add(Label::new(RichText::new(text).font(face::body()).color(ink)).wrap())
}

/// Text that stands out.
pub fn strong(ui: &mut Ui, text: impl Into<String>) -> Response {
    let ink = palette(ui).ink;
    ui.add(Label::new(RichText::new(text).font(face::strong()).color(ink)).truncate())
}

/// The name of a field.
pub fn label(ui: &mut Ui, text: impl Into<String>) -> Response {
    let ink = palette(ui).ink;
    ui.add(Label::new(RichText::new(text).font(face::strong()).color(ink)))
}

/// The name of a section at the side.
pub fn section(ui: &mut Ui, text: impl Into<String>) -> Response {
    let ink = palette(ui).ink_faint;
    ui.add(Label::new(RichText::new(text).font(face::label()).color(ink)))
}

/// A serial or a code, in letters of one width, on one line.
pub fn mono(ui: &mut Ui, text: impl Into<String>) -> Response {
    let ink = palette(ui).ink_soft;
    ui.add(Label::new(RichText::new(text).font(face::mono_small()).color(ink)).truncate())
}

/// A path or a command, whole, over as many lines as it takes.
pub fn whole(ui: &mut Ui, text: impl Into<String>) -> Response {
    let ink = palette(ui).ink_soft;
    ui.add(Label::new(RichText::new(text).font(face::mono_small()).color(ink)).wrap())
}

/// A name and its value, on one line.
pub fn fact(ui: &mut Ui, name: impl Into<String>, value: impl Into<String>) {
    let p = palette(ui);
    ui.horizontal_top(|ui| {
        let width = size::UNIT * 13.0;
        ui.allocate_ui_with_layout(
            egui::vec2(width, 0.0),
            egui::Layout::left_to_right(egui::Align::Min),
            |ui| {
                ui.set_min_width(width);
                ui.label(RichText::new(name).font(face::body()).color(p.ink_faint));
            },
        );
        ui.add(Label::new(RichText::new(value).font(face::body()).color(p.ink)).wrap());
    });
}
