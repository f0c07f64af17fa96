//! Whether anybody can sign in to an account: the column that says so, and what its cells mean.
//!
//! Some exports say who may sign in (`accountEnabled`), others who may not (`Block credential`), and Active Directory a number
//! whose second bit it is. The template of Entra asks the one and names the other attribute in brackets
//! (`Block sign in (Yes/No) [accountEnabled]`): what stands before the brackets is what its cells answer.

use crate::export::table::heading::{folded, inner};

/// What a yes means below a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// The account can be used.
    Enabled,
    /// The account cannot be used.
    Blocked,
    /// The cells are the flags of Active Directory.
    Flags,
}

/// The bit of `userAccountControl` that says that an account is disabled.
const DISABLED: u32 = 0x2;

// What headings say, folded as `folded` does. Of several that a list has, the one named first is taken.

const FLAGS: &[&str] = &["useraccountcontrol"];

const ENABLED: &[&str] = &[
    "accountenabled",
    "enabled",
    "accountstatus",
    "signinstatus",
    "signinallowed",
    "isenabled",
    "userenabled",
    "accountactive",
    "kontoaktiviert",
    "kontoaktiv",
    "kontostatus",
    "anmeldestatus",
    "aktiviert",
    "compteactive",
    "etatducompte",
    "statutducompte",
    "cuentahabilitada",
    "cuentaactiva",
    "estadodelacuenta",
    "accountabilitato",
    "accountattivo",
    "statoaccount",
    "accountingeschakeld",
    "accountactief",
];

const BLOCKED: &[&str] = &[
    "blockcredential",
    "blocksignin",
    "blocksigninyesno",
    "signinblocked",
    "accountdisabled",
    "accountblocked",
    "disabled",
    "isdisabled",
    "blocked",
    "kontodeaktiviert",
    "kontogesperrt",
    "anmeldungblockieren",
    "anmeldungblockiert",
    "deaktiviert",
    "gesperrt",
    "comptedesactive",
    "connexionbloquee",
    "bloquerlaconnexion",
    "cuentadeshabilitada",
    "cuentabloqueada",
    "bloqueariniciodesesion",
    "iniciodesesionbloqueado",
    "accountdisabilitato",
    "accessobloccato",
    "bloccaaccesso",
    "accountuitgeschakeld",
    "aanmeldenblokkeren",
    "aanmeldinggeblokkeerd",
];

/// Words that say by themselves that nobody can sign in, whatever was asked.
const OFF: &[&str] = &[
    "disabled",
    "accountdisabled",
    "blocked",
    "signinblocked",
    "inactive",
    "notallowed",
    "deaktiviert",
    "gesperrt",
    "blockiert",
    "inaktiv",
    "desactive",
    "bloque",
    "inactif",
    "deshabilitado",
    "deshabilitada",
    "bloqueado",
    "bloqueada",
    "inactivo",
    "inactiva",
    "disabilitato",
    "disattivato",
    "bloccato",
    "inattivo",
    "uitgeschakeld",
    "geblokkeerd",
    "inactief",
];

const YES: &[&str] = &[
    "true",
    "yes",
    "y",
    "1",
    "wahr",
    "ja",
    "vrai",
    "oui",
    "verdadero",
    "si",
    "vero",
    "waar",
];

const NO: &[&str] = &[
    "false", "no", "n", "0", "falsch", "nein", "faux", "non", "falso", "onwaar", "nee",
];

/// What tells a file of tokens from a list of people: there `Enabled` is said of the token.
const OF_TOKENS: &[&str] = &["secretkey", "serialnumber", "timeinterval"];

/// The column that says it, if there is one.
pub(super) fn column(header: &[String]) -> Option<usize> {
    let of_tokens = header
        .iter()
        .any(|heading| OF_TOKENS.contains(&folded(heading).as_str()));
    if of_tokens {
        return None;
    }
    let lists = [ENABLED, BLOCKED, FLAGS].into_iter().flatten();
    let at = |name: &str| {
        header
            .iter()
            .position(|heading| said(heading).contains(&name.to_owned()))
    };
    lists.into_iter().find_map(|name| at(name))
}

/// What a heading says: what stands before its brackets, or else in them.
fn said(heading: &str) -> [String; 2] {
    let before = heading.split_once('[').map_or(heading, |(before, _)| before);
    [folded(before), folded(inner(heading))]
}

impl Sense {
    /// What a yes means below that heading. One that says nothing was chosen by whoever looked at the list, as the column
    /// that says whether an account is enabled.
    pub fn of(heading: &str) -> Self {
        let said = said(heading);
        let is = |names: &[&str]| said.iter().find_map(|one| names.contains(&one.as_str()).then_some(()));
        match () {
            () if is(FLAGS).is_some() => Self::Flags,
            () if is(BLOCKED).is_some() => Self::Blocked,
            () => Self::Enabled,
        }
    }

    /// Whether a cell says that nobody can sign in. One that says nothing that is known here says nothing of it.
    pub fn is_disabled(self, cell: &str) -> bool {
        let word = folded(cell);
        let (yes, no) = (YES.contains(&word.as_str()), NO.contains(&word.as_str()));
        match self {
            _ if OFF.contains(&word.as_str()) || word.contains("accountdisable") => true,
            Self::Enabled => no,
            Self::Blocked => yes,
            Self::Flags => number(cell).is_some_and(|flags| flags & DISABLED != 0),
        }
    }
}

/// A number as programs write it: `514`, `0x202`.
fn number(cell: &str) -> Option<u32> {
    let cell = cell.trim().to_ascii_lowercase();
    match cell.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => cell.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(header: &str) -> Option<usize> {
        let header: Vec<String> = header.split(';').map(str::to_owned).collect();
        column(&header)
    }

    #[test]
    fn every_heading_and_word_is_written_as_it_is_compared_and_says_one_thing() {
        let lists = [FLAGS, ENABLED, BLOCKED, YES, NO, OF_TOKENS];
        let mut all = std::collections::BTreeSet::new();
        for name in lists.into_iter().flatten() {
            assert_eq!(folded(name), *name);
            assert!(all.insert(name), "{name} is named twice");
        }
        assert!(
            OFF.iter()
                .all(|word| folded(word) == *word && !YES.contains(word) && !NO.contains(word))
        );
    }

    #[test]
    fn the_usual_exports_say_it_in_their_own_columns() {
        for (heading, on, off) in [
            ("accountEnabled", "TRUE", "False"),
            ("Account enabled", "Yes", "No"),
            ("Enabled", "True", "False"),
            ("Block credential", "False", "True"),
            ("Block sign in (Yes/No) [accountEnabled] Required", "No", "Yes"),
            ("Block sign-in", "no", "yes"),
            ("Sign-in status", "Allowed", "Blocked"),
            ("Sign-in status", "Sign-in allowed", "Sign-in blocked"),
            ("Account status", "Active", "Disabled"),
            ("userAccountControl", "512", "514"),
            ("userAccountControl", "0x200", "0x10202"),
            ("userAccountControl", "NORMAL_ACCOUNT", "NORMAL_ACCOUNT, ACCOUNTDISABLE"),
            ("Konto aktiviert", "WAHR", "FALSCH"),
            ("Anmeldung blockieren", "Nein", "Ja"),
            ("Compte activé", "VRAI", "FAUX"),
            ("Cuenta habilitada", "Sí", "No"),
            ("Account abilitato", "Vero", "Falso"),
            ("Account ingeschakeld", "WAAR", "ONWAAR"),
            ("whatever was chosen", "true", "false"),
        ] {
            let sense = Sense::of(heading);
            assert!(!sense.is_disabled(on) && sense.is_disabled(off), "{heading}");
            assert!(!sense.is_disabled("") && !sense.is_disabled("perhaps"), "{heading}");
            let known = heading != "whatever was chosen";
            assert_eq!(found(&format!("UPN;{heading}")), known.then_some(1), "{heading}");
        }
    }

    #[test]
    fn what_is_said_of_a_token_is_said_of_no_account() {
        assert_eq!(
            found("upn;serial number;secret key;time interval;manufacturer;model;Enabled"),
            None
        );
        assert_eq!(found("userAccountControl;Enabled;UPN"), Some(1), "the plainer one");
        assert_eq!(found("UPN;Name"), None);
    }
}
