//! Which domains the people of this desk have: what completes a bare name, what is usual here, who is a guest.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::slip::slips;
use super::{Layout, Scanned, Upn, UpnError};
use crate::otp::{Pasted, unwrapped};

/// What the settings say about domains, and what is seen of them. All of it in small letters, without `@`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Domains {
    /// Completes a bare name.
    pub default: Option<String>,
    /// The usual ones; with none, every domain is.
    pub accepted: Vec<String>,
    /// Those of guests, who get no token.
    pub guests: Vec<String>,
    /// Those in use here without a setting, those of most people first: of this session, then of the list of people.
    pub in_use: Vec<String>,
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
            Err(why) if why.is_of_spelling() && (is_wrong_layout(&text) || self.is_hidden_in(&text)) => {
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

    /// The UPN that a bare name, or the beginning of a domain behind an `@`, may become: what is offered while it is typed.
    #[must_use]
    pub fn offer(&self, typed: &str) -> Option<Upn> {
        let typed = unwrapped(typed);
        let Some((name, begun)) = typed.split_once('@') else {
            return self.read(&typed).ok();
        };
        let begun = begun.to_ascii_lowercase();
        let domain = self
            .known()
            .find(|domain| domain.starts_with(&begun) && **domain != begun)?;
        self.read(&format!("{name}@{domain}")).ok()
    }

    /// The UPN that is meant, where the domain of one is all but a domain that is known here.
    #[must_use]
    pub fn meant(&self, upn: &Upn) -> Option<Upn> {
        let domain = upn.domain().to_ascii_lowercase();
        if self.known().any(|known| *known == domain) {
            return None;
        }
        let near = self.known().filter(|known| is_near(&domain, known));
        let nearest = near.min_by_key(|known| slips(&domain, known))?;
        let name = upn.as_str().split_once('@').map_or("", |(name, _)| name);
        self.read(&format!("{name}@{nearest}")).ok()
    }

    /// Every domain that is known here, the likeliest first.
    fn known(&self) -> impl Iterator<Item = &String> {
        self.default.iter().chain(&self.in_use).chain(&self.accepted)
    }

    /// What completes a bare name.
    fn completing(&self) -> Option<&String> {
        self.default.as_ref().or_else(|| self.in_use.first())
    }

    /// Capitals alone that are a secret are no name: nobody types one so.
    fn complete(&self, name: &str) -> Result<Upn, UpnError> {
        let capitals = name.chars().any(char::is_uppercase);
        match (self.completing(), Pasted::recognise(name)) {
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

/// The domains that occur often enough to be in use, the most frequent first.
#[must_use]
pub fn in_use(domains: impl Iterator<Item = String>, least: usize) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for domain in domains {
        *counts.entry(domain).or_default() += 1;
    }
    let mut counted: Vec<(String, usize)> = counts.into_iter().filter(|(_, count)| *count >= least).collect();
    counted.sort_by_key(|(_, count)| Reverse(*count));
    counted.into_iter().map(|(domain, _)| domain).collect()
}

/// Whether one domain may be a slip for the other. Another ending of the same name is a domain of its own more often than a
/// slip, unless a single letter is wrong.
fn is_near(typed: &str, known: &str) -> bool {
    let name = |domain: &str| domain.split('.').next().map(str::to_owned);
    let most = if known.len() < 8 || name(typed) == name(known) {
        1
    } else {
        2
    };
    slips(typed, known) <= most
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
            in_use: vec![],
        }
    }

    fn seen() -> Domains {
        Domains {
            in_use: vec!["contoso.com".into(), "fabrikam.ch".into()],
            ..Domains::default()
        }
    }

    #[test]
    fn a_domain_in_use_completes_without_a_setting() {
        let offer = |text: &str| seen().offer(text).map(|upn| upn.to_string());
        for (text, offered) in [
            ("dan", Some("dan@contoso.com")),
            ("dan@", Some("dan@contoso.com")),
            ("dan@Cont", Some("dan@contoso.com")),
            ("dan@fab", Some("dan@fabrikam.ch")),
            ("dan@contoso.com", None),
            ("dan@example", None),
            ("482913", None),
            ("GEZDGNBVGY3TQOJQ", None),
            ("d\u{e4}n", None),
            ("", None),
        ] {
            assert_eq!(offer(text).as_deref(), offered, "{text}");
        }
        let set = Domains {
            default: Some("example.com".into()),
            ..seen()
        };
        assert_eq!(
            set.offer("dan").map(|upn| upn.to_string()).as_deref(),
            Some("dan@example.com")
        );
        assert_eq!(Domains::default().offer("dan"), None);
    }

    #[test]
    fn a_near_miss_of_a_known_domain_is_told_and_other_domains_are_not() {
        let meant = |domain: &str| {
            let upn = Upn::parse(&format!("eve@{domain}")).unwrap();
            seen().meant(&upn).map(|upn| upn.domain().to_owned())
        };
        for slip in [
            "contso.com",
            "contoso.co",
            "conotso.com",
            "cnotoso.com",
            "ccontoso.com",
            "Contosso.com",
            "contoso.con",
        ] {
            assert_eq!(meant(slip).as_deref(), Some("contoso.com"), "{slip}");
        }
        assert_eq!(meant("fabrikan.ch").as_deref(), Some("fabrikam.ch"));
        for other in [
            "contoso.com",
            "CONTOSO.COM",
            "contoso.ch",
            "contoso.de",
            "example.com",
            "mail.contoso.com",
        ] {
            assert_eq!(meant(other), None, "{other}");
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
