//! The faces, colours and spaces of the theme, put into egui.

use egui::{CornerRadius, FontData, FontDefinitions, FontFamily, Stroke, Theme, Vec2};

use super::{DARK, LIGHT, MONO_SEMIBOLD, Palette, face, semibold_family, size};

/// Sets faces, colours and spacing for both themes; the system chooses between them.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    ctx.set_theme(egui::ThemePreference::System);
    ctx.options_mut(|options| options.fallback_theme = Theme::Light);
    for (theme, palette) in [(Theme::Light, LIGHT), (Theme::Dark, DARK)] {
        ctx.style_mut_of(theme, |style| {
            style_text(style);
            style_space(style);
            style_colours(&mut style.visuals, palette);
        });
    }
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let faces: [(&str, FontFamily, &'static [u8]); 4] = [
        (
            "inter",
            FontFamily::Proportional,
            include_bytes!("../../../assets/fonts/Inter-Regular.otf"),
        ),
        (
            "inter-semibold",
            semibold_family(),
            include_bytes!("../../../assets/fonts/Inter-SemiBold.otf"),
        ),
        (
            "jetbrains-mono",
            FontFamily::Monospace,
            include_bytes!("../../../assets/fonts/JetBrainsMono-Regular.ttf"),
        ),
        (
            "jetbrains-mono-semibold",
            FontFamily::Name(MONO_SEMIBOLD.into()),
            include_bytes!("../../../assets/fonts/JetBrainsMono-SemiBold.ttf"),
        ),
    ];
    for (name, family, bytes) in faces {
        fonts.font_data.insert(name.into(), FontData::from_static(bytes).into());
        let order = fonts.families.entry(family).or_default();
        order.push(name.into());
        // what a face lacks comes from the text face
        if name != "inter" {
            order.push("inter".into());
        }
    }
    fonts
}

fn style_text(style: &mut egui::Style) {
    use egui::TextStyle;
    style.text_styles = [
        (TextStyle::Small, face::small()),
        (TextStyle::Body, face::body()),
        (TextStyle::Monospace, face::mono()),
        (TextStyle::Button, face::strong()),
        (TextStyle::Heading, face::heading()),
    ]
    .into();
}

fn style_space(style: &mut egui::Style) {
    style.spacing.item_spacing = Vec2::new(size::GAP, size::GAP);
    style.spacing.button_padding = size::PADDING;
    style.spacing.interact_size = size::INTERACT;
    style.spacing.scroll = scroll_bars();
    style.interaction.selectable_labels = false;
    style.animation_time = 0.0;
    // what is looked for is there at once
    style.scroll_animation = egui::style::ScrollAnimation::none();
    style.visuals.text_cursor.blink = false;
}

/// Bars that are seen on every ground wherever something scrolls, and take no more room when they are used.
fn scroll_bars() -> egui::style::ScrollStyle {
    egui::style::ScrollStyle {
        floating_width: size::SCROLL_BAR,
        bar_width: size::SCROLL_BAR,
        floating_allocated_width: size::SCROLL_BAR,
        handle_min_length: size::SECTION,
        // drawn in the ink
        foreground_color: true,
        dormant_background_opacity: 0.0,
        active_background_opacity: 0.0,
        interact_background_opacity: 0.0,
        dormant_handle_opacity: 0.4,
        active_handle_opacity: 0.5,
        interact_handle_opacity: 0.75,
        ..egui::style::ScrollStyle::thin()
    }
}

fn style_colours(visuals: &mut egui::Visuals, palette: Palette) {
    let radius = CornerRadius::same(size::RADIUS);
    visuals.override_text_color = Some(palette.ink);
    visuals.weak_text_color = Some(palette.ink_faint);
    visuals.panel_fill = palette.ground;
    visuals.window_fill = palette.panel;
    visuals.window_stroke = Stroke::new(size::LINE, palette.line);
    visuals.window_corner_radius = radius;
    visuals.menu_corner_radius = radius;
    visuals.extreme_bg_color = palette.panel;
    visuals.faint_bg_color = palette.sunk;
    visuals.code_bg_color = palette.sunk;
    visuals.text_edit_bg_color = Some(palette.panel);
    visuals.hyperlink_color = palette.accent;
    visuals.warn_fg_color = palette.warn;
    visuals.error_fg_color = palette.bad;
    visuals.selection.bg_fill = palette.accent_soft;
    visuals.selection.stroke = Stroke::new(size::LINE_STRONG, palette.accent);
    visuals.text_cursor.stroke = Stroke::new(size::LINE_STRONG, palette.accent);
    let widgets = &mut visuals.widgets;
    for state in [
        &mut widgets.noninteractive,
        &mut widgets.inactive,
        &mut widgets.hovered,
        &mut widgets.active,
        &mut widgets.open,
    ] {
        state.corner_radius = radius;
        state.bg_fill = palette.panel;
        state.weak_bg_fill = palette.panel;
        state.bg_stroke = Stroke::new(size::LINE, palette.line);
        state.fg_stroke = Stroke::new(size::LINE, palette.ink);
        state.expansion = 0.0;
    }
    // boxes that are ticked have to be seen
    widgets.inactive.bg_stroke = Stroke::new(size::LINE, palette.ink_faint);
    widgets.hovered.weak_bg_fill = palette.sunk;
    widgets.active.bg_stroke = Stroke::new(size::LINE_STRONG, palette.accent);
}
