//! Which domains the people of this desk have: what completes a bare name, what is usual here, who is a guest.

use super::{Layout, Scanned, Upn, UpnError};
use crate::otp::{Pasted, unwrapped};

/// What the settings say about domains. All of it in small letters, without `@`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Domains {
    /// Completes a bare name.
    pub default: Option<String>,
    /// The usual ones; with none, every domain is.
    pub accepted: Vec<String>,
    /// Those of guests, who get no token.
    pub guests: Vec<String>,
}

impl Domains {
    /// Reads what was typed: a UPN, or a bare name that the default domain completes. Digits alone are neither, nor is
    /// what a scanner garbled or what is a secret rather than a name.
    ///
    /// # Errors
    /// [`UpnError`].
    pub fn read(&self, text: &str) -> Result<Upn, UpnError> {
        let text = unwrapped(text);
        let read = match Upn::parse(&text) {
            Ok(upn) if !self.is_usual(upn.domain()) && self.is_hidden_in(&text) => Err(UpnError::Layout),
            Err(UpnError::At | UpnError::Character) if is_wrong_layout(&text) || self.is_hidden_in(&text) => {
                Err(UpnError::Layout)
            }
            Err(UpnError::At) if !text.contains('@') => self.complete(&text),
            read => read,
        }?;
        if is_among(&self.guests, read.domain()) {
            return Err(UpnError::Guest);
        }
        Ok(read)
    }

    /// Capitals alone that are a secret are no name: nobody types one so.
    fn complete(&self, name: &str) -> Result<Upn, UpnError> {
        let capitals = name.chars().any(char::is_uppercase);
        match (&self.default, Pasted::recognise(name)) {
            (_, Pasted::Letters(_)) if capitals => Err(UpnError::Secret),
            (Some(domain), _) => Upn::parse(&format!("{name}@{domain}")),
            (None, _) => Err(UpnError::At),
        }
    }

    /// Whether a text is a UPN of a usual domain that a scanner has garbled: some layouts leave the `@` alone, and nothing
    /// but the domain tells.
    fn is_hidden_in(&self, text: &str) -> bool {
        let named = self.default.is_some() || !self.accepted.is_empty();
        named && Layout::hides_upn(text, |upn| self.is_usual(upn.domain()))
    }

    /// Whether the settings name that domain as one of this desk.
    fn is_usual(&self, domain: &str) -> bool {
        let default = self.default.iter().any(|known| known.eq_ignore_ascii_case(domain));
        default || is_among(&self.accepted, domain)
    }

    /// Whether the domain of `upn` is a usual one here.
    #[must_use]
    pub fn accepts(&self, upn: &Upn) -> bool {
        self.accepted.is_empty() || self.is_usual(upn.domain())
    }
}

fn is_wrong_layout(text: &str) -> bool {
    matches!(Scanned::recognise(text), Scanned::WrongLayout(_))
}

fn is_among(domains: &[String], domain: &str) -> bool {
    domains.iter().any(|known| known.eq_ignore_ascii_case(domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours() -> Domains {
        Domains {
            default: Some("example.com".into()),
            accepted: vec!["example.org".into()],
            guests: vec!["partner.example".into()],
        }
    }

    #[test]
    fn a_bare_name_gets_the_default_domain() {
        let read = |text| ours().read(text).map(|upn| upn.to_string());
        assert_eq!(read(" anna.mueller "), Ok("anna.mueller@example.com".into()));
        assert_eq!(read("anna@example.net"), Ok("anna@example.net".into()));
        assert_eq!(Domains::default().read("anna"), Err(UpnError::At));
    }

    #[test]
    fn digits_alone_are_no_name_whatever_the_domain() {
        for text in ["482913", "123 456", "4711"] {
            assert_eq!(ours().read(text), Err(UpnError::Digits), "{text}");
        }
        assert_eq!(ours().read("8659622000123"), Err(UpnError::Serial));
    }

    #[test]
    fn a_secret_is_made_into_no_upn_and_a_name_is() {
        assert_eq!(ours().read("ABCDEFGHIJKLMNOP"), Err(UpnError::Secret));
        assert_eq!(ours().read("GEZDGNBVGY3TQOJQ"), Err(UpnError::Secret));
        let long = ours().read("maximilianmustermann").map(|upn| upn.to_string());
        assert_eq!(long, Ok("maximilianmustermann@example.com".into()));
    }

    #[test]
    fn what_a_scanner_garbled_is_made_into_no_upn() {
        let contoso = Domains {
            default: Some("contoso.com".into()),
            ..Domains::default()
        };
        for text in [
            "kim2contoso.com",
            "kim\"contoso.com",
            "kımçexample'contosoçcom",
            "tcm@jrbyrorvjrm",
            // Colemak leaves the `@` alone, so that only the domain tells
            "eum@cykgyry.cym",
        ] {
            assert_eq!(contoso.read(text), Err(UpnError::Layout), "{text}");
        }
        // where no domain is named nothing can tell
        let read = Domains::default().read("eum@cykgyry.cym").map(|upn| upn.to_string());
        assert_eq!(read, Ok("eum@cykgyry.cym".into()));
        assert_eq!(ours().read("anna.k2"), Ok(Upn::parse("anna.k2@example.com").unwrap()));
    }

    #[test]
    fn guests_are_refused_by_their_domain_and_by_their_mark() {
        assert_eq!(ours().read("sam@Partner.Example"), Err(UpnError::Guest));
        assert_eq!(ours().read("s_p.com#EXT#@example.com"), Err(UpnError::Guest));
    }

    #[test]
    fn other_domains_are_named_where_the_usual_ones_are_known() {
        let accepts = |domains: &Domains, text| domains.accepts(&Upn::parse(text).unwrap());
        assert!(accepts(&ours(), "a@EXAMPLE.com") && accepts(&ours(), "a@example.org"));
        assert!(!accepts(&ours(), "a@example.net"));
        assert!(accepts(&Domains::default(), "a@example.net"));
    }
}
