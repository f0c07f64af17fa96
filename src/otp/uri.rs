//! The `otpauth://` text that authenticator apps read from a QR code.

use super::{Algorithm, Hidden, Parameters, Seed};

/// `otpauth://totp/ISSUER:ACCOUNT?secret=..&issuer=..&algorithm=..&digits=6&period=..`, the key URI format that
/// authenticator apps share. `issuer` and `account` are percent-encoded here.
#[must_use]
pub fn otpauth_uri(issuer: &str, account: &str, seed: &Seed, parameters: Parameters) -> Hidden<String> {
    let issuer = percent_encoded(issuer);
    let account = percent_encoded(account);
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

/// Everything but the unreserved characters of RFC 3986, section 2.3, and the `@` that accounts have.
fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
