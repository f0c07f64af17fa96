//! Since when something is asked: what came into view just now is answered by no key.

use egui::Context;

use super::hands_off;

/// What is asked in the frames that are drawn, and since when.
#[derive(Debug)]
pub struct InView<T>(Option<(T, f64)>);

impl<T> Default for InView<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: PartialEq> InView<T> {
    /// That is drawn in this frame; whether the frame before had something else.
    pub fn note(&mut self, ctx: &Context, asked: T) -> bool {
        let same = self.0.as_ref().is_some_and(|(before, _)| *before == asked);
        if !same {
            self.0 = Some((asked, ctx.input(|input| input.time)));
        }
        !same
    }

    /// Something else lies over it, or it comes into view again: it counts from now on.
    pub fn begin_anew(&mut self, ctx: &Context) {
        if let Some((_, since)) = &mut self.0 {
            *since = ctx.input(|input| input.time);
        }
    }

    /// Nothing is asked.
    pub fn clear(&mut self) {
        self.0 = None;
    }

    /// Whether nothing was drawn before.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Whether a key comes too soon after that came into view to be an answer. What was not drawn yet is answered by none.
    #[must_use]
    pub fn is_too_soon(&self, asked: &T, ctx: &Context) -> bool {
        match &self.0 {
            Some((drawn, since)) if drawn == asked => hands_off(ctx, *since),
            _ => true,
        }
    }
}
