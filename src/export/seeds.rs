//! Lists of seeds: what the CSVs have in common in which a system other than Entra ID takes hardware tokens.
//!
//! Each line is a serial, its secret in hexadecimal digits and what the system takes beside them; there is no heading, and
//! nobody's name: who has a token is said in that system. A format of this kind is a [`SeedList`] in a file of its own.

use super::format::{Format, NotMade, Options, Refusal, Row};
use super::lines::{self, HIDDEN, Line};
use super::refused;
use crate::otp::{Hidden, Period, Seed};

/// A format of this kind.
#[derive(Debug)]
pub struct SeedList {
    /// What it is called in the ledger and the settings.
    pub word: &'static str,
    /// How the names of its files begin.
    pub stem: &'static str,
    /// Everything for which it may refuse a row.
    pub refuses: &'static [Refusal],
    /// How the secret is written.
    pub spelled: fn(&Seed) -> Hidden<String>,
    /// What stands behind the secret.
    pub behind: fn(&Row<'_>) -> Line<'static>,
    /// Whether a line says which hash it is.
    pub hash: Hash,
    /// How the file says which time step it is.
    pub step: Step,
    /// Lengths of secrets, in bytes, that the system takes for those of another hash.
    pub misread: &'static [usize],
}

/// Whether a line says which hash it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    /// It does.
    Named,
    /// It does not: SHA-1.
    Sha1,
}

/// How a file says which time step it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Each line does.
    Named,
    /// None does: 30 seconds.
    Thirty,
    /// Whoever takes the file in says it once, for all of its lines.
    Common,
}

impl SeedList {
    fn refusal(&self, row: &Row<'_>) -> Option<Refusal> {
        let by_hash = match self.hash {
            Hash::Named => None,
            Hash::Sha1 => refused::by_hash(row),
        };
        let thirty = row.parameters.period == Period::Thirty;
        let by_step = (self.step == Step::Thirty && !thirty).then_some(Refusal::Period);
        refused::by_serial(row).or(by_hash).or(by_step)
    }

    fn line<'a>(&self, row: &Row<'_>, secret: &'a str) -> Line<'a> {
        let mut line: Line<'a> = vec![row.token.to_string().into(), secret.into()];
        line.extend((self.behind)(row));
        line
    }

    fn fits(&self, seed: &Seed) -> bool {
        !self.misread.contains(&seed.expose().len())
    }
}

/// Those that are fine but for another step than the first of them, which says what step the file has.
fn of_other_steps(rows: &[Row<'_>], refusals: &mut [Option<Refusal>]) {
    let fine = || rows.iter().zip(refusals.iter()).filter(|(_, why)| why.is_none());
    let Some(common) = fine().next().map(|(row, _)| row.parameters.period) else {
        return;
    };
    for (row, why) in rows.iter().zip(refusals) {
        let other = row.parameters.period != common;
        *why = why.or(other.then_some(Refusal::Period));
    }
}

impl Format for SeedList {
    fn word(&self) -> &'static str {
        self.word
    }

    fn stem(&self) -> &'static str {
        self.stem
    }

    fn ending(&self) -> &'static str {
        "csv"
    }

    fn refuses(&self) -> &'static [Refusal] {
        self.refuses
    }

    fn refusals(&self, rows: &[Row<'_>]) -> Vec<Option<Refusal>> {
        let mut refusals = refused::of_each(rows, |row| self.refusal(row));
        if self.step == Step::Common {
            of_other_steps(rows, &mut refusals);
        }
        refusals
    }

    fn bytes(&self, rows: &[(Row<'_>, &Seed)], _: &Options) -> Result<Hidden<Vec<u8>>, NotMade> {
        let plain: Vec<Row<'_>> = rows.iter().map(|(row, _)| *row).collect();
        let seeds = rows.iter().map(|(_, seed)| *seed);
        refused::none_of(self.refusals(&plain), seeds, |seed| self.fits(seed))?;
        let secrets: Vec<Hidden<String>> = rows.iter().map(|(_, seed)| (self.spelled)(seed)).collect();
        let lines = plain.iter().zip(&secrets);
        let lines: Vec<Line<'_>> = lines.map(|(row, secret)| self.line(row, secret)).collect();
        Ok(lines::bytes(&lines))
    }

    fn preview(&self, rows: &[Row<'_>], _: &Options) -> Vec<String> {
        lines::preview(rows.iter().map(|row| self.line(row, HIDDEN)))
    }
}

/// Type, digits and step, as three of the systems take them behind the secret.
pub(super) fn totp(row: &Row<'_>) -> Line<'static> {
    let seconds = row.parameters.period.seconds().to_string();
    vec!["totp".into(), "6".into(), seconds.into()]
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::desk::Upn;
    use crate::export::Refused;
    use crate::otp::{Algorithm, Parameters};
    use crate::token2::{Make, Model, Serial, TokenId};

    static P2: Make = Make::Programmable(Model::OtpcP2I);

    /// What a file of one token says, or why there is none.
    pub fn file(list: &SeedList, tokens: &[(&str, &Seed, Parameters)]) -> Result<String, Refused> {
        let upn = Upn::kept("helga@contoso.com".into());
        let ids: Vec<TokenId> = tokens
            .iter()
            .map(|(serial, ..)| Serial::kept((*serial).into()).into())
            .collect();
        let row = |token, parameters| Row {
            upn: &upn,
            object_id: None,
            token,
            make: &P2,
            parameters,
        };
        let rows = tokens.iter().zip(&ids);
        let rows: Vec<_> = rows
            .map(|((_, seed, parameters), id)| (row(id, *parameters), *seed))
            .collect();
        let bytes = list.bytes(&rows, &Options::default()).map_err(NotMade::refused)?;
        Ok(String::from_utf8(bytes.to_vec()).unwrap())
    }

    /// The seeds of a file, read by other means than it was written.
    pub fn seeds(file: &str) -> Vec<Seed> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(file.as_bytes());
        let secrets = reader.records().map(|record| record.unwrap()[1].to_ascii_lowercase());
        let seed = |secret: String| Seed::new(&data_encoding::HEXLOWER.decode(secret.as_bytes()).unwrap()).unwrap();
        secrets.map(seed).collect()
    }

    pub const STANDARD: Parameters = Parameters::STANDARD;

    pub const MINUTE: Parameters = Parameters {
        period: Period::Sixty,
        ..STANDARD
    };

    pub const SHA256: Parameters = Parameters {
        algorithm: Algorithm::Sha256,
        ..STANDARD
    };
}
