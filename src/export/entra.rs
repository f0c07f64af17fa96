//! The CSV that Entra ID takes under OATH tokens.
//!
//! Six columns in this order, UTF-8 without a mark, CRLF, no quotes. Quoting is avoided by refusing what would need it:
//! tools that accept these files strip quotes, and one bad row makes Entra refuse the whole file.

use thiserror::Error;

use crate::desk::{Upn, UpnError};
use crate::otp::{Algorithm, Hidden, Parameters, Seed};
use crate::token2::{Model, Serial, TokenId};

/// The header as Microsoft writes it.
pub const HEADER: [&str; 6] = [
    "upn",
    "serial number",
    "secret key",
    "time interval",
    "manufacturer",
    "model",
];

/// How the column of the time step is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spelling {
    /// `time interval`, as Microsoft writes it now.
    #[default]
    TwoWords,
    /// `timeinterval`, as older tools do.
    OneWord,
}

impl Spelling {
    fn header(self) -> [&'static str; 6] {
        match self {
            Self::TwoWords => HEADER,
            Self::OneWord => HEADER.map(|name| if name == "time interval" { "timeinterval" } else { name }),
        }
    }
}

/// The name of the format in the ledger.
pub const FORMAT: &str = "entra-csv";

/// The most characters of a secret that Entra takes.
const SECRET_CHARS: usize = 128;

/// Everything of a row but its secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    /// For whom.
    pub upn: &'a Upn,
    /// Which token.
    pub token: &'a TokenId,
    /// Its model.
    pub model: Model,
    /// Hash and step.
    pub parameters: Parameters,
}

/// Why Entra would refuse a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum Refusal {
    /// A guest.
    #[error("Entra ID takes no hardware tokens for guests")]
    Guest,
    /// No UPN that Entra could hold.
    #[error("this is not a UPN that Entra ID could hold")]
    Upn,
    /// Not SHA-1: the CSV has no column for the hash.
    #[error("an Entra ID CSV can only carry SHA-1 tokens")]
    Algorithm,
    /// No serial as printed on a token.
    #[error("this is not a serial as printed on a token")]
    Serial,
    /// The serial is in the file already.
    #[error("this serial is twice in the file, and Entra ID would not notice")]
    Twice,
    /// A character that would need quotes, or that a spreadsheet would run.
    #[error("a field has a character that the file cannot carry")]
    Character,
    /// The secret is too long for the column.
    #[error("the secret is too long for Entra ID")]
    Secret,
    /// An earlier row with this serial has to be deleted in Entra ID first.
    #[error("this serial is still in Entra ID for somebody who is not to use it any more")]
    StillThere,
}

impl Row<'_> {
    /// Why Entra would refuse this row, if it would.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        let by_upn = match Upn::parse(self.upn.as_str()) {
            Ok(_) => None,
            Err(UpnError::Guest) => Some(Refusal::Guest),
            Err(_) => Some(Refusal::Upn),
        };
        let serial = self.token.serial();
        let serial_is_whole = Serial::parse(serial.as_str()).as_ref() == Ok(serial);
        by_upn
            .or((!serial_is_whole).then_some(Refusal::Serial))
            .or((self.parameters.algorithm != Algorithm::Sha1).then_some(Refusal::Algorithm))
            .or((!is_plain(self.upn.as_str())).then_some(Refusal::Character))
    }
}

/// The refusal of each row, `None` where it is fine; a serial that comes twice is refused both times.
#[must_use]
pub fn refusals(rows: &[Row<'_>]) -> Vec<Option<Refusal>> {
    let mut seen = std::collections::HashMap::<&TokenId, usize>::new();
    for row in rows {
        *seen.entry(row.token).or_default() += 1;
    }
    let twice = |row: &Row<'_>| seen.get(row.token).is_some_and(|count| *count > 1);
    rows.iter()
        .map(|row| row.refusal().or(twice(row).then_some(Refusal::Twice)))
        .collect()
}

/// The bytes of the file.
///
/// # Errors
/// The refused rows by their index, each with its reason; then there are no bytes.
pub fn csv(rows: &[(Row<'_>, &Seed)], spelling: Spelling) -> Result<Hidden<Vec<u8>>, Vec<(usize, Refusal)>> {
    let plain: Vec<Row<'_>> = rows.iter().map(|(row, _)| *row).collect();
    let mut refused: Vec<(usize, Refusal)> = refusals(&plain)
        .into_iter()
        .enumerate()
        .filter_map(|(index, refusal)| Some((index, refusal?)))
        .collect();
    let secrets: Vec<Hidden<String>> = rows.iter().map(|(_, seed)| seed.to_base32()).collect();
    let too_long = secrets
        .iter()
        .enumerate()
        .filter(|(_, secret)| secret.len() > SECRET_CHARS);
    refused.extend(too_long.map(|(index, _)| (index, Refusal::Secret)));
    if !refused.is_empty() {
        return Err(refused);
    }
    Ok(written(&plain, &secrets, spelling).into())
}

/// The first lines as they will stand in the file, secrets hidden.
#[must_use]
pub fn preview(rows: &[Row<'_>], spelling: Spelling) -> Vec<String> {
    let line = |row: &Row<'_>| {
        let [upn, serial, _, period, maker, model] = fields(row, "");
        format!("{upn},{serial},{},{period},{maker},{model}", "\u{2022}".repeat(12))
    };
    std::iter::once(spelling.header().join(","))
        .chain(rows.iter().map(line))
        .collect()
}

fn fields<'a>(row: &Row<'a>, secret: &'a str) -> [std::borrow::Cow<'a, str>; 6] {
    [
        row.upn.as_str().into(),
        row.token.to_string().into(),
        secret.into(),
        row.parameters.period.seconds().to_string().into(),
        Model::MANUFACTURER.into(),
        row.model.name().into(),
    ]
}

fn written(rows: &[Row<'_>], secrets: &[Hidden<String>], spelling: Spelling) -> Vec<u8> {
    // room for all of it from the start, and next to none in between, so that no copy of a secret is left behind
    let size = rows.len().saturating_add(1).saturating_mul(512);
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .quote_style(csv::QuoteStyle::Never)
        .buffer_capacity(16)
        .from_writer(Vec::with_capacity(size));
    // writing to memory does not fail
    let _ = writer.write_record(spelling.header());
    for (row, secret) in rows.iter().zip(secrets) {
        let _ = writer.write_record(fields(row, secret).iter().map(|field| field.as_bytes()));
    }
    writer.into_inner().unwrap_or_default()
}

fn is_plain(field: &str) -> bool {
    let needs_quotes = |c: char| c == ',' || c == '"' || c.is_control();
    !field.is_empty()
        && !field.contains(needs_quotes)
        && field.trim() == field
        && !field.starts_with(['=', '+', '-', '@'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::otp::Period;

    /// Whose, and which token.
    fn of(upn: &str, serial: &str) -> (Upn, TokenId) {
        (Upn::kept(upn.into()), Serial::kept(serial.into()).into())
    }

    fn row((upn, token): &(Upn, TokenId)) -> Row<'_> {
        Row {
            upn,
            token,
            model: Model::OtpcP2I,
            parameters: Parameters::STANDARD,
        }
    }

    #[test]
    fn the_file_is_right_to_the_byte() {
        // RFC 6238's SHA-1 key
        let seed = Seed::new(b"12345678901234567890").unwrap();
        let helga = of("helga@contoso.com", "8659622000123");
        let oneil = of("O'Neil@contoso.com", "8659632000001");
        let minute = Row {
            model: Model::C302I,
            parameters: Parameters {
                period: Period::Sixty,
                ..Parameters::STANDARD
            },
            ..row(&oneil)
        };
        let rows = [(row(&helga), &seed), (minute, &seed)];
        assert_eq!(
            std::str::from_utf8(&csv(&rows, Spelling::default()).unwrap()).unwrap(),
            "upn,serial number,secret key,time interval,manufacturer,model\r\n\
             helga@contoso.com,8659622000123,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30,Token2,OTPC-P2-i\r\n\
             O'Neil@contoso.com,8659632000001,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,60,Token2,C302-i\r\n"
        );
    }

    #[test]
    fn each_row_that_entra_would_refuse_is_named_and_nothing_is_written() {
        let seed = Seed::new(b"x").unwrap();
        let fine = of("helga@contoso.com", "8659622000123");
        for (upn, serial, why) in [
            ("a_b.com#EXT#@example.com", "8659622000001", Refusal::Guest),
            ("anna", "8659622000002", Refusal::Upn),
            ("an,na@example.com", "8659622000003", Refusal::Upn),
            ("-anna@example.com", "8659622000003", Refusal::Character),
            ("anna@example.com", "8.65962E+12", Refusal::Serial),
            ("anna@example.com", " 8659622000004", Refusal::Serial),
            ("anna@example.com", "8659622000007", Refusal::Algorithm),
        ] {
            let bad = of(upn, serial);
            let bad = Row {
                parameters: Parameters {
                    algorithm: match why {
                        Refusal::Algorithm => Algorithm::Sha256,
                        _ => Algorithm::Sha1,
                    },
                    ..Parameters::STANDARD
                },
                ..row(&bad)
            };
            let rows = [(row(&fine), &seed), (bad, &seed)];
            assert_eq!(csv(&rows, Spelling::default()).unwrap_err(), [(1, why)]);
        }
    }

    #[test]
    fn a_serial_may_not_come_twice() {
        let seed = Seed::new(b"x").unwrap();
        let (one, other) = (
            of("a@example.com", "8659622000001"),
            of("b@example.com", "8659622000001"),
        );
        let rows = [(row(&one), &seed), (row(&other), &seed)];
        assert_eq!(
            csv(&rows, Spelling::default()).unwrap_err(),
            [(0, Refusal::Twice), (1, Refusal::Twice)]
        );
    }

    #[test]
    fn the_preview_hides_the_secret() {
        let lines = preview(&[row(&of("helga@contoso.com", "8659622000123"))], Spelling::OneWord);
        assert_eq!(lines[0], "upn,serial number,secret key,timeinterval,manufacturer,model");
        assert_eq!(
            lines[1],
            "helga@contoso.com,8659622000123,••••••••••••,30,Token2,OTPC-P2-i"
        );
    }

    #[test]
    fn the_longest_seed_of_a_token_fits_the_column() {
        let seed = Seed::new(&[0xFF; Seed::MAX_LEN]).unwrap();
        assert!(
            csv(
                &[(row(&of("a@example.com", "8659622000001")), &seed)],
                Spelling::default()
            )
            .is_ok()
        );
    }
}
