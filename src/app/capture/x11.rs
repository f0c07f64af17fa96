//! The pixels of the root window of an X server, a monitor at a time.

use x11rb::connection::Connection;
use x11rb::errors::{ConnectError, ReplyError};
use x11rb::protocol::randr::ConnectionExt as _;
use x11rb::protocol::xproto::{ConnectionExt as _, ImageFormat, ImageOrder, Screen, Setup};
use x11rb::rust_connection::RustConnection;
use zeroize::Zeroizing;

use super::error::CaptureError;
use crate::export::picture::Pixels;

/// Where a monitor lies.
struct Area {
    x: i16,
    y: i16,
    width: u16,
    height: u16,
}

/// The display of that name, or the one that the environment names.
pub(super) fn screens(display: Option<&str>) -> Result<Vec<Pixels>, CaptureError> {
    let (server, number) = x11rb::connect(display).map_err(|why| match why {
        ConnectError::IoError(_) | ConnectError::DisplayParsingError(_) => CaptureError::NoScreen,
        ConnectError::SetupAuthenticate(_) | ConnectError::SetupFailed(_) => CaptureError::NotAllowed,
        why => CaptureError::failed(why),
    })?;
    let screen = server.setup().roots.get(number).ok_or(CaptureError::NoScreen)?;
    let form = Form::of(server.setup(), screen).ok_or(CaptureError::NotAllowed)?;
    let areas = areas(&server, screen);
    let pixels = areas.iter().map(|area| pixels(&server, screen.root, &form, area));
    pixels.collect::<Result<_, _>>().map_err(CaptureError::failed)
}

/// The monitors; without RandR 1.5 all of them are one.
fn areas(server: &RustConnection, screen: &Screen) -> Vec<Area> {
    let asked = server.randr_get_monitors(screen.root, true);
    let monitors = asked.ok().and_then(|asked| asked.reply().ok());
    let monitors = monitors.map(|reply| reply.monitors).unwrap_or_default();
    if monitors.is_empty() {
        return vec![Area {
            x: 0,
            y: 0,
            width: screen.width_in_pixels,
            height: screen.height_in_pixels,
        }];
    }
    let area = |monitor: &x11rb::protocol::randr::MonitorInfo| Area {
        x: monitor.x,
        y: monitor.y,
        width: monitor.width,
        height: monitor.height,
    };
    monitors.iter().map(area).collect()
}

fn pixels(server: &RustConnection, root: u32, form: &Form, area: &Area) -> Result<Pixels, ReplyError> {
    let all_planes = u32::MAX;
    let Area { x, y, width, height } = *area;
    let asked = server.get_image(ImageFormat::Z_PIXMAP, root, x, y, width, height, all_planes)?;
    let image = Zeroizing::new(asked.reply()?.data);
    let (columns, rows) = (usize::from(width), usize::from(height));
    let mut rgba = Zeroizing::new(Vec::with_capacity(columns * rows * 4));
    for row in image.chunks_exact(form.row(columns).max(1)).take(rows) {
        for pixel in row.chunks_exact(form.bytes).take(columns) {
            rgba.extend(form.rgba(pixel));
        }
    }
    Ok(Pixels {
        width: width.into(),
        height: height.into(),
        rgba,
    })
}

/// How a pixel lies in the answer of the server.
struct Form {
    /// Of a pixel: two to four.
    bytes: usize,
    /// Bits to whose multiple rows are filled up.
    pad: usize,
    order: ImageOrder,
    /// Where red, green and blue are.
    masks: [u32; 3],
}

impl Form {
    /// That of the root window. None if it has a palette, as no screen has today.
    fn of(setup: &Setup, screen: &Screen) -> Option<Self> {
        let format = setup
            .pixmap_formats
            .iter()
            .find(|format| format.depth == screen.root_depth)?;
        let mut visuals = screen.allowed_depths.iter().flat_map(|depth| &depth.visuals);
        let visual = visuals.find(|visual| visual.visual_id == screen.root_visual)?;
        let masks = [visual.red_mask, visual.green_mask, visual.blue_mask];
        let bytes = usize::from(format.bits_per_pixel) / 8;
        ((2..=4).contains(&bytes) && !masks.contains(&0)).then_some(Self {
            bytes,
            pad: usize::from(format.scanline_pad),
            order: setup.image_byte_order,
            masks,
        })
    }

    /// The bytes of a row.
    fn row(&self, columns: usize) -> usize {
        (columns * self.bytes * 8).next_multiple_of(self.pad.max(8)) / 8
    }

    fn rgba(&self, pixel: &[u8]) -> [u8; 4] {
        let add = |value: u32, byte: &u8| value << 8 | u32::from(*byte);
        let value = if self.order == ImageOrder::LSB_FIRST {
            pixel.iter().rev().fold(0, add)
        } else {
            pixel.iter().fold(0, add)
        };
        let [red, green, blue] = self.masks.map(|mask| channel(value, mask));
        [red, green, blue, 255]
    }
}

/// The highest eight bits below a mask.
fn channel(value: u32, mask: u32) -> u8 {
    let (at, bits) = (mask.trailing_zeros().min(31), mask.count_ones());
    let value = (value & mask) >> at;
    let eight = if bits > 8 {
        value >> (bits - 8)
    } else {
        value << (8 - bits)
    };
    u8::try_from(eight).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::path::{Path, PathBuf};
    use std::process::{Child, Command, Stdio};
    use std::time::{Duration, Instant};

    use super::*;
    use crate::export::picture;

    /// A process that ends with the test.
    struct Running(Child);

    impl Drop for Running {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    /// A screen of its own, and how it is called; none where there is no Xvfb, which in CI is a failure.
    fn screen(size: &str) -> Option<(Running, String)> {
        let started = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut server) = started else {
            assert!(
                std::env::var_os("CI").is_none(),
                "Xvfb is missing (scripts/setup installs it)"
            );
            println!("Xvfb is missing; skipped");
            return None;
        };
        let mut line = String::new();
        let mut answer = BufReader::new(server.stdout.take().unwrap());
        answer.read_line(&mut line).unwrap();
        Some((Running(server), format!(":{}", line.trim())))
    }

    fn corpus(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/data/pictures")
            .join(name)
    }

    /// A picture in a window of its own, without a frame.
    fn show(display: &str, name: &str, at: &str) -> Running {
        let mut command = Command::new("display");
        command.args(["-display", display, "-immutable", "-geometry", at]);
        Running(command.arg(corpus(name)).stderr(Stdio::null()).spawn().unwrap())
    }

    /// The texts on that screen, once there are so many; a program takes a while to show something.
    fn texts(display: &str, count: usize) -> Vec<String> {
        let began = Instant::now();
        loop {
            let seen = screens(Some(display)).unwrap();
            assert_eq!(seen.len(), 1);
            let screen = &seen[0];
            assert_eq!(screen.rgba.len(), (screen.width * screen.height * 4) as usize);
            let found = picture::read_pixels(screen.width, screen.height, &screen.rgba);
            if found.symbols.len() >= count || began.elapsed() > Duration::from_secs(60) {
                return found.symbols.iter().map(|symbol| symbol.text.to_string()).collect();
            }
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    fn text(name: &str) -> String {
        let found = picture::read(&std::fs::read(corpus(name)).unwrap()).unwrap();
        found.symbols.first().unwrap().text.to_string()
    }

    #[test]
    fn what_a_screen_shows_is_read_from_it() {
        for size in ["1280x800x24", "1024x768x16"] {
            let Some((_server, display)) = screen(size) else { return };
            let _picture = show(&display, "scaled-3.png", "+300+200");
            assert_eq!(texts(&display, 1), [text("scaled-3.png")], "{size}");
        }
    }

    #[test]
    fn two_pictures_on_a_screen_are_read_at_once() {
        let Some((_server, display)) = screen("1280x800x24") else {
            return;
        };
        let _one = show(&display, "long-small.png", "+700+420");
        let _other = show(&display, "inverted.png", "+40+30");
        assert_eq!(texts(&display, 2), [text("inverted.png"), text("long-small.png")]);
    }

    #[test]
    fn where_there_is_no_server_there_is_no_screen() {
        assert_eq!(screens(Some(":58123")).err(), Some(CaptureError::NoScreen));
        assert_eq!(screens(Some("no display")).err(), Some(CaptureError::NoScreen));
    }

    #[test]
    fn a_channel_is_eight_bits_wherever_it_lies() {
        for (value, mask, light) in [
            (0x00_12_34_56, 0x00_ff_00_00, 0x12),
            (0x00_12_34_56, 0x00_00_00_ff, 0x56),
            (0xffff, 0xf800, 0xf8),
            (0x07e0, 0x07e0, 0xfc),
            (0x3ff0_0000, 0x3ff0_0000, 0xff),
            (0x2000_0000, 0x3ff0_0000, 0x80),
            (1, 0, 0),
        ] {
            assert_eq!(channel(value, mask), light, "{value:x} {mask:x}");
        }
    }
}
