//! Which domains the people of this desk have: what completes a bare name, what is usual here, who is a guest.

use super::{Upn, UpnError};

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
    /// Reads what was typed: a UPN, or a bare name that the default domain completes. Digits alone are neither.
    ///
    /// # Errors
    /// [`UpnError`].
    pub fn read(&self, text: &str) -> Result<Upn, UpnError> {
        let read = match (Upn::parse(text), &self.default) {
            (Err(UpnError::At), Some(domain)) if !text.contains('@') => {
                Upn::parse(&format!("{}@{domain}", text.trim()))
            }
            (read, _) => read,
        }?;
        if is_among(&self.guests, read.domain()) {
            return Err(UpnError::Guest);
        }
        Ok(read)
    }

    /// Whether the domain of `upn` is a usual one here.
    #[must_use]
    pub fn accepts(&self, upn: &Upn) -> bool {
        let domain = upn.domain();
        let known = self.default.iter().any(|known| known.eq_ignore_ascii_case(domain));
        self.accepted.is_empty() || known || is_among(&self.accepted, domain)
    }
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
