//! A picture in shades of grey, and other pictures that are made of it so that its codes stand out.
//!
//! What can be seen through is laid on white, and, as pages in the dark show it, on black as well.

use zeroize::Zeroizing;

/// How the samples of a picture lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    /// One for grey, three for colours, and one more for how much of the ground is covered.
    pub channels: usize,
    /// Two bytes each instead of one.
    pub wide: bool,
}

impl Layout {
    /// Four bytes a pixel.
    pub const RGBA: Self = Self {
        channels: 4,
        wide: false,
    };

    const fn bytes(self) -> usize {
        self.channels * if self.wide { 2 } else { 1 }
    }

    /// Light and cover of a pixel.
    fn seen(self, pixel: &[u8]) -> (u32, u32) {
        if !self.wide {
            return light(pixel);
        }
        let high = usize::from(cfg!(target_endian = "little"));
        let mut samples = [0; 4];
        for (sample, bytes) in samples.iter_mut().zip(pixel.chunks_exact(2)) {
            *sample = bytes.get(high).copied().unwrap_or_default();
        }
        light(samples.get(..self.channels).unwrap_or_default())
    }
}

/// Light and cover of a pixel, 0 to 255. The weights are those of ITU-R BT.601, in parts of 256.
fn light(pixel: &[u8]) -> (u32, u32) {
    match *pixel {
        [grey] => (u32::from(grey), 255),
        [grey, cover] => (u32::from(grey), u32::from(cover)),
        [red, green, blue] => (weighed(red, green, blue), 255),
        [red, green, blue, cover] => (weighed(red, green, blue), u32::from(cover)),
        _ => (0, 0),
    }
}

fn weighed(red: u8, green: u8, blue: u8) -> u32 {
    (u32::from(red) * 77 + u32::from(green) * 150 + u32::from(blue) * 29) >> 8
}

/// Shades of grey, row after row from the top; wiped when dropped.
pub(super) struct Grey {
    pub width: u32,
    pub height: u32,
    /// As many as there are pixels.
    pub shades: Zeroizing<Vec<u8>>,
}

impl Grey {
    /// How the samples may be seen: on white, and on black if something shines through. None if they are too few.
    pub fn views(width: u32, height: u32, samples: &[u8], layout: Layout) -> Vec<Self> {
        let (wide, high) = (width as usize, height as usize);
        let Some(samples) = samples.get(..wide * high * layout.bytes()) else {
            return Vec::new();
        };
        let mut shades = Zeroizing::new(Vec::with_capacity(wide * high));
        let mut covered = true;
        for pixel in samples.chunks_exact(layout.bytes().max(1)) {
            let (light, cover) = layout.seen(pixel);
            covered &= cover == 255;
            shades.push(shade(light, cover, 255));
        }
        let mut views = vec![Self { width, height, shades }];
        if !covered {
            let pixels = samples
                .chunks_exact(layout.bytes().max(1))
                .map(|pixel| layout.seen(pixel));
            let shades = pixels.map(|(light, cover)| shade(light, cover, 0));
            views.push(Self::of(width, height, shades));
        }
        views.iter_mut().for_each(Self::stretch);
        views
    }

    /// In one piece from the start, so that nothing is moved, and left behind.
    fn of(width: u32, height: u32, shades: impl Iterator<Item = u8>) -> Self {
        let mut kept = Zeroizing::new(Vec::with_capacity(width as usize * height as usize));
        kept.extend(shades);
        Self {
            width,
            height,
            shades: kept,
        }
    }

    /// How many pixels there are.
    pub fn pixels(&self) -> usize {
        self.shades.len()
    }

    /// From black to white, whatever the shades were: a code of two greys is read like any other.
    fn stretch(&mut self) {
        let mut counts = [0_usize; 256];
        for shade in self.shades.iter() {
            if let Some(count) = counts.get_mut(usize::from(*shade)) {
                *count += 1;
            }
        }
        // a few specks do not count
        let few = self.shades.len() / 500;
        let darkest = first_beyond(counts.iter(), few);
        let lightest = 255 - first_beyond(counts.iter().rev(), few).min(255);
        if darkest >= lightest || (darkest == 0 && lightest == 255) {
            return;
        }
        let mut stretched = [0_u8; 256];
        for (shade, to) in stretched.iter_mut().enumerate() {
            let above = shade.saturating_sub(darkest) * 255 / (lightest - darkest);
            *to = u8::try_from(above).unwrap_or(u8::MAX);
        }
        for shade in self.shades.iter_mut() {
            *shade = stretched.get(usize::from(*shade)).copied().unwrap_or_default();
        }
    }

    /// Half as wide and high, of the mean of four pixels each: noise and the lines of a screen are gone then.
    pub fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let wide = self.width as usize;
        let rows = self
            .shades
            .chunks_exact(wide.max(1) * 2)
            .map(|rows| rows.split_at(wide));
        let shades = rows.flat_map(|(upper, lower)| {
            let pairs = upper.chunks_exact(2).zip(lower.chunks_exact(2));
            pairs.map(|(upper, lower)| mean(upper, lower))
        });
        Self::of(width, height, shades)
    }

    /// Twice as wide and high, with shades in between.
    pub fn doubled(&self) -> Self {
        let wide = self.width as usize;
        let at = |x: usize, y: usize| self.shades.get(y * wide + x).copied().map_or(0, u32::from);
        let (last_x, last_y) = (wide.saturating_sub(1), (self.height as usize).saturating_sub(1));
        let rows = 0..self.height as usize * 2;
        let shades = rows.flat_map(|row| {
            let (y, below) = (row / 2, (row.div_ceil(2)).min(last_y));
            (0..wide * 2).map(move |column| {
                let (x, beside) = (column / 2, (column.div_ceil(2)).min(last_x));
                let sum = at(x, y) + at(beside, y) + at(x, below) + at(beside, below);
                u8::try_from(sum / 4).unwrap_or(u8::MAX)
            })
        });
        Self::of(self.width * 2, self.height * 2, shades)
    }
}

const fn shade(light: u32, cover: u32, ground: u32) -> u8 {
    let shade = (light * cover + ground * (255 - cover)) / 255;
    // neither is more than 255
    #[allow(clippy::cast_possible_truncation, reason = "a mean of two bytes")]
    {
        shade as u8
    }
}

fn mean(upper: &[u8], lower: &[u8]) -> u8 {
    let sum: u32 = upper.iter().chain(lower).copied().map(u32::from).sum();
    u8::try_from(sum / 4).unwrap_or(u8::MAX)
}

/// The place at which more than so many have been counted.
fn first_beyond<'c>(counts: impl Iterator<Item = &'c usize>, few: usize) -> usize {
    let mut sum = 0;
    let mut places = 0;
    for count in counts {
        sum += count;
        if sum > few {
            break;
        }
        places += 1;
    }
    places
}
