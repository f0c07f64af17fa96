//! The house is checked: which room reaches which, which files of a room need each other in a circle, where egui may
//! appear, what the lower floors may not touch.
//!
//! The sources are parsed, not searched, so that a comment or a string is no finding.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "house/circles.rs"]
mod circles;
#[path = "house/modules.rs"]
mod modules;

use std::path::{Path, PathBuf};

use modules::{End, Modules};
use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{ItemImpl, ItemUse, UseTree};

/// Rooms by floor, and the neighbour that one may use.
const ROOMS: [(&str, u8); 9] = [
    ("otp", 0),
    ("token2", 0),
    ("desk", 1),
    ("disk", 2),
    ("reader", 3),
    ("ledger", 3),
    ("export", 3),
    ("station", 4),
    ("app", 5),
];
const NEIGHBOURS: [(&str, &str); 1] = [("token2", "otp")];

/// What floors 0 and 1 may not touch: clock, randomness, threads, files, sockets, environment.
const OUTSIDE: [&str; 10] = [
    "std::fs",
    "std::net",
    "std::thread",
    "std::env",
    "std::process",
    "std::io",
    "std::time::Instant",
    "std::time::SystemTime",
    "getrandom",
    "std::os",
];

/// Every path of a file, spelled out, with its line.
#[derive(Default)]
struct Paths {
    found: Vec<(Vec<String>, usize)>,
    impls: Vec<(String, usize)>,
}

impl Paths {
    fn tree(&mut self, tree: &UseTree, prefix: &mut Vec<String>) {
        match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.tree(&path.tree, prefix);
                prefix.pop();
            }
            UseTree::Name(name) => self.add(prefix, &name.ident.to_string(), name.span()),
            UseTree::Rename(name) => self.add(prefix, &name.ident.to_string(), name.span()),
            UseTree::Glob(glob) => self.add(prefix, "*", glob.span()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree, prefix)),
        }
    }

    fn add(&mut self, prefix: &[String], last: &str, span: Span) {
        let mut path = prefix.to_vec();
        path.push(last.to_owned());
        self.found.push((path, span.start().line));
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.tree(&item.tree, &mut Vec::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.found.push((segments, path.span().start().line));
        visit::visit_path(self, path);
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        if let Some((path, _)) = &item.trait_ {
            let name = path.segments.last().unwrap().ident.to_string();
            self.impls.push((name, item.span().start().line));
        }
        visit::visit_item_impl(self, item);
    }
}

struct File {
    path: PathBuf,
    room: Option<String>,
    paths: Paths,
}

fn read(text: &str) -> Paths {
    let mut paths = Paths::default();
    paths.visit_file(&syn::parse_file(text).unwrap());
    paths
}

fn sources() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let room_of = |path: &Path| {
        let first = path.strip_prefix(&root).unwrap().components().next().unwrap();
        let name = first.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
        ROOMS.iter().any(|(room, _)| *room == name).then_some(name)
    };
    let each = |path: PathBuf| File {
        room: room_of(&path),
        paths: read(&std::fs::read_to_string(&path).unwrap()),
        path,
    };
    files.into_iter().map(each).collect()
}

fn collect(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

fn floor(room: &str) -> u8 {
    ROOMS.iter().find(|(name, _)| *name == room).unwrap().1
}

/// The room that a path of this crate leads to.
fn target(path: &[String]) -> Option<&str> {
    let [first, room, ..] = path else { return None };
    let ours = first == "crate" || first == "tapdesk";
    (ours && ROOMS.iter().any(|(name, _)| name == room)).then_some(room.as_str())
}

/// What is wrong with reaching that room from this one, if anything.
fn reaches(room: &str, other: &str) -> Option<String> {
    let lower = floor(other) < floor(room);
    let allowed = lower || other == room || NEIGHBOURS.contains(&(room, other));
    (!allowed).then(|| format!("{room} reaches {other}"))
}

/// What is wrong with a path in that room, if anything.
fn fault(room: &str, path: &[String]) -> Option<String> {
    if let Some(fault) = target(path).and_then(|other| reaches(room, other)) {
        return Some(fault);
    }
    let spelled = path.join("::");
    let within = |prefix: &str| spelled == prefix || spelled.starts_with(&format!("{prefix}::"));
    if room != "app" && ["egui", "eframe", "egui_extras", "rfd"].iter().any(|name| within(name)) {
        return Some(format!("{room} names {spelled}"));
    }
    let outside = OUTSIDE.iter().any(|name| within(name));
    (floor(room) <= 1 && outside).then(|| format!("{room} touches {spelled}"))
}

#[test]
fn no_room_reaches_above_or_beside_itself() {
    let mut faults = Vec::new();
    let mut looked_at = 0;
    for file in sources() {
        let Some(room) = &file.room else { continue };
        for (path, line) in &file.paths.found {
            looked_at += 1;
            if let Some(fault) = fault(room, path) {
                faults.push(format!("{}:{line}: {fault}", file.path.display()));
            }
        }
    }
    assert!(looked_at > 3000, "only {looked_at} paths were looked at");
    faults.extend(faults_of(&crate_modules()));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn crate_modules() -> Modules {
    Modules::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

/// The same, however a path is spelled: by `super::`, by a name that was imported, or among what a macro is given.
fn faults_of(modules: &Modules) -> Vec<String> {
    let mut faults = Vec::new();
    let is_room = |name: &&String| ROOMS.iter().any(|(room, _)| room == name);
    for (name, module) in modules.all() {
        let Some(room) = name.first().filter(is_room) else {
            continue;
        };
        for named in &module.paths {
            let path = modules.absolute(name, &named.path);
            let other = path.as_ref().and_then(|path| path.first()).filter(is_room);
            if let Some(fault) = other.and_then(|other| reaches(room, other)) {
                faults.push(format!("{}:{}: {fault}", module.file.display(), named.line));
            }
        }
    }
    faults
}

/// The circles that there are, one a paragraph.
const KNOWN_CIRCLES: &str = include_str!("house/known_circles.txt");

/// A new one fails, and so does one of the list that is gone or is another one by now: the list only ever gets shorter.
#[test]
fn no_file_needs_another_one_in_a_circle() {
    let modules = crate_modules();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let in_room = |(room, _): (&str, u8)| circles::circles(&circles::needs(&modules, room));
    let found: Vec<String> = ROOMS
        .into_iter()
        .flat_map(in_room)
        .map(|circle| circles::listed(&sources, &circle))
        .collect();
    let lines: Vec<&str> = KNOWN_CIRCLES.lines().filter(|line| !line.starts_with('#')).collect();
    let known: Vec<String> = lines
        .split(|line| line.is_empty())
        .filter(|circle| !circle.is_empty())
        .map(|circle| circle.join("\n"))
        .collect();
    let new: Vec<&str> = found
        .iter()
        .filter(|circle| !known.contains(circle))
        .map(String::as_str)
        .collect();
    let gone: Vec<&str> = known
        .iter()
        .filter(|circle| !found.contains(circle))
        .map(String::as_str)
        .collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "circles that are not in the list of known ones:\n\n{}\n\nin that list, and no circle (any more):\n\n{}\n",
        new.join("\n\n"),
        gone.join("\n\n")
    );
}

#[test]
fn every_path_of_the_crate_is_followed_to_its_file() {
    let modules = crate_modules();
    for (name, module) in modules.all() {
        for named in &module.paths {
            let end = modules.end(name, &named.path);
            let (file, path) = (module.file.display(), named.path.join("::"));
            assert_ne!(end, End::Unknown, "{file}:{}: {path}", named.line);
        }
    }
}

/// The circles of a crate that has these files, all of them in the room `desk`.
fn planted(files: &[(&str, &str)]) -> Vec<Vec<PathBuf>> {
    let root = ("lib.rs", "mod desk; mod ledger { pub struct Store; }");
    let modules = Modules::of(&[&[root], files].concat());
    circles::circles(&circles::needs(&modules, "desk"))
}

#[test]
fn a_planted_circle_is_found_however_it_is_spelled() {
    let of = |mod_rs: &str, a: &str, b: &str| planted(&[("desk/mod.rs", mod_rs), ("desk/a.rs", a), ("desk/b.rs", b)]);
    let two = [vec![PathBuf::from("desk/a.rs"), PathBuf::from("desk/b.rs")]];
    let b = "use super::a::A; pub struct B;";
    for a in [
        "use crate::desk::b::B; pub struct A;",
        "use super::b; pub struct A; fn f() -> b::B {}",
        "pub struct A; fn f() -> super::b::B {}",
        "use super::*; pub struct A; fn f() { B::new() }",
        "use super::B; pub struct A;",
        "pub struct A; fn f() { assert!(matches!(1, crate::desk::b::B)) }",
        "pub struct A; mod inner { fn f() -> super::super::B {} }",
        "use self::inner::A; mod inner { use super::super::b as other; pub struct A(other::B); }",
    ] {
        // through `*` the child sees what the parent hands on, and the parent is not in the circle
        let parent = "mod a; mod b; pub use b::B; use a::A;";
        let found = of(parent, a, b);
        assert!(
            found
                .iter()
                .any(|circle| two[0].iter().all(|file| circle.contains(file))),
            "{a}: {found:?}"
        );
    }
    assert_eq!(of("mod a; mod b; pub use b::B;", "use super::B; pub struct A;", b), two);
}

#[test]
fn a_child_and_its_parent_may_be_a_circle_too() {
    let found = |mod_rs: &str, a: &str| planted(&[("desk/mod.rs", mod_rs), ("desk/a.rs", a)]);
    let both = [vec![PathBuf::from("desk/a.rs"), PathBuf::from("desk/mod.rs")]];
    assert_eq!(
        found(
            "mod a; pub struct Own; fn f() { a::g() }",
            "use super::Own; pub fn g() {}"
        ),
        both
    );
    // what is only handed on, or only declared, or only tested, is none
    assert!(found("mod a; pub use a::A;", "pub struct A;").is_empty());
    assert!(found("mod a; pub struct Own;", "use super::Own;").is_empty());
    assert!(
        found(
            "mod a; pub struct Own;",
            "pub(in crate::desk) fn g() {} use super::Own;"
        )
        .is_empty()
    );
    let tested = "pub struct A; #[cfg(test)] mod tests { use super::super::Own; }";
    assert!(found("mod a; pub struct Own; use a::A;", tested).is_empty());
}

#[test]
fn a_room_is_found_behind_any_way_out() {
    for (a, faults) in [
        ("use super::super::ledger::Store;", 1),
        ("use super::super::ledger; fn f() -> ledger::Store {}", 2),
        ("fn f() { format!(\"{}\", crate::ledger::Store) }", 1),
        ("use super::super::desk;", 0),
    ] {
        let files = [
            ("lib.rs", "mod desk; mod ledger { pub struct Store; }"),
            ("desk/mod.rs", "mod a;"),
            ("desk/a.rs", a),
        ];
        assert_eq!(faults_of(&Modules::of(&files)).len(), faults, "{a}");
    }
}

#[test]
fn only_the_ledger_proves_that_an_enrolment_is_on_disk() {
    let mut makers = Vec::new();
    for file in sources() {
        let durable = file.paths.impls.iter().filter(|(name, _)| name == "DurableBurn");
        makers.extend(durable.map(|_| file.room.clone()));
    }
    assert_eq!(makers, [Some("ledger".to_owned())]);
}

#[test]
fn colours_and_faces_are_named_in_the_theme_only() {
    for file in sources() {
        let theme = ["app/theme.rs", "app/theme/tests.rs"]
            .iter()
            .any(|path| file.path.ends_with(path));
        if file.room.as_deref() != Some("app") || theme {
            continue;
        }
        for (path, line) in &file.paths.found {
            let names: Vec<&str> = path.iter().map(String::as_str).collect();
            let colour =
                matches!(names.as_slice(), ["Color32", made, ..] if !matches!(*made, "PLACEHOLDER" | "TRANSPARENT"));
            let face = matches!(names.as_slice(), ["FontId", _, ..]);
            assert!(!colour && !face, "{}:{line}: {}", file.path.display(), path.join("::"));
        }
    }
}

/// Spaces, insets and lines whose size is a bare number.
#[derive(Default)]
struct BareSizes(Vec<usize>);

impl<'ast> Visit<'ast> for BareSizes {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if ["add_space", "expand", "set_width"].contains(&call.method.to_string().as_str()) {
            self.look(call.args.iter());
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let syn::Expr::Path(function) = &*call.func {
            let names: Vec<String> = function.path.segments.iter().map(|s| s.ident.to_string()).collect();
            let last = names.last().map_or("", String::as_str);
            let of = names.first().map_or("", String::as_str);
            if matches!(
                (of, last),
                ("Margin" | "Vec2" | "CornerRadius" | "Stroke", _) | (_, "vec2")
            ) {
                self.look(call.args.iter());
            }
        }
        visit::visit_expr_call(self, call);
    }
}

impl BareSizes {
    fn look<'a>(&mut self, arguments: impl Iterator<Item = &'a syn::Expr>) {
        for argument in arguments {
            let syn::Expr::Lit(literal) = argument else { continue };
            let zero = match &literal.lit {
                syn::Lit::Int(number) => number.base10_digits() == "0",
                syn::Lit::Float(number) => number.base10_digits() == "0.0",
                _ => true,
            };
            if !zero {
                self.0.push(literal.span().start().line);
            }
        }
    }
}

/// Drawings have coordinates of their own; everything else takes its sizes from the theme.
#[test]
fn sizes_are_named_in_the_theme_only() {
    let drawings = ["theme.rs", "icon.rs", "placing.rs", "token.rs"];
    let bare = |text: &str| {
        let mut sizes = BareSizes::default();
        sizes.visit_file(&syn::parse_file(text).unwrap());
        sizes.0
    };
    for file in sources() {
        let drawn = drawings.iter().any(|name| file.path.ends_with(name));
        if file.room.as_deref() == Some("app") && !drawn {
            let found = bare(&std::fs::read_to_string(&file.path).unwrap());
            assert!(found.is_empty(), "{}: lines {found:?}", file.path.display());
        }
    }
    assert_eq!(
        bare("fn f(ui: &mut Ui) {\n ui.add_space(7.0);\n Margin::same(3);\n vec2(0.0, 1.5); }"),
        [2, 3, 4]
    );
}

/// What names the engine of a ledger outside of its own folder.
#[test]
fn an_engine_is_named_in_its_own_folder_only() {
    let engines = [("rusqlite", "ledger/sqlite")];
    let mut named = 0;
    for file in sources() {
        for (path, line) in &file.paths.found {
            let Some((name, folder)) = engines
                .iter()
                .find(|(name, _)| path.first().is_some_and(|first| first == name))
            else {
                continue;
            };
            let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder);
            named += 1;
            assert!(
                file.path.starts_with(own),
                "{}:{line}: names {name}",
                file.path.display()
            );
        }
    }
    assert!(named > 20, "only {named} were looked at");
}
