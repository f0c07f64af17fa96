//! Design tokens: every colour, size and face of the window. No other file names one.

use egui::{Color32, FontFamily, FontId, Vec2};

pub mod fit;
pub mod page;
pub mod style;

const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

/// The colours of one theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// The window itself, behind everything.
    pub ground: Color32,
    /// Header, side, fields, cards.
    pub panel: Color32,
    /// What lies a little deeper: facts, previews.
    pub sunk: Color32,
    /// Thin lines, around fields and between rows.
    pub line: Color32,
    /// Text that is read.
    pub ink: Color32,
    /// Text beside it.
    pub ink_soft: Color32,
    /// Labels and hints.
    pub ink_faint: Color32,
    /// The one accent.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// The accent as a ground.
    pub accent_soft: Color32,
    /// What is done or right: signs and words.
    pub done: Color32,
    /// Done, as a ground.
    pub done_soft: Color32,
    /// What wants attention: signs and words.
    pub warn: Color32,
    /// Attention, as a ground.
    pub warn_soft: Color32,
    /// What is wrong: signs and words.
    pub bad: Color32,
    /// Wrong, as a ground.
    pub bad_soft: Color32,
}

/// In light rooms.
pub const LIGHT: Palette = Palette {
    ground: rgb(0xF5_F6F8),
    panel: rgb(0xFF_FFFF),
    sunk: rgb(0xEC_EEF2),
    line: rgb(0xD3_D8E0),
    ink: rgb(0x15_191F),
    ink_soft: rgb(0x4B_5563),
    ink_faint: rgb(0x5F_6875),
    accent: rgb(0x0B_62C4),
    on_accent: rgb(0xFF_FFFF),
    accent_soft: rgb(0xE3_EEFB),
    done: rgb(0x12_7A4B),
    done_soft: rgb(0xE0_F3E9),
    warn: rgb(0x8F_5300),
    warn_soft: rgb(0xFC_F0DC),
    bad: rgb(0xB3_261E),
    bad_soft: rgb(0xFB_E6E4),
};

/// In dark rooms.
pub const DARK: Palette = Palette {
    ground: rgb(0x0F_1216),
    panel: rgb(0x18_1C22),
    sunk: rgb(0x12_161B),
    line: rgb(0x37_3F4A),
    ink: rgb(0xED_F0F4),
    ink_soft: rgb(0xB4_BCC7),
    ink_faint: rgb(0x97_A0AD),
    accent: rgb(0x6C_B2FF),
    on_accent: rgb(0x08_203C),
    accent_soft: rgb(0x15_283F),
    done: rgb(0x5F_D19B),
    done_soft: rgb(0x12_291F),
    warn: rgb(0xF2_B661),
    warn_soft: rgb(0x2E_2314),
    bad: rgb(0xFF_8A80),
    bad_soft: rgb(0x35_1B1A),
};

/// The ground behind a QR code: scanners want dark on white in any theme.
pub const QR_LIGHT: Color32 = rgb(0xFF_FFFF);
/// The modules of a QR code.
pub const QR_DARK: Color32 = rgb(0x00_0000);

/// The palette in use.
#[must_use]
pub fn palette(ui: &egui::Ui) -> Palette {
    if ui.visuals().dark_mode { DARK } else { LIGHT }
}

/// Whether there is no room for a side: the window is small, or everything is drawn large.
#[must_use]
pub fn is_narrow(ctx: &egui::Context) -> bool {
    ctx.content_rect().width() < size::NARROW
}

/// Whether there is no room for what is not needed at the moment: the steps, large first lines.
#[must_use]
pub fn is_short(ctx: &egui::Context) -> bool {
    ctx.content_rect().height() < size::SHORT
}

/// Sizes, in points.
pub mod size {
    /// The height below which only what is needed now is drawn.
    pub const SHORT: f32 = 560.0;
    /// The width below which the side goes below the work.
    pub const NARROW: f32 = 1000.0;
    /// The unit of the grid.
    pub const UNIT: f32 = 8.0;
    /// Between things that belong together.
    pub const GAP: f32 = 8.0;
    /// Between groups of things.
    pub const SECTION: f32 = 24.0;
    /// The edge of the work, left and right.
    pub const MARGIN: i8 = 40;
    /// The edge of the work above its first line.
    pub const PAGE_TOP: i8 = 28;
    /// The edge of the work above and below where there is less height.
    pub const EDGE_SHORT: i8 = 14;
    /// How much larger what two people read gets at most.
    pub const GROWN: f32 = 1.75;
    /// How far what scrolls reaches beyond the text in it, so that a ring at its edge is not cut off.
    pub const BLEED: i8 = 8;
    /// The one radius.
    pub const RADIUS: u8 = 10;
    /// The height of the header.
    pub const HEADER: f32 = 56.0;
    /// The width of the side.
    pub const SIDE: f32 = 328.0;
    /// The width of the side of the log, where facts and actions stand beside each other.
    pub const SIDE_WIDE: f32 = 376.0;
    /// The width of the list of the keys.
    pub const HELP: f32 = 600.0;
    /// The width of a question over the window.
    pub const QUESTION: f32 = 672.0;
    /// The width of the sections beside the work.
    pub const NAV: f32 = 184.0;
    /// The width of what stands alone in the middle of the window.
    pub const ALONE: f32 = 576.0;
    /// The height of a field on Enroll.
    pub const FIELD_TALL: f32 = 64.0;
    /// The height of other fields and of buttons.
    pub const FIELD: f32 = 44.0;
    /// The widest that work gets.
    pub const WORK: f32 = 960.0;
    /// The height of a row of the log.
    pub const ROW: f32 = 44.0;
    /// One box of the code field.
    pub const CODE_BOX: super::Vec2 = super::Vec2::new(60.0, 72.0);
    /// The same where there is less height.
    pub const CODE_BOX_SHORT: super::Vec2 = super::Vec2::new(56.0, 52.0);
    /// The ring where there is less height.
    pub const RING_SHORT: f32 = 68.0;
    /// The codes before and after the live one.
    pub const NEIGHBOURS: f32 = 136.0;
    /// The width from which they stand beside it.
    pub const CODE_BESIDE: f32 = 600.0;
    /// The ring beside the live code.
    pub const RING: f32 = 84.0;
    /// The demo tray: what is practised, and the token.
    pub const TRAY: f32 = 140.0;
    /// The same where there is little room.
    pub const TRAY_NARROW: f32 = 96.0;
    /// The token in it.
    pub const TRAY_TOKEN: super::Vec2 = super::Vec2::new(184.0, 76.0);
    /// The menu of its models.
    pub const TRAY_MODEL: f32 = 156.0;
    /// The token above the reader, as it is drawn in the usual window.
    pub const PLACING: super::Vec2 = super::Vec2::new(640.0, 240.0);
    /// What stands above it: where to lay it.
    pub const PLACING_ABOVE: f32 = 150.0;
    /// How much of the height of a low window the words of a message take at most.
    pub const MESSAGE: f32 = 0.16;
    /// The width below which what is done about a message stands below its words.
    pub const MESSAGE_LEAST: f32 = 400.0;
    /// The height below which a list scrolls with what stands above it, and its height then.
    pub const LIST_LEAST: f32 = 320.0;
    /// The height of what stands above the rows of the log.
    pub const LIST_ABOVE: f32 = 180.0;
    /// A row of what is suggested.
    pub const SUGGESTION: f32 = 48.0;
    /// A button whose word changes while it is used.
    pub const BUTTON_STEADY: f32 = 176.0;
    /// The inset of the buttons of egui itself.
    pub const PADDING: super::Vec2 = super::Vec2::new(16.0, 10.0);
    /// How large its controls are at least.
    pub const INTERACT: super::Vec2 = super::Vec2::new(FIELD, 32.0);
    /// A field for a number.
    pub const FIELD_NARROW: f32 = 96.0;
    /// The name of a setting.
    pub const SETTING: f32 = 208.0;
    /// An icon beside text.
    pub const ICON: f32 = 18.0;
    /// A big icon.
    pub const ICON_BIG: f32 = 72.0;
    /// The side of a QR code.
    pub const QR: f32 = 300.0;
    /// The same at least.
    pub const QR_LEAST: f32 = 180.0;
    /// The inset of rows at the side.
    pub const INSET_SMALL: i8 = 10;
    /// The inset of cards and messages.
    pub const INSET: i8 = 16;
    /// The inset of what stands alone: the result, what lies over the window.
    pub const INSET_LARGE: i8 = 28;
    /// The inset of panels at the edge of the window.
    pub const EDGE: i8 = 20;
    /// The inset of the header and the tray, above and below.
    pub const EDGE_FLAT: i8 = 8;
    /// What lifts an icon to the line of a heading beside it.
    pub const ICON_DROP: f32 = 3.0;
    /// The inset of a field, left and right.
    pub const FIELD_INSET: f32 = 14.0;
    /// The inset of the big field, left and right.
    pub const FIELD_TALL_INSET: f32 = 20.0;
    /// How far the soft edge of the focus reaches.
    pub const GLOW: f32 = 4.0;
    /// The height of a key cap.
    pub const CAP: f32 = 22.0;
    /// The inset of a key cap, left and right together.
    pub const CAP_INSET: f32 = 14.0;
    /// The circle of a step.
    pub const STEP: f32 = 26.0;
    /// The circle of the step in hand.
    pub const STEP_NOW: f32 = 36.0;
    /// The line between two steps.
    pub const STEP_LINE: f32 = 44.0;
    /// Between a step, its name and the line.
    pub const STEP_GAP: f32 = 10.0;
    /// The line of a step that is not in hand.
    pub const STEP_STROKE: f32 = 1.5;
    /// The line of the ring.
    pub const RING_STROKE: f32 = 7.0;
    /// The width of a window from which the log has a side.
    pub const LOG_BESIDE: f32 = 1276.0;
    /// The time of a row of the log, below the line of its day.
    pub const LOG_TIME: f32 = 64.0;
    /// Day and time of a row of the log, where days have no lines.
    pub const LOG_DAY_AND_TIME: f32 = 104.0;
    /// The name of a person in the log: at least, and where there is room.
    pub const LOG_NAME: (f32, f32) = (112.0, 200.0);
    /// The same without a list of people.
    pub const LOG_NO_NAME: f32 = 64.0;
    /// A UPN in the log, for one of thirty characters; what is left over goes to it.
    pub const LOG_UPN: f32 = 264.0;
    /// How an enrolment of the log stands: at least, and where there is room.
    pub const LOG_STATE: (f32, f32) = (136.0, 156.0);
    /// A serial in the log.
    pub const LOG_SERIAL: f32 = 144.0;
    /// A model in the log: at least, and where there is room.
    pub const LOG_MODEL: (f32, f32) = (88.0, 112.0);
    /// An operator in the log: at least, and where there is room.
    pub const LOG_OPERATOR: (f32, f32) = (88.0, 160.0);
    /// How a code was compared, in the log.
    pub const LOG_COMPARED: f32 = 84.0;
    /// A drift in the log.
    pub const LOG_DRIFT: f32 = 64.0;
    /// How narrow and how wide a column of the log is made.
    pub const LOG_COLUMN_CHOSEN: (f32, f32) = (40.0, 800.0);
    /// By how much a key makes a column of the log narrower or wider.
    pub const LOG_COLUMN_STEP: f32 = 16.0;
    /// The least width of the header in which the logo has room beside the tabs.
    pub const HEADER_LOGO: f32 = 660.0;
    /// The columns of files that left: when, the file (what is left over, this at least), how many, by whom, which format.
    pub const PAST_COLUMNS: [f32; 5] = [144.0, 232.0, 96.0, 128.0, 144.0];
    /// The time of an entry of the trail.
    pub const TRAIL_TIME: f32 = 52.0;
    /// A field for a date.
    pub const FIELD_DATE: f32 = 208.0;
    /// The width of the bar of what scrolls.
    pub const SCROLL_BAR: f32 = 6.0;
    /// A thin line.
    pub const LINE: f32 = 1.0;
    /// A line that is to be seen.
    pub const LINE_STRONG: f32 = 2.0;
    /// The window when it opens.
    pub const WINDOW: super::Vec2 = super::Vec2::new(1280.0, 800.0);
    /// How much of a small screen the smallest window takes at most: bars of the system take the rest.
    pub const SCREEN_SHARE: f32 = 0.9;
    /// The smallest window that shows everything.
    pub const WINDOW_MIN: super::Vec2 = super::Vec2::new(1000.0, 640.0);
}

const SEMIBOLD: &str = "semibold";
const MONO_SEMIBOLD: &str = "mono-semibold";

fn semibold_family() -> FontFamily {
    FontFamily::Name(SEMIBOLD.into())
}

/// The faces by what they are for.
pub mod face {
    use super::{FontFamily, FontId, MONO_SEMIBOLD, semibold_family};

    /// A face that much larger.
    #[must_use]
    pub fn grown(face: FontId, growth: f32) -> FontId {
        FontId::new(face.size * growth, face.family)
    }

    /// The first line of a screen, that much larger.
    #[must_use]
    pub fn title(growth: f32) -> FontId {
        FontId::new(32.0 * growth, semibold_family())
    }
    /// The first line where there is less room.
    #[must_use]
    pub fn title_short() -> FontId {
        FontId::new(22.0, semibold_family())
    }
    /// The result that two people see.
    #[must_use]
    pub fn result() -> FontId {
        FontId::new(34.0, semibold_family())
    }
    /// The line below the first, that much larger.
    #[must_use]
    pub fn lead(growth: f32) -> FontId {
        FontId::new(17.0 * growth, FontFamily::Proportional)
    }
    /// What is typed into the big field.
    #[must_use]
    pub fn field_tall() -> FontId {
        FontId::new(24.0, FontFamily::Proportional)
    }
    /// Text that is read, and what is typed into a field.
    #[must_use]
    pub fn body() -> FontId {
        FontId::new(15.0, FontFamily::Proportional)
    }
    /// Text that stands out.
    #[must_use]
    pub fn strong() -> FontId {
        FontId::new(15.0, semibold_family())
    }
    /// The name of a group or a question.
    #[must_use]
    pub fn heading() -> FontId {
        FontId::new(19.0, semibold_family())
    }
    /// Names of columns, facts and sections, and keys on buttons.
    #[must_use]
    pub fn label() -> FontId {
        FontId::new(13.5, semibold_family())
    }
    /// Hints and notes.
    #[must_use]
    pub fn small() -> FontId {
        FontId::new(14.0, FontFamily::Proportional)
    }
    /// Serials in text.
    #[must_use]
    pub fn mono() -> FontId {
        FontId::new(15.0, FontFamily::Monospace)
    }
    /// Serials in rows, files.
    #[must_use]
    pub fn mono_small() -> FontId {
        FontId::new(13.5, FontFamily::Monospace)
    }
    /// Serials that two people compare.
    #[must_use]
    pub fn mono_large() -> FontId {
        FontId::new(24.0, FontFamily::Monospace)
    }
    /// Digits that are typed.
    #[must_use]
    pub fn digit() -> FontId {
        FontId::new(36.0, FontFamily::Name(MONO_SEMIBOLD.into()))
    }
    /// The live code, to be read from two metres; it grows more than what stands around it.
    #[must_use]
    pub fn code(growth: f32) -> FontId {
        let size = 100.0 * (1.0 + (growth - 1.0) * 2.0);
        FontId::new(size, FontFamily::Name(MONO_SEMIBOLD.into()))
    }
    /// Seconds within the ring.
    #[must_use]
    pub fn ring() -> FontId {
        FontId::new(22.0, FontFamily::Name(MONO_SEMIBOLD.into()))
    }
    /// The display of the demo token.
    #[must_use]
    pub fn display() -> FontId {
        FontId::new(28.0, FontFamily::Name(MONO_SEMIBOLD.into()))
    }
}

/// The side of the texture that holds every glyph, in pixels; it grows downwards only, to a square.
const ATLAS: usize = 2048;

/// Keeps the texture of the glyphs as narrow as what is drawn here needs. egui makes it as wide as the graphics can, 16384
/// pixels mostly, and holds it twice: the one row that is used of it costs megabytes.
pub fn bound_atlas(input: &mut egui::RawInput) {
    if let Some(side) = &mut input.max_texture_side {
        *side = ATLAS.min(*side);
    }
}

/// Draws in that theme from now on.
pub fn choose(ctx: &egui::Context, theme: crate::station::Theme) {
    use crate::station::Theme as Chosen;
    ctx.set_theme(match theme {
        Chosen::System => egui::ThemePreference::System,
        Chosen::Light => egui::ThemePreference::Light,
        Chosen::Dark => egui::ThemePreference::Dark,
    });
}

#[cfg(test)]
mod tests;
