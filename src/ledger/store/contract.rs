//! What every engine has to hold, tried on a ledger that has just been made: the tests of an engine call [`hold`].

use super::{Column, Query, Reading, Store, Table, Test, Value, Values};

/// Tries all of it.
pub fn hold(store: &mut dyn Store) {
    what_is_not_committed_never_was(store);
    values_come_back_as_they_were_given(store);
    rows_are_found_by_what_they_hold(store);
    rows_change_and_go(store);
    numbers_are_given_once(store);
}

fn operator(name: &str) -> Values {
    vec![(Column::Name, name.into()), (Column::LastAt, 1_i64.into())]
}

fn person(upn: &str, badge: impl Into<Value>) -> Values {
    vec![
        (Column::UpnFolded, upn.into()),
        (Column::Upn, upn.into()),
        (Column::Name, "Zo\u{eb}".into()),
        (Column::Department, "".into()),
        (Column::Badge, badge.into()),
        (Column::ObjectId, "x".into()),
        (Column::Guest, true.into()),
    ]
}

fn upns(reading: &dyn Reading, query: &Query) -> Vec<String> {
    let rows = reading.select(query).unwrap();
    rows.iter().map(|row| row.get(Column::Upn).unwrap()).collect()
}

fn what_is_not_committed_never_was(store: &mut dyn Store) {
    let writing = store.write().unwrap();
    writing.insert(Table::Operator, &operator("nobody")).unwrap();
    drop(writing);
    let found = store.read().unwrap().first(&Query::all(Table::Operator)).unwrap();
    assert_eq!(found, None);
}

fn values_come_back_as_they_were_given(store: &mut dyn Store) {
    let writing = store.write().unwrap();
    let operator = writing.insert(Table::Operator, &operator("M. Keller")).unwrap();
    for number in [i64::MIN, -1, 0, i64::MAX] {
        let export = vec![
            (Column::At, number.into()),
            (Column::Operator, operator.into()),
            (Column::Format, "'; DROP TABLE export; --".into()),
            (Column::Path, "\u{1F511} end".into()),
            (Column::Partial, "".into()),
            (Column::Sha256, [0xFF; 32].into()),
            (Column::State, "void".into()),
        ];
        let id = writing.insert(Table::Export, &export).unwrap();
        let row = writing
            .first(&Query::by(Table::Export, Column::Id, id))
            .unwrap()
            .unwrap();
        for (column, value) in row.values() {
            let given = export.iter().find(|(known, _)| *known == column);
            let expected = given.map_or(Value::Null, |(_, value)| value.clone());
            let expected = if column == Column::Id { id.into() } else { expected };
            assert_eq!(*value, expected, "{column:?}");
        }
    }
    writing.commit().unwrap();
}

fn rows_are_found_by_what_they_hold(store: &mut dyn Store) {
    let writing = store.write().unwrap();
    for (upn, badge) in [("c", "2"), ("a", "1"), ("b", "1"), ("d", "3")] {
        writing.insert(Table::Person, &person(upn, badge)).unwrap();
    }
    writing.commit().unwrap();
    let reading = &*store.read().unwrap();
    let all = Query::all(Table::Person);
    assert_eq!(upns(reading, &all), ["a", "b", "c", "d"], "in the order of the key");
    assert_eq!(upns(reading, &all.clone().backwards()), ["d", "c", "b", "a"]);
    assert_eq!(upns(reading, &all.clone().backwards().only_first()), ["d"]);
    assert_eq!(upns(reading, &Query::by(Table::Person, Column::Badge, "1")), ["a", "b"]);
    let both = Query::by(Table::Person, Column::Badge, "1").with(Test::AtLeast(Column::Upn, "b".into()));
    assert_eq!(upns(reading, &both), ["b"]);
    let some = all.clone().among(Column::Upn, &["d".into(), "b".into(), "z".into()]);
    assert_eq!(upns(reading, &some), ["b", "d"]);
    assert!(upns(reading, &all.clone().among(Column::Upn, &[])).is_empty());
    let null = Query::by(Table::Person, Column::Upn, Value::Null);
    assert!(upns(reading, &null).is_empty(), "NULL is equal to nothing");
    let many: Vec<Value> = (0..2000).map(Value::Integer).chain(["c".into()]).collect();
    assert_eq!(reading.among(&all, Column::Upn, &many).unwrap().len(), 1);
    let narrow = reading.first(&all.only(&[Column::Badge])).unwrap().unwrap();
    assert!(narrow.has(Column::Badge) && !narrow.has(Column::Upn));
}

fn rows_change_and_go(store: &mut dyn Store) {
    let writing = store.write().unwrap();
    let first = Query::by(Table::Person, Column::Badge, "1");
    writing
        .update(
            &first,
            &vec![(Column::Badge, "9".into()), (Column::Guest, false.into())],
        )
        .unwrap();
    assert!(upns(&*writing, &first).is_empty());
    let ninth = Query::by(Table::Person, Column::Badge, "9");
    assert_eq!(upns(&*writing, &ninth), ["a", "b"]);
    writing.delete(&ninth).unwrap();
    writing.commit().unwrap();
    let reading = store.read().unwrap();
    assert_eq!(upns(&*reading, &Query::all(Table::Person)), ["c", "d"]);
    drop(reading);
    let writing = store.write().unwrap();
    writing.delete(&Query::all(Table::Person)).unwrap();
    writing.commit().unwrap();
}

fn numbers_are_given_once(store: &mut dyn Store) {
    assert_eq!(store.read().unwrap().numbers().unwrap(), [("export".to_owned(), 4)]);
    let writing = store.write().unwrap();
    writing.number_anew(&[(Table::Export, 40), (Table::Fate, 0)]).unwrap();
    assert_eq!(writing.numbers().unwrap(), [("export".to_owned(), 40)]);
    let export = writing.first(&Query::all(Table::Export)).unwrap().unwrap();
    let values = export.values().filter(|(column, _)| *column != Column::Id);
    let values = values.map(|(column, value)| (column, value.clone())).collect();
    assert_eq!(writing.insert(Table::Export, &values).unwrap(), 41);
    writing.commit().unwrap();
}
