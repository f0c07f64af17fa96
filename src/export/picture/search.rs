//! Looks for codes in a picture: plainly first, dark on light and light on dark, then in pictures that are made of it,
//! until something is found.
//!
//! How often a picture is looked at depends on its size, so that a large screen without a code takes about a second.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rxing::common::{GlobalHistogramBinarizer, HybridBinarizer};
use rxing::multi::qrcode::QRCodeMultiReader;
use rxing::multi::{GenericMultipleBarcodeReader, MultipleBarcodeReader};
use rxing::oned::MultiFormatOneDReader;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BarcodeFormat, Binarizer, BinaryBitmap, DecodeHints, Luma8Source, RXingResult};

use super::found::{Found, Symbol, SymbolKind};
use super::grey::Grey;
use super::order::{Place, in_order};

/// Pixels of the largest picture that is looked at as it is: those of a large screen. The codes in a larger one, which is
/// a photograph, are large too.
const AS_IS: usize = 16_000_000;
/// Pixels up to which another detector has a try: it takes longer, and reads some codes that lie askew.
const ASKEW: usize = 3_000_000;
/// Pixels up to which a picture is looked at through a magnifying glass.
const SMALL: usize = 500_000;
/// Characters without which a barcode is taken for a pattern that looks like one.
const LEAST_BARCODE: usize = 6;

/// The codes in a picture, by the ways in which it may be seen.
pub(super) fn found(views: &[Grey]) -> Found {
    let mut search = Search::default();
    for view in views {
        if search.has_nothing() {
            search.look_at(view, 1.0);
        }
    }
    Found {
        symbols: in_order(search.placed),
    }
}

#[derive(Default)]
struct Search {
    placed: Vec<(Place, Symbol)>,
}

impl Search {
    const fn has_nothing(&self) -> bool {
        self.placed.is_empty()
    }

    /// `scale` is how many pixels of the picture, along an edge, are one of the view.
    fn look_at(&mut self, view: &Grey, scale: f32) {
        if view.pixels() > AS_IS {
            return self.look_at(&view.halved(), scale * 2.0);
        }
        self.plainly(view, scale);
        for step in [Self::in_halves, Self::askew, Self::closely] {
            if self.has_nothing() {
                step(self, view, scale);
            }
        }
    }

    fn plainly(&mut self, view: &Grey, scale: f32) {
        self.qr_codes(view, scale);
        self.barcodes(view, scale);
    }

    /// Half as large, and half of that.
    fn in_halves(&mut self, view: &Grey, scale: f32) {
        let half = view.halved();
        self.plainly(&half, scale * 2.0);
        self.askew(&half, scale * 2.0);
        if self.has_nothing() {
            self.plainly(&half.halved(), scale * 4.0);
        }
    }

    fn askew(&mut self, view: &Grey, scale: f32) {
        if view.pixels() <= ASKEW {
            let mut reader = QRCodeMultiReader::new();
            self.both_ways(&mut reader, view, HybridBinarizer::new, &qr_code(), scale);
        }
    }

    fn closely(&mut self, view: &Grey, scale: f32) {
        if view.pixels() <= SMALL {
            self.plainly(&view.doubled(), scale / 2.0);
        }
    }

    /// Each threshold reads codes that the other one does not: one is that of the neighbourhood, one that of the whole.
    fn qr_codes(&mut self, view: &Grey, scale: f32) {
        self.both_ways(&mut QrReader, view, HybridBinarizer::new, &qr_code(), scale);
        self.both_ways(&mut QrReader, view, GlobalHistogramBinarizer::new, &qr_code(), scale);
    }

    fn barcodes(&mut self, view: &Grey, scale: f32) {
        let hints = hints([BarcodeFormat::CODE_128, BarcodeFormat::CODE_39]);
        let Some(source) = source(view) else { return };
        let mut bitmap = BinaryBitmap::new(GlobalHistogramBinarizer::new(source));
        let mut reader = GenericMultipleBarcodeReader::new(MultiFormatOneDReader::new(&hints));
        self.keep(read(&mut reader, &mut bitmap, &hints), scale);
    }

    /// Dark on light, then light on dark.
    fn both_ways<'v, B: Binarizer>(
        &mut self,
        reader: &mut impl MultipleBarcodeReader,
        view: &'v Grey,
        binarizer: impl FnOnce(Luma8Source<'v>) -> B,
        hints: &DecodeHints,
        scale: f32,
    ) {
        let Some(source) = source(view) else { return };
        let mut bitmap = BinaryBitmap::new(binarizer(source));
        self.keep(read(reader, &mut bitmap, hints), scale);
        bitmap.invert();
        self.keep(read(reader, &mut bitmap, hints), scale);
    }

    /// What has not been found before.
    fn keep(&mut self, results: Vec<RXingResult>, scale: f32) {
        for result in results {
            let kind = match result.getBarcodeFormat() {
                BarcodeFormat::QR_CODE => SymbolKind::Qr,
                _ => SymbolKind::Barcode,
            };
            let text = result.getText();
            let known = self.placed.iter().any(|(_, symbol)| *symbol.text == text);
            let stray = kind == SymbolKind::Barcode && text.chars().count() < LEAST_BARCODE;
            if known || stray || text.is_empty() {
                continue;
            }
            let place = Place::around(result.getPoints().iter().map(|point| (point.x, point.y)));
            let text = text.to_owned().into();
            self.placed.push((place.times(scale), Symbol { kind, text }));
        }
    }
}

/// The decoder works on what anybody drew: where it fails by a fault of its own, nothing was found.
fn read<B: Binarizer>(
    reader: &mut impl MultipleBarcodeReader,
    bitmap: &mut BinaryBitmap<B>,
    hints: &DecodeHints,
) -> Vec<RXingResult> {
    let run = AssertUnwindSafe(|| reader.decode_multiple_with_hints(bitmap, hints));
    catch_unwind(run).ok().and_then(Result::ok).unwrap_or_default()
}

fn source(view: &Grey) -> Option<Luma8Source<'_>> {
    Luma8Source::new_with_slice(&view.shades, view.width, view.height).ok()
}

fn qr_code() -> DecodeHints {
    hints([BarcodeFormat::QR_CODE])
}

fn hints<const N: usize>(formats: [BarcodeFormat; N]) -> DecodeHints {
    DecodeHints {
        TryHarder: Some(true),
        PossibleFormats: Some(formats.into()),
        ..DecodeHints::default()
    }
}
