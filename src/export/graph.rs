//! The body with which Microsoft Graph takes many hardware tokens at once.
//!
//! `PATCH /beta/directory/authenticationMethodDevices/hardwareOathDevices`: an object with `@context` and `value`, one
//! entry a token, here one a line. It carries SHA-256 too. A token whose holder's object ID is known is assigned by the
//! same request; the others have to be assigned afterwards.

use std::io;

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter};

use super::format::{Format, Limits, NotMade, Options, Refusal, Row};
use super::lines::HIDDEN;
use super::refused;
use crate::desk::{Upn, UpnError};
use crate::otp::{Algorithm, Hidden, Seed};

/// The body of a request to Microsoft Graph: the names of its files, the rows that it refuses, its bytes.
#[derive(Debug)]
pub struct GraphJson;

impl Format for GraphJson {
    fn word(&self) -> &'static str {
        "graph-json"
    }

    fn stem(&self) -> &'static str {
        "graph"
    }

    fn limits(&self) -> Limits {
        Limits::ENTRA
    }

    fn ending(&self) -> &'static str {
        "json"
    }

    fn refuses(&self) -> &'static [Refusal] {
        &[Refusal::Guest, Refusal::Serial, Refusal::Twice, Refusal::StillThere]
    }

    fn refusals(&self, rows: &[Row<'_>]) -> Vec<Option<Refusal>> {
        refused::of_each(rows, |row| by_guest(row).or_else(|| refused::by_serial(row)))
    }

    fn bytes(&self, rows: &[(Row<'_>, &Seed)], _: &Options) -> Result<Hidden<Vec<u8>>, NotMade> {
        let plain: Vec<Row<'_>> = rows.iter().map(|(row, _)| *row).collect();
        let seeds = rows.iter().map(|(_, seed)| *seed);
        refused::none_of(self.refusals(&plain), seeds, |_| true)?;
        let secrets: Vec<Hidden<String>> = rows.iter().map(|(_, seed)| seed.to_base32()).collect();
        let body = Body::new(plain.iter().zip(secrets.iter().map(|secret| secret.as_str())));
        let mut length = Length(0);
        write(&body, &mut length);
        // room for all of it from the start, so that no copy of a secret is left behind
        let mut bytes = Vec::with_capacity(length.0);
        write(&body, &mut bytes);
        Ok(bytes.into())
    }

    fn preview(&self, rows: &[Row<'_>], _: &Options) -> Vec<String> {
        let mut bytes = vec![];
        write(&Body::new(rows.iter().zip(std::iter::repeat(HIDDEN))), &mut bytes);
        let text = String::from_utf8(bytes).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }
}

/// Entra ID takes no hardware tokens for guests, whatever way they come.
fn by_guest(row: &Row<'_>) -> Option<Refusal> {
    let guest = Upn::parse(row.upn.as_str()) == Err(UpnError::Guest);
    guest.then_some(Refusal::Guest)
}

/// `{"@context":"#$delta","value":[..]}`.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    value: Vec<Device<'a>>,
}

/// One token of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Device<'a> {
    /// "1" and upwards: by it the answer says which token it is about.
    #[serde(rename = "@contentId")]
    content_id: String,
    serial_number: String,
    manufacturer: &'a str,
    model: &'a str,
    /// Base32.
    secret_key: &'a str,
    time_interval_in_seconds: u64,
    hash_function: HashFunction,
    #[serde(skip_serializing_if = "Option::is_none")]
    assign_to: Option<Holder<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum HashFunction {
    HmacSha1,
    HmacSha256,
}

/// Whose it is to be, by object ID.
#[derive(Serialize)]
struct Holder<'a> {
    id: &'a str,
}

impl<'a> Body<'a> {
    fn new<'r: 'a>(rows: impl Iterator<Item = (&'a Row<'r>, &'a str)>) -> Self {
        let devices = rows
            .zip(1..)
            .map(|((row, secret), number)| Device::new(row, secret, number));
        Self {
            context: "#$delta",
            value: devices.collect(),
        }
    }
}

impl<'a> Device<'a> {
    fn new(row: &Row<'a>, secret: &'a str, number: usize) -> Self {
        Self {
            content_id: number.to_string(),
            serial_number: row.token.to_string(),
            manufacturer: row.make.maker(),
            model: row.make.model(),
            secret_key: secret,
            time_interval_in_seconds: row.parameters.period.seconds(),
            hash_function: match row.parameters.algorithm {
                Algorithm::Sha1 => HashFunction::HmacSha1,
                Algorithm::Sha256 => HashFunction::HmacSha256,
            },
            assign_to: row.object_id.map(|id| Holder { id }),
        }
    }
}

/// Writing to memory does not fail, nor does any of these values.
fn write(body: &Body<'_>, to: impl io::Write) {
    let written = body.serialize(&mut Serializer::with_formatter(to, Lines));
    debug_assert!(written.is_ok(), "{written:?}");
}

/// Counts what is written.
struct Length(usize);

impl io::Write for &mut Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Each entry of the one array on a line of its own, so that people can read the file.
struct Lines;

impl Formatter for Lines {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        writer.write_all(if first { b"\n" } else { b",\n" })
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b"\n")?;
        CompactFormatter.end_array(writer)
    }
}

#[cfg(test)]
mod tests {
    use crate::export::Refused;
    use serde_json::Value;

    use super::*;
    use crate::otp::{Parameters, Period};
    use crate::token2::{Make, Model, Serial, TokenId};

    static P2: Make = Make::Programmable(Model::OtpcP2I);

    /// Whose, and which token.
    fn of(upn: &str, serial: &str) -> (Upn, TokenId) {
        (Upn::kept(upn.into()), Serial::kept(serial.into()).into())
    }

    fn row<'a>((upn, token): &'a (Upn, TokenId), object_id: Option<&'a str>) -> Row<'a> {
        Row {
            upn,
            object_id,
            token,
            make: &P2,
            parameters: Parameters::STANDARD,
        }
    }

    fn bytes(rows: &[(Row<'_>, &Seed)]) -> Result<Hidden<Vec<u8>>, Refused> {
        GraphJson.bytes(rows, &Options::default()).map_err(NotMade::refused)
    }

    /// After "Create one or more hardwareOathTokenAuthenticationMethodDevice objects" (Microsoft Graph, beta). The seeds are
    /// RFC 6238's.
    #[test]
    fn the_file_is_right_to_the_byte() {
        let seed = Seed::new(b"12345678901234567890").unwrap();
        let long = Seed::new(b"12345678901234567890123456789012").unwrap();
        let helga = of("helga@contoso.com", "8659622000123");
        let oneil = of("O'Neil@contoso.com", "8659632000001");
        let sha256 = Row {
            parameters: Parameters {
                algorithm: Algorithm::Sha256,
                period: Period::Sixty,
            },
            ..row(&oneil, Some("0cadbf92-0000-4000-8000-000000000001"))
        };
        let file = bytes(&[(row(&helga, None), &seed), (sha256, &long)]).unwrap();
        assert_eq!(
            std::str::from_utf8(&file).unwrap(),
            concat!(
                r##"{"@context":"#$delta","value":["##,
                "\n",
                r#"{"@contentId":"1","serialNumber":"8659622000123","manufacturer":"Token2","model":"OTPC-P2-i","#,
                r#""secretKey":"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ","timeIntervalInSeconds":30,"hashFunction":"hmacsha1"},"#,
                "\n",
                r#"{"@contentId":"2","serialNumber":"8659632000001","manufacturer":"Token2","model":"OTPC-P2-i","#,
                r#""secretKey":"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA","#,
                r#""timeIntervalInSeconds":60,"hashFunction":"hmacsha256","#,
                r#""assignTo":{"id":"0cadbf92-0000-4000-8000-000000000001"}}"#,
                "\n]}"
            )
        );
    }

    #[test]
    fn the_words_of_a_maker_and_the_seed_are_read_back_and_the_buffer_never_grew() {
        let seed = Seed::new(&[0xE7; Seed::MAX_LEN]).unwrap();
        let make = Make::new("Tokens \"&\" Co,\n\u{1}ü", "=One\\");
        let anna = of("anna@example.com", "8659622000123");
        let odd = Row {
            make: &make,
            ..row(&anna, None)
        };
        let file = bytes(&[(odd, &seed)]).unwrap();
        assert_eq!(file.capacity(), file.len());
        let read: Value = serde_json::from_slice(&file).unwrap();
        let device = &read["value"][0];
        assert_eq!(
            (device["manufacturer"].as_str(), device["model"].as_str()),
            (Some("Tokens \"&\" Co,\n\u{1}ü"), Some("=One\\"))
        );
        let secret = device["secretKey"].as_str().unwrap();
        let raw = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
        assert_eq!(raw, seed.expose());
        assert_eq!(device.get("assignTo"), None);
    }

    #[test]
    fn each_row_that_entra_would_refuse_is_named_and_nothing_is_written() {
        let seed = Seed::new(b"x").unwrap();
        let fine = of("helga@contoso.com", "8659622000123");
        for (upn, serial, why) in [
            ("a_b.com#EXT#@example.com", "8659622000001", Refusal::Guest),
            ("anna@example.com", "8.65962E+12", Refusal::Serial),
        ] {
            let bad = of(upn, serial);
            let refused = bytes(&[(row(&fine, None), &seed), (row(&bad, None), &seed)]);
            assert_eq!(refused.unwrap_err(), [(1, why)]);
        }
        let refused = bytes(&[(row(&fine, None), &seed), (row(&fine, None), &seed)]);
        assert_eq!(refused.unwrap_err(), [(0, Refusal::Twice), (1, Refusal::Twice)]);
    }

    #[test]
    fn the_preview_shows_a_token_a_line() {
        let helga = of("helga@contoso.com", "8659622000123");
        let lines = GraphJson.preview(&[row(&helga, None)], &Options::default());
        assert_eq!((lines.len(), lines[2].as_str()), (3, "]}"));
        assert!(lines[1].contains(r#""secretKey":"••••••••••••""#), "{}", lines[1]);
    }
}
