//! Files for other systems than Entra ID, headless: the format that is set says what stays, and its rows say what the list
//! of people knows.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{Bench, Token};
use tapdesk::export::{FORMATS, Format, Refusal};
use tapdesk::otp::{Parameters, Seed, codes};
use tapdesk::station::{ExportStage, ExportTrouble, ImportStage, Intent};
use tapdesk::token2::Model;

fn format(word: &str) -> &'static dyn Format {
    *FORMATS.iter().find(|format| format.word() == word).unwrap()
}

fn export(bench: &mut Bench, without_refused: bool) {
    bench.apply(Intent::Export {
        path: "x.csv".into(),
        without_refused,
        sealing: None,
    });
}

fn held(bench: &Bench) -> Vec<Refusal> {
    bench.station.held().iter().map(|held| held.why).collect()
}

/// A confirmed token with a factory seed.
fn assign(bench: &mut Bench, upn: &str, serial: &str, secret: &str) {
    let path = bench.home.path().join("seeds.csv");
    let row = format!(",{serial},{secret},30,Token2,c202");
    let text = format!("upn,serial number,secret key,timeinterval,manufacturer,model\r\n{row}\r\n");
    std::fs::write(&path, text).unwrap();
    bench.apply(Intent::ReadStock(path));
    bench.apply(Intent::TakeIn);
    bench.apply(Intent::DismissTakeIn);
    bench.upn(upn);
    bench.scan(serial);
    let seed = Seed::from_base32(secret).unwrap();
    let shown = codes(&seed, Parameters::STANDARD, bench.clock.unix());
    bench.type_code(&shown.current.digits());
}

#[test]
fn a_seed_that_the_format_refuses_is_named_after_the_try_and_left_out() {
    let mut bench = Bench::new();
    bench.set(|settings| settings.format = format("privacyidea-csv"));
    bench.enroll("ben@example.com", &Token::new(Model::C302I, 1));
    bench.lift();
    // RFC 6238's key cut to 16 bytes: privacyIDEA takes such a length for that of another hash
    assign(
        &mut bench,
        "anna@example.com",
        "2602080012345",
        "GEZDGNBVGY3TQOJQGEZDGNBVGY",
    );
    assert_eq!(bench.station.batch().len(), 2);

    assert_eq!(held(&bench), [], "nobody knows it yet");
    export(&mut bench, false);
    let stage = bench.station.export().stage();
    assert!(
        matches!(stage, ExportStage::Failed(ExportTrouble::Refused)),
        "{stage:?}"
    );
    assert_eq!(held(&bench), [Refusal::Secret]);
    export(&mut bench, true);
    let stage = bench.station.export().stage();
    assert!(matches!(stage, ExportStage::Done { rows: 1, .. }), "{stage:?}");

    // another format knows nothing of that
    bench.set(|settings| settings.format = format("entra-csv"));
    assert_eq!(held(&bench), []);
    assert!(
        bench
            .export("y.csv")
            .contains(",2602080012345,GEZDGNBVGY3TQOJQGEZDGNBVGY,")
    );
}

#[test]
fn a_request_to_graph_assigns_the_tokens_of_those_whose_object_id_is_known() {
    let mut bench = Bench::new();
    let path = bench.home.path().join("people.csv");
    let list = "userPrincipalName,displayName,id\r\nanna@example.com,Anna,0cadbf92-0000-4000-8000-000000000001\r\n";
    std::fs::write(&path, list).unwrap();
    bench.apply(Intent::ReadPeople(path));
    let ImportStage::Read(_, columns) = bench.station.people().import() else {
        panic!("{:?}", bench.station.people().import());
    };
    let columns = *columns;
    bench.apply(Intent::ImportPeople(columns));
    bench.set(|settings| settings.format = format("graph-json"));
    for (number, upn) in [(1, "Anna@example.com"), (2, "ben@example.com")] {
        bench.enroll(upn, &Token::new(Model::C302I, number));
        bench.lift();
    }
    let shown = bench.station.export_preview(12).join("");
    assert!(shown.contains("0cadbf92"), "{shown}");
    let file: serde_json::Value = serde_json::from_str(&bench.export("x.json")).unwrap();
    let holders = file["value"].as_array().unwrap().iter();
    let holders: Vec<_> = holders.map(|device| device["assignTo"]["id"].as_str()).collect();
    assert_eq!(holders, [Some("0cadbf92-0000-4000-8000-000000000001"), None]);
}

/// What left for one system waits for the others still, and a lost token is to be deleted in Entra ID only if that knows it.
#[test]
fn each_format_knows_for_itself_what_has_left_in_it() {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    bench.lift();
    bench.set(|settings| settings.format = format("duo-csv"));
    export(&mut bench, false);
    assert!(matches!(bench.station.export().stage(), ExportStage::Done { .. }));
    assert_eq!(bench.station.batch().len(), 0);
    let words = |bench: &Bench| {
        bench
            .row(0)
            .left
            .all()
            .map(|(word, _)| word.to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(words(&bench), ["duo-csv"]);
    bench.set(|settings| settings.format = format("entra-csv"));
    assert_eq!(bench.station.batch().len(), 1, "it never left for Entra ID");
    let id = bench.row(0).id;
    let lose = Intent::KeepFate {
        id,
        fate: tapdesk::desk::Fate::Lost,
        note: String::new(),
    };
    let mut bench = bench.crash();
    assert_eq!(words(&bench), ["duo-csv"], "also after a crash");
    bench.apply(lose);
    assert_eq!(bench.station.log().to_delete().count(), 0, "Entra ID never heard of it");
}

/// By the same words as everything that Entra ID has to be told of is told by.
#[test]
fn what_goes_to_entra_is_known_everywhere_by_the_same_words() {
    let mut words: Vec<_> = FORMATS
        .iter()
        .filter(|format| format.refuses().contains(&Refusal::StillThere))
        .map(|format| format.word())
        .collect();
    words.sort_unstable();
    assert_eq!(words, tapdesk::desk::Left::TO_ENTRA);
}
