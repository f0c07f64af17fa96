//! How large the window is on a screen.

use egui::Vec2;

use super::size;

/// What a window has to become so that it is no larger than the screen: the size of what is within its frame, if that is
/// another one. `inner` is what is within, `outer` the window with its frame.
#[must_use]
pub fn fitted(inner: Vec2, outer: Vec2, screen: Vec2) -> Option<Vec2> {
    let beyond = (outer - screen).max(Vec2::ZERO);
    (beyond != Vec2::ZERO).then(|| (inner - beyond).max(Vec2::ZERO))
}

/// The smallest that a window gets on that screen, where everything is drawn that much larger. Sizes are in points, which
/// grow with it: the window must not be held larger than the screen.
#[must_use]
pub fn smallest(screen: Option<Vec2>, zoom: f32) -> Vec2 {
    let least = size::WINDOW_MIN / zoom;
    screen.map_or(least, |screen| least.min(screen * size::SCREEN_SHARE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_never_larger_than_the_screen() {
        let frame = Vec2::from((2.0, 37.0));
        for screen in [
            (1280.0, 800.0),
            (1366.0, 768.0),
            (640.0, 400.0),
            (683.0, 384.0),
            (1920.0, 1080.0),
        ] {
            let screen = Vec2::from(screen);
            let inner = size::WINDOW;
            let outer = inner + frame;
            let now = fitted(inner, outer, screen).unwrap_or(inner);
            assert!((now + frame).min(screen) == now + frame, "{now} on {screen}");
            assert!(fitted(now, now + frame, screen).is_none(), "once is enough");
            for zoom in [1.0, 1.25, 1.5, 2.0] {
                let points = screen / zoom;
                let least = smallest(Some(points), zoom);
                assert!(least.x < points.x && least.y < points.y, "{least} on {points}");
            }
        }
        assert_eq!(smallest(None, 2.0), size::WINDOW_MIN / 2.0);
    }
}
