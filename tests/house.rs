//! The house is checked: which room reaches which, where egui may appear, what the lower floors may not touch.
//!
//! The sources are parsed, not searched, so that a comment or a string is no finding.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

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

/// What is wrong with a path in that room, if anything.
fn fault(room: &str, path: &[String]) -> Option<String> {
    if let Some(other) = target(path) {
        let lower = floor(other) < floor(room);
        let allowed = lower || other == room || NEIGHBOURS.contains(&(room, other));
        if !allowed {
            return Some(format!("{room} reaches {other}"));
        }
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
    assert!(faults.is_empty(), "{}", faults.join("\n"));
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
        if file.room.as_deref() != Some("app") || file.path.ends_with("theme.rs") {
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
    let drawings = ["theme.rs", "icon.rs", "token.rs"];
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

/// Which file or folder of the ledger a path leads to, seen from the file at `at` under the room.
fn part_of_ledger(at: &[String], path: &[String]) -> Option<String> {
    let mut place: Vec<&str> = at.iter().map(String::as_str).collect();
    let mut steps = path.iter().map(String::as_str).peekable();
    if path.len() > 2 && path[0] == "crate" && path[1] == "ledger" {
        place.clear();
        steps.nth(1);
    } else if steps.peek() != Some(&"super") {
        return None;
    }
    while steps.next_if_eq(&"super").is_some() {
        place.pop()?;
    }
    place.first().copied().or(steps.next()).map(str::to_owned)
}

/// Each file of the ledger, or folder in it, and those that it uses.
fn parts_of_ledger() -> BTreeMap<String, BTreeSet<String>> {
    let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ledger");
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in sources() {
        let Ok(inside) = file.path.strip_prefix(&room) else {
            continue;
        };
        let mut at: Vec<String> = inside
            .with_extension("")
            .iter()
            .map(|part| part.to_str().unwrap().to_owned())
            .collect();
        if at.last().is_some_and(|last| last == "mod") {
            at.pop();
        }
        // tests stand above all that they try
        let is_tests = at.iter().any(|part| part == "tests");
        let Some(own) = at.first().cloned().filter(|_| !is_tests) else {
            continue;
        };
        let found = file
            .paths
            .found
            .iter()
            .filter_map(|(path, _)| part_of_ledger(&at, path));
        uses.entry(own).or_default().extend(found);
    }
    let parts: BTreeSet<String> = uses.keys().cloned().collect();
    let handed_on = handed_on(&room, &parts);
    for (own, used) in &mut uses {
        let resolved = used.iter().map(|name| {
            if parts.contains(name) {
                name
            } else {
                handed_on.get(name).unwrap_or(name)
            }
            .clone()
        });
        *used = resolved.filter(|part| part != own && parts.contains(part)).collect();
    }
    uses
}

/// What the room hands on under its own name, and of which part it is.
fn handed_on(room: &Path, parts: &BTreeSet<String>) -> BTreeMap<String, String> {
    let room = read(&std::fs::read_to_string(room.join("mod.rs")).unwrap());
    let of_part = |(path, _): &(Vec<String>, usize)| match path.as_slice() {
        [part, name] if parts.contains(part) => Some((name.clone(), part.clone())),
        _ => None,
    };
    room.found.iter().filter_map(of_part).collect()
}

/// What is used by nobody who is left is taken away until nothing is; what then remains goes in a circle.
#[test]
fn no_file_of_the_ledger_leads_back_to_itself() {
    let mut uses = parts_of_ledger();
    assert!(uses.len() > 25, "only {} were looked at", uses.len());
    assert!(uses.values().flatten().count() > 100, "too few uses were seen");
    while let Some(free) = uses
        .iter()
        .find(|(_, used)| used.is_empty())
        .map(|(own, _)| own.clone())
    {
        uses.remove(&free);
        for used in uses.values_mut() {
            used.remove(&free);
        }
    }
    assert!(uses.is_empty(), "in a circle, or above one: {uses:#?}");
    let seen = |at: &str, path: &str| {
        let split = |text: &str| text.split("::").map(str::to_owned).collect::<Vec<_>>();
        part_of_ledger(&split(at), &split(path))
    };
    assert_eq!(seen("rows", "super::store::Query").as_deref(), Some("store"));
    assert_eq!(
        seen("store::row", "super::super::vault::Vault").as_deref(),
        Some("vault")
    );
    assert_eq!(seen("store::row", "super::Query").as_deref(), Some("store"));
    assert_eq!(
        seen("sqlite::file", "crate::ledger::store::Look").as_deref(),
        Some("store")
    );
    assert_eq!(seen("rows", "std::path::Path"), None);
}

#[test]
fn what_would_be_wrong_is_found() {
    let wrong = |room: &str, text: &str| {
        let paths = read(text);
        paths.found.iter().filter_map(|(path, _)| fault(room, path)).count()
    };
    for (room, text) in [
        ("otp", "use crate::token2::Serial;"),
        ("desk", "use crate::{otp::Seed, ledger::Ledger};"),
        ("reader", "fn f() { crate::ledger::Ledger::new() }"),
        ("station", "use crate::app::App;"),
        ("station", "fn f(c: &egui::Context) {}"),
        ("desk", "fn f() { let _ = std::time::Instant::now(); }"),
        ("token2", "use std::time::{Duration, SystemTime};"),
        ("otp", "fn f() { std::thread::spawn(|| ()); }"),
        ("desk", "use std::fs;"),
        ("otp", "fn f() { getrandom::fill(&mut []); }"),
    ] {
        assert_eq!(wrong(room, text), 1, "{room}: {text}");
    }
    for (room, text) in [
        ("token2", "use crate::otp::Seed;"),
        ("desk", "use std::time::Duration;"),
        ("station", "use crate::desk::Flow; // crate::app"),
        ("app", "fn f(c: &egui::Context) {}"),
    ] {
        assert_eq!(wrong(room, text), 0, "{room}: {text}");
    }
}

/// The binding panics on return codes it does not know while its own assertions are on, and Windows returns some.
#[test]
fn the_smart_card_binding_is_built_without_its_assertions() {
    let manifest = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let (_, after) = manifest.split_once("[profile.dev.package.pcsc]").expect("the profile");
    assert!(after.trim_start().starts_with("debug-assertions = false"));
}
