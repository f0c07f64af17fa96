//! The list of enrolments for people who count tokens: no seed, no secret, no code.
//!
//! Above the columns stands where it comes from, with the head of the trail: whoever keeps the list can prove later that
//! nothing before it was changed.

use crate::desk::{Enrolment, Standing};

/// Where a list comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The name of the desk that makes it.
    pub station: String,
    /// When it was made, as it is to be read.
    pub made: String,
    /// The number of the last entry of the trail.
    pub entry: i64,
    /// The link of that entry: a keyed hash over everything up to it.
    pub link: Vec<u8>,
}

/// One line of the list, with its times as they are to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The enrolment, without any secret.
    pub row: Enrolment,
    /// When it began.
    pub at: String,
    /// When it left in a file.
    pub exported: String,
}

const COLUMNS: [&str; 11] = [
    "time",
    "upn",
    "serial number",
    "model",
    "kind",
    "state",
    "current",
    "operator",
    "compared",
    "exported",
    "seed kept",
];

/// The bytes of the list: UTF-8, CRLF, quoted where needed.
#[must_use]
pub fn csv(origin: &Origin, lines: &[Line]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let entry = origin.entry.to_string();
    let link = data_encoding::HEXLOWER.encode(&origin.link);
    let station = plain(&origin.station);
    let head = [
        "Tapdesk inventory",
        &station,
        &origin.made,
        "trail entry",
        &entry,
        &link,
    ];
    // writing into memory cannot fail
    let _ = writer.write_record(head);
    let _ = writer.write_record(COLUMNS);
    for line in lines {
        let _ = writer.write_record(cells(line));
    }
    writer.into_inner().unwrap_or_default()
}

fn cells(line: &Line) -> [String; 11] {
    let row = &line.row;
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let compared = row.confirmation.map(|confirmation| confirmation.by.into());
    [
        line.at.clone(),
        plain(row.upn.as_str()),
        plain(&row.token.to_string()),
        row.make.model().to_owned(),
        <&str>::from(row.kind).to_owned(),
        <&str>::from(row.outcome).to_owned(),
        yes_no(row.standing == Standing::Current),
        plain(&row.operator),
        compared.unwrap_or("").to_owned(),
        line.exported.clone(),
        yes_no(row.has_seed),
    ]
}

/// A spreadsheet runs what begins like a formula.
fn plain(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::{EnrolmentId, Kind, Outcome, Upn};
    use crate::otp::Parameters;
    use crate::token2::{Model, Serial};

    #[test]
    fn the_list_names_its_origin_and_runs_nothing() {
        let row = Enrolment {
            id: EnrolmentId(1),
            at: 0,
            upn: Upn::kept("anna@example.com".into()),
            token: Serial::kept("8659622000094".into()).into(),
            make: Model::OtpcP2I.into(),
            kind: Kind::Random,
            parameters: Parameters::STANDARD,
            outcome: Outcome::Confirmed,
            broke_at: None,
            standing: Standing::Current,
            operator: "=cmd()".into(),
            confirmation: None,
            drift_before: None,
            left: Default::default(),
            has_seed: true,
            witness: None,
            lives_on: false,
            later: std::sync::Arc::default(),
        };
        let line = Line {
            row,
            at: "2026-11-22 10:07".into(),
            exported: String::new(),
        };
        let origin = Origin {
            station: "Desk, 2".into(),
            made: "2026-11-22 10:08".into(),
            entry: 7,
            link: vec![0xAB, 0xCD],
        };
        let text = String::from_utf8(csv(&origin, &[line])).unwrap();
        assert_eq!(
            text,
            "Tapdesk inventory,\"Desk, 2\",2026-11-22 10:08,trail entry,7,abcd\r\n\
             time,upn,serial number,model,kind,state,current,operator,compared,exported,seed kept\r\n\
             2026-11-22 10:07,anna@example.com,8659622000094,OTPC-P2-i,random,confirmed,yes,'=cmd(),,,yes\r\n"
        );
    }
}
