//! What the window looks like follows the settings and the screen on which it is.

use egui::{Context, Vec2, ViewportCommand};

use super::theme;
use crate::station::{Settings, Theme, Zoom};

/// How the window is drawn by now, and to which screen it was fitted.
#[derive(Default)]
pub(super) struct Looks {
    drawn: (Theme, Zoom),
    /// The screen, in points, and how large points were then.
    screen: Option<(Option<Vec2>, f32)>,
    /// Whether the size of the window was looked at since.
    fits: bool,
}

impl Looks {
    /// To be called in each pass.
    pub fn follow(&mut self, ctx: &Context, settings: &Settings) {
        self.follow_settings(ctx, settings);
        self.follow_screen(ctx);
    }

    fn follow_settings(&mut self, ctx: &Context, settings: &Settings) {
        let (was_theme, was_zoom) = std::mem::replace(&mut self.drawn, (settings.theme, settings.zoom));
        if settings.theme != was_theme {
            theme::choose(ctx, settings.theme);
        }
        if settings.zoom != was_zoom {
            ctx.set_zoom_factor(settings.zoom.percent() as f32 / 100.0);
        }
    }

    /// The window is no larger than the screen on which it opens, or to which it is moved, nor held larger.
    fn follow_screen(&mut self, ctx: &Context) {
        let (screen, inner, outer) = ctx.input(|input| {
            let viewport = input.viewport();
            (viewport.monitor_size, viewport.inner_rect, viewport.outer_rect)
        });
        let now = (screen, ctx.zoom_factor());
        if self.screen.unwrap_or((None, 1.0)) != now {
            self.screen = Some(now);
            self.fits = false;
            ctx.send_viewport_cmd(ViewportCommand::MinInnerSize(theme::fit::smallest(now.0, now.1)));
        }
        // some systems say where a window is only after a while, or never
        if let (false, Some(screen), Some(inner), Some(outer)) = (self.fits, screen, inner, outer) {
            self.fits = true;
            if let Some(size) = theme::fit::fitted(inner.size(), outer.size(), screen) {
                ctx.send_viewport_cmd(ViewportCommand::InnerSize(size));
            }
        }
    }
}
