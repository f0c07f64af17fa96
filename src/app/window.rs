//! Opens the window, with one renderer after the other until one works.

use eframe::{NativeOptions, Renderer};
use egui::{IconData, ViewportBuilder};

use super::App;
use super::cli;
use super::theme::size;

/// The order in which renderers are tried. OpenGL is missing over Windows remote desktops, and costs far less than
/// Vulkan on a Linux machine without a graphics processor.
fn order(wanted: Option<cli::Renderer>) -> Vec<Renderer> {
    let usual = if cfg!(windows) {
        [Renderer::Wgpu, Renderer::Glow]
    } else {
        [Renderer::Glow, Renderer::Wgpu]
    };
    match wanted {
        None => usual.to_vec(),
        Some(cli::Renderer::Glow) => vec![Renderer::Glow, Renderer::Wgpu],
        Some(cli::Renderer::Wgpu) => vec![Renderer::Wgpu, Renderer::Glow],
    }
}

/// Opens the window and stays until it is closed. `make` builds the app once a renderer has started; it is called again
/// only when the one before did not come up.
///
/// # Errors
/// The first failure, when no renderer works; it is shown in a message box as well.
pub fn open(
    title: &str,
    wanted: Option<cli::Renderer>,
    mut make: impl FnMut(&egui::Context) -> Option<App>,
) -> Result<(), String> {
    let mut first_failure = None;
    for renderer in order(wanted) {
        let mut made = false;
        let options = NativeOptions {
            renderer,
            viewport: viewport(title),
            system_font_fallback: false,
            ..NativeOptions::default()
        };
        tracing::info!(renderer = %renderer, "opening the window");
        let outcome = eframe::run_native(
            title,
            options,
            Box::new(|creation| {
                made = true;
                match make(&creation.egui_ctx) {
                    Some(app) => Ok(Box::new(app) as Box<dyn eframe::App>),
                    None => Err("the station could not be started".into()),
                }
            }),
        );
        match outcome {
            Ok(()) => return Ok(()),
            Err(error) => {
                tracing::warn!(%error, renderer = %renderer, "the window did not open");
                first_failure.get_or_insert(error.to_string());
                if made {
                    break;
                }
            }
        }
    }
    let why = first_failure.unwrap_or_default();
    say(title, &why);
    Err(why)
}

fn viewport(title: &str) -> ViewportBuilder {
    let mut builder = ViewportBuilder::default()
        .with_title(title)
        .with_app_id("tapdesk")
        .with_inner_size(size::WINDOW)
        .with_min_inner_size(size::WINDOW_MIN);
    if let Some(icon) = icon() {
        builder = builder.with_icon(icon);
    }
    builder
}

fn icon() -> Option<IconData> {
    eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon/tapdesk-256.png")).ok()
}

/// Without a window there is only the system's own box; where there is none either, standard error has it.
fn say(title: &str, why: &str) {
    if cfg!(any(windows, target_os = "macos")) {
        rfd::MessageDialog::new()
            .set_level(rfd::MessageLevel::Error)
            .set_title(title)
            .set_description(format!("The window could not be opened.\n{why}"))
            .show();
    }
}
