//! A QR code.

use egui::{Rect, Role, Sense, Ui, Vec2, WidgetInfo, vec2};
use qrcode::{Color, EcLevel, QrCode};

use crate::app::theme::{QR_DARK, QR_LIGHT, size};

/// Draws `text` as a QR code; `name` is what a screen reader says. `false` when it is too long for one.
pub fn qr(ui: &mut Ui, text: &str, name: &str) -> bool {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else {
        return false;
    };
    // whole in view, so that a camera sees it
    let room = ui.clip_rect().height() - size::SECTION;
    let side = size::QR.min(room.max(size::QR_LEAST));
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    ui.painter().rect_filled(rect, 0.0, QR_LIGHT);
    // four modules of quiet around it, as the standard wants
    let module = (side / (code.width() + 8) as f32).floor();
    let side = module * code.width() as f32;
    let origin = rect.center() - Vec2::splat(side / 2.0);
    for (at, colour) in code.to_colors().into_iter().enumerate() {
        if colour == Color::Dark {
            let (x, y) = ((at % code.width()) as f32, (at / code.width()) as f32);
            let place = Rect::from_min_size(origin + vec2(x, y) * module, Vec2::splat(module));
            ui.painter().rect_filled(place, 0.0, QR_DARK);
        }
    }
    true
}
