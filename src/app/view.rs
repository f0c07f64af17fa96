//! What is in view, and what stands in its fields.

use super::door::DoorView;
use super::questions::Questions;
use super::screens::{Screen, Screens};

/// All of it. Behind a locked door it is made anew.
#[derive(Default)]
pub(super) struct View {
    pub screen: Screen,
    pub screens: Screens,
    /// The field that gets the focus in this frame.
    pub focus: Option<egui::Id>,
    pub help: bool,
    /// Since when the window is to be closed as soon as nothing is being written, on its own clock.
    pub closing: Option<f64>,
    pub door: DoorView,
    pub questions: Questions,
    pub strip: super::notice::Strip,
    /// Whether something was scanned below what lies over the window.
    pub scanned_below: bool,
    /// Whether the desk was open when it was last looked at.
    pub open: bool,
    /// Whether a token was being written or compared when the desk was last looked at.
    pub rewritten: bool,
}

impl View {
    /// Before a door: `operator` is offered there.
    pub fn for_operator(operator: String) -> Self {
        Self {
            door: DoorView::for_operator(operator),
            ..Self::default()
        }
    }
}
