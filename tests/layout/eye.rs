//! What looks at a window in every size: at the tree that a screen reader reads (what is there, where it is) and at what
//! egui knows of each part (what of it is in view). It notes what is cut off, lies over something else, cannot be scrolled
//! into view, or has the focus out of view.

use std::collections::HashMap;

use egui::accesskit::Role;
use egui::epaint::{ClippedShape, Shape};
use egui::{Key, LayerId, Order, Rect, Vec2, WidgetRect, vec2};
use egui_kittest::kittest::NodeT;

use super::common::window::Desk;

/// The windows, in pixels, and how large everything is drawn in them.
const SIZES: [Vec2; 3] = [vec2(1280.0, 800.0), vec2(1366.0, 768.0), vec2(1920.0, 1080.0)];
const ZOOMS: [f32; 4] = [1.0, 1.25, 1.5, 2.0];

/// What is used.
const CONTROLS: [Role; 13] = [
    Role::Button,
    Role::TextInput,
    Role::PasswordInput,
    Role::CheckBox,
    Role::RadioButton,
    Role::ComboBox,
    Role::ListBoxOption,
    Role::ColumnHeader,
    Role::Row,
    Role::Link,
    Role::Tab,
    Role::MenuItem,
    Role::Slider,
];
/// What is read.
const READ: [Role; 4] = [Role::Label, Role::Heading, Role::Image, Role::ProgressIndicator];

/// Half a pixel is no fault.
const SLACK: f32 = 0.6;

/// A part of the window.
#[derive(Clone)]
struct Part {
    id: u64,
    name: String,
    role: Role,
    layer: LayerId,
    rect: Rect,
    /// What of it is in view.
    seen: Rect,
}

impl Part {
    fn is_control(&self) -> bool {
        CONTROLS.contains(&self.role)
    }

    /// Of lists only the rows in view are laid out: the first and the last of them may be cut.
    fn is_row(&self) -> bool {
        matches!(self.role, Role::ListBoxOption | Role::Row)
    }

    fn is_whole(&self) -> bool {
        self.seen.expand(SLACK).contains_rect(self.rect)
    }

    /// Whether it is in view after it was scrolled to; what is wider than its area is moved at least.
    fn is_reached(&self, before: Option<&Self>) -> bool {
        let moved = before.is_some_and(|before| (before.rect.left() - self.rect.left()).abs() > SLACK);
        self.is_whole() || self.is_long() || moved
    }

    /// Whether it is read piece by piece: it is higher than what is in view.
    fn is_long(&self) -> bool {
        !self.is_control() && self.rect.height() > self.seen.height() && self.seen.height() > 60.0
    }
}

/// What was looked at, and what was wrong.
#[derive(Default)]
pub struct Eye {
    pub looks: usize,
    pub controls: usize,
    pub texts: usize,
    pub focused: usize,
    faults: Vec<String>,
}

impl Eye {
    /// Looks at the window as it is, in every size, and leaves it in the size in which it was.
    pub fn look(&mut self, desk: &mut Desk, name: &str) {
        for zoom in ZOOMS {
            for size in SIZES {
                resize(desk, size, zoom);
                let place = format!("{name} at {}x{}, {} %", size.x, size.y, zoom * 100.0);
                self.looks += 1;
                keep_picture(desk, name, size, zoom);
                self.one(desk, &place);
            }
        }
        resize(desk, SIZES[0], 1.0);
    }

    /// Fails with everything that was wrong, or when too little was looked at.
    pub fn judge(self, story: &str, least_controls: usize) {
        println!(
            "{story}: {} looks, {} controls, {} texts, {} with the focus",
            self.looks, self.controls, self.texts, self.focused
        );
        let count = self.faults.len();
        assert!(count == 0, "{count} faults\n{}", self.faults.join("\n"));
        assert!(self.controls >= least_controls, "only {} controls", self.controls);
        assert!(self.texts >= least_controls, "only {} texts", self.texts);
        assert!(self.focused * 4 >= self.looks, "only {} with the focus", self.focused);
    }

    fn one(&mut self, desk: &mut Desk, place: &str) {
        let parts = parts(desk);
        self.controls += parts.iter().filter(|part| part.is_control()).count();
        self.texts += parts.iter().filter(|part| !part.is_control()).count();
        let screen = desk.window.ctx.content_rect().expand(SLACK);
        for part in &parts {
            if part.seen.is_positive() && !screen.contains_rect(part.seen) {
                self.fault(place, &format!("out of the window: {}", told(part)));
            }
        }
        self.overlaps(&parts, place);
        self.focus(desk, &parts, place);
        self.drawn(desk, place);
        self.reach(desk, &parts, place);
    }

    fn fault(&mut self, place: &str, what: &str) {
        self.faults.push(format!("{place}: {what}"));
    }

    fn overlaps(&mut self, parts: &[Part], place: &str) {
        for (at, one) in parts.iter().enumerate() {
            for other in parts.iter().skip(at + 1).filter(|other| other.layer == one.layer) {
                let both = one.seen.intersect(other.seen);
                if both.width() > 1.0 && both.height() > 1.0 && !is_inside(one, other) {
                    self.fault(place, &format!("{} lies over {}", told(other), told(one)));
                }
            }
        }
    }

    /// What has the focus is wholly in view, and the ring around it too.
    fn focus(&mut self, desk: &Desk, parts: &[Part], place: &str) {
        let Some(id) = desk.window.ctx.memory(egui::Memory::focused) else {
            return;
        };
        self.focused += 1;
        match parts.iter().find(|part| part.id == id.value()) {
            Some(part) if part.is_whole() || !is_reachable(desk, part) => {}
            Some(part) => self.fault(place, &format!("the focus is out of view: {}", told(part))),
            None => self.fault(place, "what has the focus is nothing that is named"),
        }
    }

    /// Texts that are drawn over each other. Where something lies over the window, that is as it should be.
    fn drawn(&mut self, desk: &Desk, place: &str) {
        if is_covered(desk) {
            return;
        }
        let mut texts = Vec::new();
        for ClippedShape { clip_rect, shape, .. } in &desk.window.output().shapes {
            collect(shape, *clip_rect, &mut texts);
        }
        for (at, (one, text)) in texts.iter().enumerate() {
            for (other, over) in texts.iter().skip(at + 1) {
                let both = one.intersect(*other);
                if both.width() > 2.0 && both.height() > 2.0 {
                    self.fault(
                        place,
                        &format!("\u{201c}{over}\u{201d} is drawn over \u{201c}{text}\u{201d}"),
                    );
                }
            }
        }
    }

    /// What is out of view can be scrolled into view: as a screen reader does it, or page by page with the keys.
    fn reach(&mut self, desk: &mut Desk, parts: &[Part], place: &str) {
        let mut left: Vec<u64> = parts
            .iter()
            .filter(|part| !part.is_whole() && !part.is_row() && is_reachable(desk, part))
            .map(|part| part.id)
            .collect();
        while let Some(id) = left.first().copied() {
            let before = find(desk, id);
            scroll_to(desk, id);
            let reached = find(desk, id).is_some_and(|part| part.is_reached(before.as_ref())) || by_pages(desk, id);
            if !reached && let Some(part) = find(desk, id) {
                self.fault(place, &format!("cannot be scrolled into view: {}", told(&part)));
            }
            let now = self::parts(desk);
            left.retain(|other| {
                let part = now.iter().find(|part| part.id == *other);
                *other != id && part.is_some_and(|part| !part.is_whole())
            });
        }
    }
}

fn find(desk: &Desk, id: u64) -> Option<Part> {
    parts(desk).into_iter().find(|part| part.id == id)
}

/// Whether it comes into view from the top to the end, page by page.
fn by_pages(desk: &mut Desk, id: u64) -> bool {
    const MOST: usize = 16;
    let reached = |desk: &Desk| find(desk, id).is_some_and(|part| part.is_whole() || part.is_long());
    for (key, stops) in [(Key::PageUp, false), (Key::PageDown, true)] {
        for _ in 0..MOST {
            if stops && reached(desk) {
                return true;
            }
            desk.window.key_press(key);
            desk.window.run_steps(2);
        }
    }
    reached(desk)
}

/// A button within a row belongs to it.
fn is_inside(one: &Part, other: &Part) -> bool {
    let holds = |outer: &Part, inner: &Part| outer.role == Role::Row && outer.rect.contains_rect(inner.rect);
    holds(one, other) || holds(other, one)
}

fn told(part: &Part) -> String {
    let (rect, seen) = (part.rect, part.seen);
    format!("{:?} \u{201c}{}\u{201d} {rect:?}, seen {seen:?}", part.role, part.name)
}

fn is_covered(desk: &Desk) -> bool {
    let ids = desk.window.ctx.memory(|memory| memory.areas().visible_layer_ids());
    ids.iter().any(|layer| layer.order != Order::Background)
}

fn is_reachable(desk: &Desk, part: &Part) -> bool {
    desk.window.ctx.memory(|memory| memory.allows_interaction(part.layer))
}

fn resize(desk: &mut Desk, size: Vec2, zoom: f32) {
    desk.window.ctx.set_zoom_factor(zoom);
    desk.window.step();
    desk.window.set_size(size / zoom);
    desk.window.run_steps(5);
}

/// A screen reader wants it in view.
fn scroll_to(desk: &mut Desk, id: u64) {
    let root = desk.window.root();
    if let Some(node) = root.children_recursive().find(|node| node_id(node) == id) {
        node.scroll_to_me();
    }
    desk.window.run_steps(3);
}

fn node_id<'tree>(node: &egui_kittest::Node<'tree>) -> u64 {
    node.accesskit_node().locate().0.0
}

/// Every part that is used or read.
fn parts(desk: &Desk) -> Vec<Part> {
    let rects: HashMap<u64, WidgetRect> = desk.window.ctx.viewport(|viewport| {
        let layers = viewport.prev_pass.widgets.layers();
        let all = layers.flat_map(|(_, rects)| rects.iter());
        all.map(|rect| (rect.id.value(), *rect)).collect()
    });
    let root = desk.window.root();
    let all = root.children_recursive();
    all.filter_map(|node| part(&node, &rects)).collect()
}

fn part(node: &egui_kittest::Node<'_>, rects: &HashMap<u64, WidgetRect>) -> Option<Part> {
    let told = node.accesskit_node();
    let role = told.role();
    if !CONTROLS.contains(&role) && !READ.contains(&role) {
        return None;
    }
    let id = node_id(node);
    let widget = rects.get(&id)?;
    if widget.rect.area() < 1.0 {
        return None;
    }
    Some(Part {
        id,
        name: told.label().or_else(|| told.value()).unwrap_or_default(),
        role,
        layer: widget.layer_id,
        rect: widget.rect,
        seen: widget.interact_rect,
    })
}

fn collect(shape: &Shape, clip: Rect, out: &mut Vec<(Rect, String)>) {
    match shape {
        Shape::Text(text) if !text.galley.text().trim().is_empty() => {
            let seen = text.visual_bounding_rect().intersect(clip);
            if seen.is_positive() {
                out.push((seen, text.galley.text().to_owned()));
            }
        }
        Shape::Vec(all) => all.iter().for_each(|shape| collect(shape, clip, out)),
        _ => {}
    }
}

/// The pictures of the most telling sizes.
fn keep_picture(desk: &mut Desk, name: &str, size: Vec2, zoom: f32) {
    let Some(folder) = std::env::var_os("TAPDESK_PICTURES") else {
        return;
    };
    let telling = [(1280.0, 1.0), (1366.0, 1.0), (1920.0, 1.0), (1280.0, 2.0)];
    if telling.contains(&(size.x, zoom)) {
        let look = if desk.theme == egui::Theme::Dark {
            "dark"
        } else {
            "light"
        };
        let name = format!("{name}-{}-{}-{look}.png", size.x, zoom * 100.0);
        let picture = desk.window.render().unwrap();
        picture.save(std::path::PathBuf::from(folder).join(name)).unwrap();
    }
}
