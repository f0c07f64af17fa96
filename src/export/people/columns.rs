//! Which column of a list holds what, by its heading: as Entra ID and Microsoft 365 write them, and as people write them in
//! English, German, French, Spanish, Italian and Dutch. A guess; whoever reads the list may correct it.

use super::account;
use crate::export::table::heading::{folded, inner};

/// Which column holds what, counted from 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Columns {
    /// The UPN. Without this column nobody is taken from the list.
    pub upn: Option<usize>,
    /// The whole name. Where its cell is empty, the given name and the surname are put together.
    pub name: Option<usize>,
    /// The given name.
    pub given_name: Option<usize>,
    /// The surname. It counts where the whole name is empty.
    pub surname: Option<usize>,
    /// The department, shown with the person.
    pub department: Option<usize>,
    /// The number of a badge or an employee.
    pub badge: Option<usize>,
    /// The object ID in Entra ID.
    pub object_id: Option<usize>,
    /// Member or guest.
    pub user_type: Option<usize>,
    /// Whether anybody can sign in to the account.
    pub account: Option<usize>,
}

// What headings say, folded as `folded` does. Of several that a list has, the one named first here is taken.

pub(in crate::export) const UPN: &[&str] = &[
    "userprincipalname",
    "upn",
    "userprincipal",
    "principalname",
    "upnname",
    "benutzerprinzipalname",
    "benutzerprinzipal",
    "nomprincipaldelutilisateur",
    "nomdutilisateurprincipal",
    "nomprincipalutilisateur",
    "nombreprincipaldeusuario",
    "nombreprincipaldelusuario",
    "nomeprincipaleutente",
    "nomeentitautente",
    "nomedellentitautente",
    "gebruikersprincipalnaam",
    "userprincipalnaam",
];

/// What holds UPNs where no other heading says so: programs call them so, and others mean a short name by it. Only the cells
/// tell.
pub(in crate::export) const ACCOUNT: &[&str] = &[
    "username",
    "useraccount",
    "userid",
    "user",
    "account",
    "accountname",
    "login",
    "loginname",
    "logon",
    "logonname",
    "userlogonname",
    "signin",
    "signinname",
    "useridentity",
    "microsoftaccount",
    "microsoft365account",
    "office365account",
    "benutzername",
    "benutzerkonto",
    "benutzerkennung",
    "benutzer",
    "anmeldename",
    "kontoname",
    "konto",
    "kennung",
    "nomdutilisateur",
    "utilisateur",
    "identifiant",
    "compte",
    "nombredeusuario",
    "usuario",
    "cuenta",
    "nomeutente",
    "utente",
    "gebruikersnaam",
    "gebruiker",
    "aanmeldnaam",
];

/// Whose UPNs are those of somebody else.
const OTHERS: &[&str] = &[
    "manager",
    "manageremail",
    "managerupn",
    "supervisor",
    "reportsto",
    "vorgesetzter",
    "vorgesetzte",
    "fuhrungskraft",
    "responsable",
    "superieur",
    "jefe",
    "responsabile",
    "leidinggevende",
    "sponsor",
    "createdby",
    "invitedby",
    "owner",
    "deputy",
    "stellvertreter",
    "assistant",
];

const NAME: &[&str] = &[
    "displayname",
    "fullname",
    "completename",
    "anzeigename",
    "vollstandigername",
    "vollername",
    "nomcomplet",
    "nomaffiche",
    "nomdaffichage",
    "nometprenom",
    "prenometnom",
    "nomprenom",
    "prenomnom",
    "nombrecompleto",
    "nombreparamostrar",
    "nombreyapellidos",
    "apellidosynombre",
    "nomecompleto",
    "nomevisualizzato",
    "nomeecognome",
    "cognomeenome",
    "weergavenaam",
    "volledigenaam",
    "commonname",
    "cn",
    "person",
    "mitarbeiter",
    "mitarbeitername",
    "employeename",
];

/// A whole name, or the part of it that the other heading of the list does not say: `Name;Vorname`, `Nombre;Apellidos`.
const PART: &[&str] = &["name", "nom", "nombre", "nome", "naam"];

const GIVEN_NAME: &[&str] = &[
    "givenname",
    "firstname",
    "forename",
    "vorname",
    "rufname",
    "prenom",
    "nombredepila",
    "nombres",
    "primernombre",
    "nomedibattesimo",
    "voornaam",
    "roepnaam",
];

const SURNAME: &[&str] = &[
    "surname",
    "lastname",
    "familyname",
    "sn",
    "nachname",
    "familienname",
    "zuname",
    "nomdefamille",
    "apellidos",
    "apellido",
    "cognome",
    "achternaam",
    "familienaam",
];

const DEPARTMENT: &[&str] = &[
    "department",
    "departmentname",
    "dept",
    "abteilung",
    "departement",
    "service",
    "departamento",
    "dipartimento",
    "reparto",
    "afdeling",
];

const BADGE: &[&str] = &[
    "badge",
    "badgenumber",
    "badgeid",
    "badgeno",
    "badgenr",
    "cardnumber",
    "cardid",
    "cardno",
    "ausweisnummer",
    "ausweisnr",
    "ausweis",
    "kartennummer",
    "kartennr",
    "numerodebadge",
    "numerobadge",
    "nbadge",
    "nodebadge",
    "numerodetarjeta",
    "numerotarjeta",
    "tarjeta",
    "tesserino",
    "numerotesserino",
    "badgenummer",
    "pasnummer",
    "employeeid",
    "employeenumber",
    "employeeno",
    "employeenr",
    "staffid",
    "staffnumber",
    "staffno",
    "personnelnumber",
    "personnelno",
    "payrollnumber",
    "personalnummer",
    "personalnr",
    "mitarbeiternummer",
    "mitarbeiternr",
    "mitarbeiterid",
    "matricule",
    "numerodematricule",
    "numerodemploye",
    "numeroemploye",
    "idemploye",
    "numerodeempleado",
    "numeroempleado",
    "nempleado",
    "noempleado",
    "idempleado",
    "iddeempleado",
    "legajo",
    "matricola",
    "numeromatricola",
    "numerodipendente",
    "iddipendente",
    "personeelsnummer",
    "personeelsnr",
    "medewerkernummer",
    "medewerkersnummer",
    "werknemersnummer",
    "werknemernummer",
];

const OBJECT_ID: &[&str] = &[
    "objectid",
    "aadobjectid",
    "azureadobjectid",
    "entraobjectid",
    "entraid",
    "objektid",
    "iddobjet",
    "iddelobjet",
    "idobjet",
    "iddeobjeto",
    "iddelobjeto",
    "idobjeto",
    "idoggetto",
    "iddelloggetto",
    "id",
];

const USER_TYPE: &[&str] = &[
    "usertype",
    "benutzertyp",
    "typedutilisateur",
    "typeutilisateur",
    "tipodeusuario",
    "tipousuario",
    "tipodiutente",
    "tipoutente",
    "gebruikerstype",
    "typegebruiker",
];

impl Columns {
    /// By the headings alone.
    pub(super) fn by_headings(header: &[String]) -> Self {
        let headings: Vec<String> = header.iter().map(|heading| folded(inner(heading))).collect();
        let column = |names: &[&str]| {
            names
                .iter()
                .find_map(|name| headings.iter().position(|one| one == name))
        };
        let columns = Self {
            upn: column(UPN),
            name: column(NAME),
            given_name: column(GIVEN_NAME),
            surname: column(SURNAME),
            department: column(DEPARTMENT),
            badge: column(BADGE),
            object_id: column(OBJECT_ID),
            user_type: column(USER_TYPE),
            account: account::column(header),
        };
        columns.with_part(column(PART))
    }

    /// How many of the things that are looked for have a column.
    fn count(&self) -> usize {
        let Self {
            upn,
            name,
            given_name,
            surname,
            department,
            badge,
            object_id,
            user_type,
            account,
        } = self;
        let all = [
            upn, name, given_name, surname, department, badge, object_id, user_type, account,
        ];
        all.into_iter().flatten().count()
    }

    fn with_part(self, part: Option<usize>) -> Self {
        match (self.given_name, self.surname) {
            (Some(_), None) => Self { surname: part, ..self },
            (None, Some(_)) => Self {
                given_name: part,
                ..self
            },
            _ => Self {
                name: self.name.or(part),
                ..self
            },
        }
    }
}

/// Whose UPNs the column of a heading may hold, the likeliest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holder {
    /// Those of somebody else.
    Others,
    /// It does not say whose they are.
    Unknown,
    /// Those of the person of the row.
    Person,
}

/// What a heading says of the UPNs below it.
pub(super) fn holder(heading: &str) -> Holder {
    let heading = folded(inner(heading));
    match heading.as_str() {
        account if ACCOUNT.contains(&account) => Holder::Person,
        other if OTHERS.contains(&other) => Holder::Others,
        _ => Holder::Unknown,
    }
}

/// How many of the cells are headings of a list of people; a UPN counts for several.
pub(super) fn known(cells: &[String]) -> usize {
    let columns = Columns::by_headings(cells);
    let account = cells.iter().any(|cell| holder(cell) == Holder::Person);
    columns.count() + usize::from(account) + if columns.upn.is_some() { 2 } else { 0 }
}

/// Whether the cells are headings of a list of people without a doubt.
pub(super) fn are_headings(cells: &[String]) -> bool {
    known(cells) > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &str) -> Columns {
        let header: Vec<String> = header.split(';').map(str::to_owned).collect();
        Columns::by_headings(&header)
    }

    #[test]
    fn every_heading_is_written_as_it_is_compared_and_says_one_thing() {
        let lists = [
            UPN, ACCOUNT, OTHERS, NAME, PART, GIVEN_NAME, SURNAME, DEPARTMENT, BADGE, OBJECT_ID, USER_TYPE,
        ];
        let mut all = std::collections::BTreeSet::new();
        for heading in lists.into_iter().flatten() {
            assert_eq!(folded(heading), *heading);
            assert!(all.insert(heading), "{heading} is named twice");
        }
    }

    #[test]
    fn blanks_case_punctuation_and_accents_do_not_matter() {
        let wanted = Columns {
            upn: Some(0),
            ..Columns::default()
        };
        for heading in [
            "userPrincipalName",
            "User principal name",
            "USER_PRINCIPAL-NAME",
            "upn.",
            " UPN ",
        ] {
            assert_eq!(columns(heading), wanted, "{heading}");
        }
        assert_eq!(columns("x;User name [userPrincipalName] Required").upn, Some(1));
        assert_eq!(columns("Dép.;Département").department, Some(1));
        assert_eq!(columns("Badge #").badge, Some(0));
    }

    #[test]
    fn five_languages_name_the_same_columns() {
        let wanted = Columns {
            upn: Some(0),
            name: None,
            given_name: Some(2),
            surname: Some(1),
            department: Some(3),
            badge: Some(4),
            object_id: Some(5),
            user_type: Some(6),
            account: None,
        };
        for header in [
            "UPN;Surname;Given name;Department;Employee ID;Object ID;User type",
            "Benutzerprinzipalname;Name;Vorname;Abteilung;Personal-Nr.;Objekt-ID;Benutzertyp",
            "Nom d'utilisateur principal;Nom;Prénom;Service;Matricule;ID d’objet;Type d'utilisateur",
            "Nombre principal de usuario;Apellidos;Nombre;Departamento;Nº empleado;Id. de objeto;Tipo de usuario",
            "Nome principale utente;Cognome;Nome;Reparto;Matricola;ID oggetto;Tipo utente",
            "Gebruikersprincipalnaam;Achternaam;Voornaam;Afdeling;Personeelsnummer;Object-id;Gebruikerstype",
        ] {
            assert_eq!(columns(header), wanted, "{header}");
        }
    }

    #[test]
    fn a_bare_name_is_what_the_other_columns_leave_to_it() {
        let names = |header| {
            let found = columns(header);
            (found.name, found.given_name, found.surname)
        };
        assert_eq!(names("Name"), (Some(0), None, None));
        assert_eq!(names("Name;First name;Last name"), (Some(0), Some(1), Some(2)));
        assert_eq!(names("Name;Display name"), (Some(1), None, None));
        assert_eq!(names("Naam"), (Some(0), None, None));
        assert_eq!(names("Vorname;Name"), (None, Some(0), Some(1)));
    }

    #[test]
    fn a_badge_goes_before_an_employee_number_and_an_object_id_before_any_id() {
        assert_eq!(columns("Employee ID;Badge no.").badge, Some(1));
        assert_eq!(columns("ID;objectId").object_id, Some(1));
    }
}
