//! Opens the window, with one renderer after the other until one works.

use eframe::egui_wgpu::WgpuSetup;
use eframe::wgpu::Backends;
use eframe::{NativeOptions, Renderer};
use egui::{IconData, ViewportBuilder};

use super::App;
use super::cli;
use super::texts::{Text, Texts, t};
use super::theme::size;

/// One way to draw the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attempt {
    /// OpenGL.
    Glow,
    /// DirectX 12, which Windows draws in software where there is nothing better, remote desktops included.
    Dx12,
    /// Whatever of Vulkan, Metal, DirectX or OpenGL works.
    Wgpu,
}

/// The order in which they are tried. OpenGL is missing over Windows remote desktops, and costs far less than Vulkan on
/// a Linux machine without a graphics processor.
fn order(wanted: Option<cli::Renderer>) -> Vec<Attempt> {
    let usual: &[Attempt] = if cfg!(windows) {
        &[Attempt::Dx12, Attempt::Wgpu, Attempt::Glow]
    } else {
        &[Attempt::Glow, Attempt::Wgpu]
    };
    let first = |attempt: &&Attempt| match wanted {
        None => false,
        Some(cli::Renderer::Glow) => **attempt == Attempt::Glow,
        Some(cli::Renderer::Wgpu) => **attempt != Attempt::Glow,
    };
    let (wanted, others): (Vec<_>, Vec<_>) = usual.iter().partition(first);
    wanted.into_iter().chain(others).collect()
}

fn options(attempt: Attempt, title: &str) -> NativeOptions {
    let mut options = NativeOptions {
        renderer: if attempt == Attempt::Glow {
            Renderer::Glow
        } else {
            Renderer::Wgpu
        },
        viewport: viewport(title),
        // the clipboard is asked elsewhere: whoever owns it may be stuck
        clipboard_shortcuts: false,
        ..NativeOptions::default()
    };
    if attempt == Attempt::Dx12
        && let WgpuSetup::CreateNew(setup) = &mut options.wgpu_options.wgpu_setup
    {
        setup.instance_descriptor.backends = Backends::DX12;
    }
    options
}

/// Why the window did not open; the system's own words are in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failure {
    /// There is no screen, or it lets nobody in. No renderer helps.
    NoScreen,
    /// This way to draw does not work here.
    Renderer,
    /// The station behind the window did not start.
    Station,
}

impl Failure {
    const fn text(self) -> Text {
        match self {
            Self::NoScreen => t::WINDOW_NO_SCREEN,
            Self::Renderer => t::WINDOW_FAILED,
            Self::Station => t::WINDOW_NO_STATION,
        }
    }
}

/// Opens the window and stays until it is closed. `make` builds the app once a renderer has started; it is called again
/// only when the one before did not come up.
///
/// # Errors
/// The first failure, when no renderer works; it is shown in a message box as well.
pub fn open(
    demo: bool,
    wanted: Option<cli::Renderer>,
    mut make: impl FnMut(&egui::Context) -> Option<App>,
) -> Result<(), String> {
    let texts = Texts::english();
    let title = &if demo {
        texts.get(t::APP_NAME_DEMO)
    } else {
        texts.get(t::APP_NAME)
    };
    let mut first_failure = (!has_screen()).then_some(Failure::NoScreen);
    if first_failure.is_none() {
        for attempt in order(wanted) {
            tracing::info!(renderer = ?attempt, "opening the window");
            let Err(failure) = run(attempt, title, &mut make) else {
                return Ok(());
            };
            tracing::warn!(renderer = ?attempt, "the window did not open");
            first_failure.get_or_insert(failure);
            if failure != Failure::Renderer {
                break;
            }
        }
    }
    let said = texts.get(first_failure.unwrap_or(Failure::Renderer).text());
    say(title, &said);
    Err(said)
}

/// One try with one renderer. Libraries that are missing, and some screens that refuse, end in a panic below the window.
fn run(attempt: Attempt, title: &str, make: &mut impl FnMut(&egui::Context) -> Option<App>) -> Result<(), Failure> {
    let mut made = false;
    let tried = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        eframe::run_native(
            title,
            options(attempt, title),
            Box::new(|creation| {
                made = true;
                match make(&creation.egui_ctx) {
                    Some(app) => Ok(Box::new(app) as Box<dyn eframe::App>),
                    None => Err("the station could not be started".into()),
                }
            }),
        )
    }));
    match tried {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => {
            tracing::debug!(%error, "the system's own words");
            Err(failure(&error, made))
        }
        // a fault in the middle of the work ends the program, as everywhere
        Err(fault) if made => std::panic::resume_unwind(fault),
        Err(_) => Err(Failure::Renderer),
    }
}

const fn failure(error: &eframe::Error, made: bool) -> Failure {
    match error {
        _ if made => Failure::Station,
        eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_) => Failure::NoScreen,
        _ => Failure::Renderer,
    }
}

/// Whether anything says where the screen is. Windows and macOS always have one.
fn has_screen() -> bool {
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"].into_iter().any(named)
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
    eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon/tapdesk-128.png")).ok()
}

/// Without a window there is only the system's own box; where there is none either, standard error has it.
fn say(title: &str, said: &str) {
    if cfg!(any(windows, target_os = "macos")) {
        rfd::MessageDialog::new()
            .set_level(rfd::MessageLevel::Error)
            .set_title(title)
            .set_description(said)
            .show();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_renderer_is_tried_and_the_wanted_one_first() {
        let usual = order(None);
        assert!(usual.contains(&Attempt::Glow) && usual.contains(&Attempt::Wgpu));
        for (wanted, first) in [(cli::Renderer::Glow, true), (cli::Renderer::Wgpu, false)] {
            let order = order(Some(wanted));
            assert_eq!(order.len(), usual.len());
            assert_eq!(order.first() == Some(&Attempt::Glow), first);
        }
    }
}
