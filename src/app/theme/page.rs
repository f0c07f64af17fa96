//! The grid of the window. Every screen stands in it: the same edges, the first line at the same place, and what is read is
//! no wider than it is read well.
//!
//! It is made of the size of the window alone, and not of what stands beside the work: the first line stays where it is when
//! another screen comes into view.

use egui::{Context, Margin, Rect, Vec2, pos2, vec2};

use super::{is_narrow, is_short, size};

/// How much of the room beside the side a screen takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Room {
    /// What is read and filled in: a column, in the middle where there is more room than it needs.
    #[default]
    Column,
    /// The same where nothing stands beside it: as wide as the room on both sides lets it.
    Broad,
    /// A table: as much as there is.
    Whole,
}

/// How much larger what two people read is drawn where the window is larger than the usual one. In sixteenths, so that a
/// window that is drawn larger does not ask for glyphs of every size in between.
#[must_use]
pub fn growth(ctx: &Context) -> f32 {
    grown(ctx.content_rect().size())
}

fn grown(window: Vec2) -> f32 {
    const STEPS: f32 = 16.0;
    let beside = |width: f32| width - size::SIDE;
    let wider = beside(window.x) / beside(size::WINDOW.x);
    let higher = window.y / size::WINDOW.y;
    let grown = (wider.min(higher) * STEPS).floor() / STEPS;
    grown.clamp(1.0, size::GROWN)
}

/// The edges of the work, which leave room for the ring around what has the focus.
#[must_use]
pub fn edges(ctx: &Context) -> Margin {
    let (side, above) = match (is_narrow(ctx), is_short(ctx)) {
        (true, true) => (size::EDGE, size::EDGE_SHORT),
        (true, false) => (size::EDGE, size::PAGE_TOP),
        (false, true) => (size::MARGIN, size::EDGE_SHORT),
        (false, false) => (size::MARGIN, size::PAGE_TOP),
    };
    Margin {
        left: side,
        right: side,
        top: above,
        bottom: size::EDGE_SHORT,
    }
}

/// The part of `all`, which is what lies between the edges, that is for the work.
#[must_use]
pub fn place(ctx: &Context, room: Room, all: Rect) -> Rect {
    match room {
        Room::Whole => all,
        Room::Column => column(ctx.content_rect().size(), all),
        Room::Broad => {
            let left = column(ctx.content_rect().size(), all).left();
            all.shrink2(vec2(left - all.left(), 0.0))
        }
    }
}

fn column(window: Vec2, all: Rect) -> Rect {
    let widest = size::WORK * grown(window);
    // as if there were a side on every screen
    let beside = window.x - size::SIDE - f32::from(size::MARGIN) * 2.0;
    let left = all.left() + ((beside - widest) / 2.0).max(0.0).floor();
    let width = widest.min(all.right() - left);
    Rect::from_min_size(pos2(left, all.top()), vec2(width, all.height()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What lies between the edges of a window of that size, beside a side of that width.
    fn between(window: Vec2, side: f32) -> Rect {
        let edge = f32::from(size::MARGIN);
        Rect::from_min_max(pos2(edge, 0.0), pos2(window.x - side - edge, window.y))
    }

    #[test]
    fn the_first_line_begins_at_the_same_place_whatever_stands_beside_the_work() {
        for width in (900..4000).step_by(7) {
            let window = vec2(width as f32, width as f32 * 9.0 / 16.0);
            let places = [0.0, size::SIDE, size::SIDE_WIDE].map(|side| column(window, between(window, side)));
            assert_eq!(places[0].left(), places[1].left(), "{window}");
            assert_eq!(places[0].left(), places[2].left(), "{window}");
            for (place, side) in places.into_iter().zip([0.0, size::SIDE, size::SIDE_WIDE]) {
                assert!(between(window, side).contains_rect(place), "{window} {side}");
            }
        }
    }

    #[test]
    fn the_usual_windows_are_drawn_as_they_are_and_large_ones_larger() {
        for (width, height, wanted) in [
            (640.0, 400.0, 1.0),
            (1280.0, 800.0, 1.0),
            (1366.0, 768.0, 1.0),
            (1920.0, 1080.0, 1.3125),
            (3840.0, 2160.0, size::GROWN),
            (3840.0, 800.0, 1.0),
        ] {
            assert_eq!(grown(vec2(width, height)), wanted, "{width}x{height}");
        }
    }
}
