//! The CSV that Entra ID takes under OATH tokens.
//!
//! Six columns in this order, below a heading. There is none for the hash, so that it carries SHA-1 only.

use super::format::{Format, Limits, NotMade, Options, Refusal, Row, Spelling};
use super::lines::{self, HIDDEN, Line};
use super::refused;
use crate::desk::{Upn, UpnError};
use crate::otp::{Hidden, Seed};

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

    fn limits(&self) -> Limits {
        Limits::ENTRA
    }

    fn ending(&self) -> &'static str {
        "csv"
    }

    fn refuses(&self) -> &'static [Refusal] {
        &[
            Refusal::Guest,
            Refusal::Upn,
            Refusal::Algorithm,
            Refusal::Serial,
            Refusal::Twice,
            Refusal::Character,
            Refusal::Secret,
            Refusal::StillThere,
        ]
    }

    fn refusals(&self, rows: &[Row<'_>]) -> Vec<Option<Refusal>> {
        refused::of_each(rows, refusal)
    }

    fn bytes(&self, rows: &[(Row<'_>, &Seed)], options: &Options) -> Result<Hidden<Vec<u8>>, NotMade> {
        let plain: Vec<Row<'_>> = rows.iter().map(|(row, _)| *row).collect();
        let secrets: Vec<Hidden<String>> = rows.iter().map(|(_, seed)| seed.to_base32()).collect();
        let seeds = rows.iter().map(|(_, seed)| *seed);
        refused::none_of(self.refusals(&plain), seeds, |seed| {
            seed.to_base32().len() <= SECRET_CHARS
        })?;
        let lines = plain.iter().zip(&secrets).map(|(row, secret)| line(row, secret));
        let lines: Vec<Line<'_>> = std::iter::once(header(options.spelling)).chain(lines).collect();
        Ok(lines::bytes(&lines))
    }

    fn preview(&self, rows: &[Row<'_>], options: &Options) -> Vec<String> {
        let lines = rows.iter().map(|row| line(row, HIDDEN));
        lines::preview(std::iter::once(header(options.spelling)).chain(lines))
    }
}

fn header(spelling: Spelling) -> Line<'static> {
    let step = match spelling {
        Spelling::TwoWords => "time interval",
        Spelling::OneWord => "timeinterval",
    };
    let names = ["upn", "serial number", "secret key", step, "manufacturer", "model"];
    names.map(Into::into).into()
}

/// Why Entra would refuse this row, if it would.
fn refusal(row: &Row<'_>) -> Option<Refusal> {
    let plain = [row.upn.as_str(), row.make.maker(), row.make.model()]
        .into_iter()
        .all(lines::is_plain);
    let by_upn = match Upn::parse(row.upn.as_str()) {
        Ok(_) => None,
        Err(UpnError::Guest) => Some(Refusal::Guest),
        Err(_) => Some(Refusal::Upn),
    };
    by_upn
        .or_else(|| refused::by_serial(row))
        .or_else(|| refused::by_hash(row))
        .or((!plain).then_some(Refusal::Character))
}

fn line<'a>(row: &Row<'a>, secret: &'a str) -> Line<'a> {
    vec![
        row.upn.as_str().into(),
        row.token.to_string().into(),
        secret.into(),
        row.parameters.period.seconds().to_string().into(),
        row.make.maker().into(),
        row.make.model().into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::otp::{Algorithm, Parameters, Period};
    use crate::token2::{Make, Model, Serial, TokenId};

    static P2: Make = Make::Programmable(Model::OtpcP2I);

    /// Whose, and which token.
    fn of(upn: &str, serial: &str) -> (Upn, TokenId) {
        (Upn::kept(upn.into()), Serial::kept(serial.into()).into())
    }

    fn row((upn, token): &(Upn, TokenId)) -> Row<'_> {
        Row {
            upn,
            object_id: None,
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
            assert_eq!(
                EntraCsv.bytes(&rows, &Options::default()).unwrap_err().refused(),
                [(1, why)]
            );
        }
    }

    #[test]
    fn the_words_of_a_maker_have_to_fit_as_well() {
        let seed = Seed::new(b"x").unwrap();
        let anna = of("anna@example.com", "8659622000001");
        for (maker, model) in [("Tokens, Inc", "One"), ("Tokens", "=One"), ("Tokens", "One\r\n")] {
            let make = Make::new(maker, model);
            let rows = [(
                Row {
                    make: &make,
                    ..row(&anna)
                },
                &seed,
            )];
            let refused = EntraCsv.bytes(&rows, &Options::default()).unwrap_err().refused();
            assert_eq!(refused, [(0, Refusal::Character)]);
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
            EntraCsv.bytes(&rows, &Options::default()).unwrap_err().refused(),
            [(0, Refusal::Twice), (1, Refusal::Twice)]
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
