//! Folders that know no rights of files, and what was said about them. No file is touched.

use super::*;

#[test]
fn a_folder_without_rights_is_asked_for_once_and_only_yes_counts() {
    let mut export = Export {
        path: "share/one.csv".into(),
        ..Export::default()
    };
    assert_eq!(export.allow_shared(), None, "nothing was asked");
    export.stage = ExportStage::Failed(ExportTrouble::Place(PlaceError::Full));
    assert_eq!(export.allow_shared(), None, "something else failed");
    assert_eq!(export.readers(), Readers::OwnerOnly);

    let asked = || ExportStage::Failed(ExportTrouble::Place(PlaceError::NoRights));
    export.stage = asked();
    export.dismiss();
    assert_eq!(
        (export.allow_shared(), export.readers()),
        (None, Readers::OwnerOnly),
        "no"
    );
    export.stage = asked();
    assert_eq!(export.allow_shared(), Some("share/one.csv".into()));
    export.path = "share/two.csv".into();
    assert!(
        export.is_shared(),
        "the next file of that folder is not asked for again"
    );
    export.path = "elsewhere/two.csv".into();
    assert!(!export.is_shared(), "another folder is");
}
