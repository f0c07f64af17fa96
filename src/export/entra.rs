//! The CSV that Entra ID takes under OATH tokens.
//!
//! Six columns in this order, UTF-8 without a mark, CRLF, no quotes. Quoting is avoided by refusing what would need it:
//! tools that accept these files strip quotes, and one bad row makes Entra refuse the whole file.

use super::format::{Format, NotMade, Options, Refusal, Refused, Row, Spelling, twice};
use crate::desk::{Upn, UpnError};
use crate::otp::{Algorithm, Hidden, Seed};
use crate::token2::Serial;

/// The header as Microsoft writes it.
const HEADER: [&str; 6] = [
    "upn",
    "serial number",
    "secret key",
    "time interval",
    "manufacturer",
    "model",
];

/// The most characters of a secret that Entra takes.
const SECRET_CHARS: usize = 128;

/// The CSV of OATH tokens that Entra ID takes: the names of its files, the rows that it refuses, its bytes.
#[derive(Debug)]
pub struct EntraCsv;

impl Format for EntraCsv {
    fn word(&self) -> &'static str {
        "entra-csv"
    }

    fn stem(&self) -> &'static str {
        "entra"
    }

    fn ending(&self) -> &'static str {
        "csv"
    }

    fn refuses(&self) -> &'static [Refusal] {
        &Refusal::ALL
    }

    /// A serial that comes twice is refused both times: Entra ID would not notice.
    fn refusals(&self, rows: &[Row<'_>]) -> Vec<Option<Refusal>> {
        let twice = twice(rows).into_iter().map(|twice| twice.then_some(Refusal::Twice));
        rows.iter()
            .zip(twice)
            .map(|(row, twice)| refusal(row).or(twice))
            .collect()
    }

    fn bytes(&self, rows: &[(Row<'_>, &Seed)], options: &Options) -> Result<Hidden<Vec<u8>>, NotMade> {
        NotMade::unless_fine(self, rows)?;
        let secrets: Vec<Hidden<String>> = rows.iter().map(|(_, seed)| seed.to_base32()).collect();
        let too_long = secrets
            .iter()
            .enumerate()
            .filter(|(_, secret)| secret.len() > SECRET_CHARS);
        let refused: Refused = too_long.map(|(index, _)| (index, Refusal::Secret)).collect();
        if !refused.is_empty() {
            return Err(NotMade::Refused(refused));
        }
        let plain: Vec<Row<'_>> = rows.iter().map(|(row, _)| *row).collect();
        Ok(written(&plain, &secrets, options.spelling).into())
    }

    fn preview(&self, rows: &[Row<'_>], options: &Options) -> Vec<String> {
        let line = |row: &Row<'_>| {
            let [upn, serial, _, period, maker, model] = fields(row, "");
            format!("{upn},{serial},{},{period},{maker},{model}", "\u{2022}".repeat(12))
        };
        std::iter::once(header(options.spelling).join(","))
            .chain(rows.iter().map(line))
            .collect()
    }
}

fn header(spelling: Spelling) -> [&'static str; 6] {
    match spelling {
        Spelling::TwoWords => HEADER,
        Spelling::OneWord => HEADER.map(|name| if name == "time interval" { "timeinterval" } else { name }),
    }
}

/// Why Entra would refuse this row, if it would.
fn refusal(row: &Row<'_>) -> Option<Refusal> {
    let by_upn = match Upn::parse(row.upn.as_str()) {
        Ok(_) => None,
        Err(UpnError::Guest) => Some(Refusal::Guest),
        Err(_) => Some(Refusal::Upn),
    };
    let serial = row.token.serial();
    let serial_is_whole = Serial::parse(serial.as_str()).as_ref() == Ok(serial);
    by_upn
        .or((!serial_is_whole).then_some(Refusal::Serial))
        // the file has no column for the hash
        .or((row.parameters.algorithm != Algorithm::Sha1).then_some(Refusal::Algorithm))
        .or((!is_plain(row.upn.as_str())).then_some(Refusal::Character))
}

fn fields<'a>(row: &Row<'a>, secret: &'a str) -> [std::borrow::Cow<'a, str>; 6] {
    [
        row.upn.as_str().into(),
        row.token.to_string().into(),
        secret.into(),
        row.parameters.period.seconds().to_string().into(),
        row.make.maker().into(),
        row.make.model().into(),
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
    let _ = writer.write_record(header(spelling));
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
    use crate::otp::{Parameters, Period};
    use crate::token2::{Make, Model, TokenId};

    static P2: Make = Make::Programmable(Model::OtpcP2I);

    /// Whose, and which token.
    fn of(upn: &str, serial: &str) -> (Upn, TokenId) {
        (Upn::kept(upn.into()), Serial::kept(serial.into()).into())
    }

    fn row((upn, token): &(Upn, TokenId)) -> Row<'_> {
        Row {
            upn,
            token,
            make: &P2,
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
            make: &Make::Programmable(Model::C302I),
            parameters: Parameters {
                period: Period::Sixty,
                ..Parameters::STANDARD
            },
            ..row(&oneil)
        };
        let rows = [(row(&helga), &seed), (minute, &seed)];
        assert_eq!(
            std::str::from_utf8(&EntraCsv.bytes(&rows, &Options::default()).unwrap()).unwrap(),
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
            let refused = NotMade::Refused(vec![(1, why)]);
            assert_eq!(EntraCsv.bytes(&rows, &Options::default()).unwrap_err(), refused);
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
            EntraCsv.bytes(&rows, &Options::default()).unwrap_err(),
            NotMade::Refused(vec![(0, Refusal::Twice), (1, Refusal::Twice)])
        );
    }

    #[test]
    fn the_preview_hides_the_secret() {
        let lines = EntraCsv.preview(
            &[row(&of("helga@contoso.com", "8659622000123"))],
            &Options {
                spelling: Spelling::OneWord,
                ..Options::default()
            },
        );
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
            EntraCsv
                .bytes(
                    &[(row(&of("a@example.com", "8659622000001")), &seed)],
                    &Options::default()
                )
                .is_ok()
        );
    }
}
