//! The `otpauth://` text that authenticator apps read from a QR code.

use super::percent::{decoded, encoded};
use super::query::Query;
use super::{Algorithm, Hidden, OtpauthError, Parameters, Seed, SeedError, unwrapped};

/// What an `otpauth://` text says.
#[derive(Debug, PartialEq, Eq)]
pub struct Otpauth {
    /// The secret of the account, decoded.
    pub seed: Seed,
    /// Hash and step; what is not named is SHA-1 and 30 seconds.
    pub parameters: Parameters,
    /// Who issued it, if that is said.
    pub issuer: Option<String>,
    /// For which account.
    pub account: String,
}

impl Otpauth {
    /// The most bytes that are looked at: a QR code holds fewer.
    pub const MAX_LEN: usize = 4096;
    const SCHEME: &str = "otpauth:";

    /// Whether `text` means to be one, readable or not: then it holds a secret and stays in no field.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        let bare = unwrapped(text);
        let start = bare.get(..Self::SCHEME.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(Self::SCHEME))
    }

    /// Reads `otpauth://totp/LABEL?secret=..`, whatever is [wrapped](unwrapped()) around it. What may change the codes and is
    /// not understood is refused, never left out.
    ///
    /// # Errors
    /// [`OtpauthError`].
    pub fn parse(text: &str) -> Result<Self, OtpauthError> {
        let text = unwrapped(text);
        if text.len() > Self::MAX_LEN {
            return Err(OtpauthError::TooLong);
        }
        if !Self::is_meant(&text) {
            return Err(OtpauthError::NotOtpauth);
        }
        let rest = text.get(Self::SCHEME.len()..).and_then(|rest| rest.strip_prefix("//"));
        let (kind, rest) = rest
            .and_then(|rest| rest.split_once('/'))
            .ok_or(OtpauthError::NotOtpauth)?;
        match kind.to_ascii_lowercase().as_str() {
            "totp" => {}
            "hotp" => return Err(OtpauthError::Counter),
            _ => return Err(OtpauthError::NotOtpauth),
        }
        let (label, query) = rest.split_once('?').ok_or(OtpauthError::Secret(SeedError::Empty))?;
        Self::of_parts(label, &Query::read(query)?)
    }

    fn of_parts(label: &str, query: &Query) -> Result<Self, OtpauthError> {
        let label = decoded(label);
        Query::hides_nothing(&label)?;
        let (prefix, account) = match label.split_once(':') {
            Some((issuer, account)) => (Some(issuer), account),
            None => (None, label.as_str()),
        };
        let seed = query.seed()?.dictated()?;
        let issuer = query.issuer().or(prefix).map(|issuer| issuer.trim().to_owned());
        Ok(Self {
            seed,
            parameters: query.parameters()?,
            issuer: issuer.filter(|issuer| !issuer.is_empty()),
            account: account.trim().to_owned(),
        })
    }
}

/// `otpauth://totp/ISSUER:ACCOUNT?secret=..&issuer=..&algorithm=..&digits=6&period=..`, the key URI format that
/// authenticator apps share. `issuer` and `account` are percent-encoded here.
#[must_use]
pub fn otpauth_uri(issuer: &str, account: &str, seed: &Seed, parameters: Parameters) -> Hidden<String> {
    let issuer = encoded(issuer);
    let account = encoded(account);
    let secret = seed.to_base32();
    let algorithm = match parameters.algorithm {
        Algorithm::Sha1 => "SHA1",
        Algorithm::Sha256 => "SHA256",
    };
    let period = parameters.period.seconds();
    format!(
        "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}&algorithm={algorithm}&digits=6&period={period}",
        *secret
    )
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::otp::Period;

    #[test]
    fn names_are_encoded_and_the_parameters_spelled_out() -> Result<(), crate::otp::SeedError> {
        let seed = Seed::new(b"foobar")?;
        let uri = otpauth_uri("Example & Co", "anna@example.com", &seed, Parameters::STANDARD);
        assert_eq!(
            *uri,
            "otpauth://totp/Example%20%26%20Co:anna@example.com?secret=MZXW6YTBOI&issuer=Example%20%26%20Co\
             &algorithm=SHA1&digits=6&period=30"
        );
        Ok(())
    }

    #[test]
    fn what_is_written_is_read_again() -> Result<(), OtpauthError> {
        let seed = Seed::new(b"12345678901234567890")?;
        let parameters = Parameters {
            algorithm: Algorithm::Sha256,
            period: Period::Sixty,
        };
        let read = Otpauth::parse(&otpauth_uri("Example & Co", "anna@example.com", &seed, parameters))?;
        assert_eq!((read.seed, read.parameters), (seed, parameters));
        assert_eq!(
            (read.issuer.as_deref(), read.account.as_str()),
            (Some("Example & Co"), "anna@example.com")
        );
        Ok(())
    }

    #[test]
    fn what_is_not_named_is_the_standard() -> Result<(), OtpauthError> {
        let read = Otpauth::parse(" OTPAUTH://TOTP/anna?secret=gezdgnbvgy3tqojqge%3D%3D%3D%3D%3D%3D \n")?;
        assert_eq!(read.parameters, Parameters::STANDARD);
        assert_eq!(
            (read.seed.expose(), read.issuer, read.account.as_str()),
            (&b"12345678901"[..], None, "anna")
        );
        Ok(())
    }

    #[test]
    fn a_text_is_read_as_phones_read_it() -> Result<(), OtpauthError> {
        for text in [
            "otpauth://totp/Desk?secret=gezd+gnbv+gy3t+qojq",
            "otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQA",
            "otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ\u{200b}",
            "otpauth://totp/Desk?secret=GEZDGNBV%E2%80%8BGY3TQOJQ",
            "\u{feff}otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ",
            "\"otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ\"",
            "]Q2\\000026otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ",
            "otpauth%3A%2F%2Ftotp%2FDesk%3Fsecret%3DGEZDGNBVGY3TQOJQ",
            "otpauth://totp/D%FFsk?secret=GEZDGNBVGY3TQOJQ",
        ] {
            let read = Otpauth::parse(text)?;
            assert_eq!(
                (read.seed.expose(), read.parameters),
                (&b"1234567890"[..], Parameters::STANDARD)
            );
        }
        let read = Otpauth::parse("otpauth://totp/D%FFsk:K%F6m?secret=GEZDGNBVGY3TQOJQ&issuer=%C3%9C+%26+Co")?;
        assert_eq!(
            (read.issuer.as_deref(), read.account.as_str()),
            (Some("Ü & Co"), "K\u{fffd}m")
        );
        Ok(())
    }

    #[test]
    fn what_no_token_can_take_over_is_refused() {
        for (text, why) in [
            (
                "otpauth://totp/a?secret=GEZDGNBVGY3TQ",
                OtpauthError::Secret(SeedError::TooShort(8)),
            ),
            ("", OtpauthError::NotOtpauth),
            ("https://example.com", OtpauthError::NotOtpauth),
            ("otpauth:totp", OtpauthError::NotOtpauth),
            (
                "otpauth://hotp/a?secret=GEZDGNBVGY3TQOJQ&counter=1",
                OtpauthError::Counter,
            ),
            ("otpauth://totp/a", OtpauthError::Secret(SeedError::Empty)),
            ("otpauth://totp/a?secret=", OtpauthError::Secret(SeedError::Empty)),
            (
                "otpauth://totp/a?secret=0189",
                OtpauthError::Secret(SeedError::NotBase32),
            ),
            (
                "otpauth://totp/a?secret=M%FFY",
                OtpauthError::Secret(SeedError::NotBase32),
            ),
            (
                "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ&digits=8",
                OtpauthError::Digits,
            ),
            (
                "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ&algorithm=SHA512",
                OtpauthError::Hash,
            ),
            ("otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ&period=0", OtpauthError::Step),
            (
                "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ&secret=AA",
                OtpauthError::Twice,
            ),
        ] {
            assert_eq!(Otpauth::parse(text), Err(why), "{text}");
        }
        let most = format!("otpauth://totp/a?secret={}A2B", "A2B3".repeat(25));
        assert_eq!(Otpauth::parse(&most), Err(OtpauthError::Secret(SeedError::TooLong(64))));
        let long = format!(
            "otpauth://totp/{}?secret=GEZDGNBVGY3TQOJQ",
            "a".repeat(Otpauth::MAX_LEN)
        );
        assert_eq!(Otpauth::parse(&long), Err(OtpauthError::TooLong));
        assert!(Otpauth::is_meant("\tOtpAuth:rubbish") && !Otpauth::is_meant("ótpauth"));
    }
}
