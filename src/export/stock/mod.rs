//! Reads a file of factory seeds: the CSV that the maker of tokens sends.
//!
//! Every line that is no heading and not blank is a token, or it is left out by its number and a reason. Nothing here opens a
//! file: bytes come in.

use std::collections::HashSet;

use crate::desk::{Cancel, FactoryToken, StockKey, StockRead, StockReason, StockSkipped, StockTrouble};
use crate::otp::{Algorithm, Parameters, Period, Seed};
use crate::token2::{Make, Model, Serial};

/// The most bytes of a file.
pub const MOST_BYTES: usize = 64 << 20;

/// Reads the bytes of a file. Given up, it gives what it has.
///
/// # Errors
/// [`StockTrouble`].
pub fn read(bytes: &[u8], _key: Option<&StockKey>, cancel: &Cancel) -> Result<StockRead, StockTrouble> {
    if bytes.len() > MOST_BYTES {
        return Err(StockTrouble::TooLarge);
    }
    let text = super::decode(bytes).ok_or(StockTrouble::NotText)?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|_| StockTrouble::NoColumns)?.clone();
    let column = |names: &[&str]| {
        headings.iter().position(|heading| {
            let bare: String = heading.chars().filter(|c| c.is_alphanumeric()).collect();
            names.contains(&bare.to_ascii_lowercase().as_str())
        })
    };
    let (Some(serial), Some(secret)) = (column(&["serialnumber", "serial"]), column(&["secretkey", "secret"])) else {
        return Err(StockTrouble::NoColumns);
    };
    let (maker, model, period) = (column(&["manufacturer"]), column(&["model"]), column(&["timeinterval"]));
    let mut read = StockRead::default();
    let mut seen = HashSet::new();
    for (line, row) in (2..).zip(reader.records()) {
        if cancel.is_cancelled() {
            break;
        }
        let Ok(row) = row else { continue };
        let cell = |column: Option<usize>| column.and_then(|at| row.get(at)).unwrap_or_default().trim();
        let token = Serial::parse(cell(Some(serial)))
            .map_err(|_| StockReason::NotSerial)
            .and_then(|serial| {
                Ok(FactoryToken {
                    serial,
                    make: Make::new(
                        Some(cell(maker))
                            .filter(|maker| !maker.is_empty())
                            .unwrap_or(Model::MANUFACTURER),
                        cell(model),
                    ),
                    seed: Seed::from_base32(cell(Some(secret))).map_err(|_| StockReason::NotSecret)?,
                    parameters: Parameters {
                        algorithm: Algorithm::Sha1,
                        period: match cell(period) {
                            "" | "30" => Period::Thirty,
                            "60" => Period::Sixty,
                            _ => return Err(StockReason::Period),
                        },
                    },
                })
            })
            .and_then(|token| match seen.insert(token.serial.clone()) {
                true => Ok(token),
                false => Err(StockReason::Twice),
            });
        match token {
            Ok(token) => read.tokens.push((line, token)),
            Err(why) => read.skipped.push(StockSkipped { line, why }),
        }
    }
    Ok(read)
}
