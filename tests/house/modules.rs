//! The modules of the crate, with what each declares, imports and names; and where a path leads in the end.
//!
//! `super::`, `self::`, names that were imported and names that another module hands on are followed to the file that
//! defines them. What is built for tests only is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Item, UseTree};

/// Longer than any name is handed on; names that stand for each other end there.
const DEEPEST: usize = 16;

/// The names of a path, from its first to its last.
pub type Names = Vec<String>;

/// Where a path stands.
pub struct Named {
    pub path: Names,
    pub line: usize,
}

/// One module.
#[derive(Default)]
pub struct Module {
    pub file: PathBuf,
    /// What is declared in it, modules excepted.
    items: BTreeSet<String>,
    /// Whether more is, by what was written before the build.
    includes: bool,
    /// The names that it imports or hands on, with what they stand for; `*` for all of a module.
    uses: Vec<(String, Names)>,
    /// Every path that it names, imports included.
    pub paths: Vec<Named>,
}

/// All of them, by their paths below the crate.
#[derive(Default)]
pub struct Modules(BTreeMap<Names, Module>);

/// Where a path leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// To what that file defines, or to the module that it is.
    File(PathBuf),
    /// To nothing of this crate.
    Outside,
    /// Into this crate, and nobody knows where.
    Unknown,
}

impl Modules {
    /// The modules below `folder`, whose root is its `lib.rs`.
    pub fn read(folder: &Path) -> Self {
        let mut modules = Self::default();
        let root = folder.join("lib.rs");
        let file = syn::parse_file(&std::fs::read_to_string(&root).unwrap()).unwrap();
        modules.add(Vec::new(), root, folder.to_owned(), &file.items);
        modules
    }

    /// The same of texts, each with the path of its file below the sources.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let mut modules = Self::read(folder.path());
        for module in modules.0.values_mut() {
            module.file = module.file.strip_prefix(folder.path()).unwrap().to_owned();
        }
        modules
    }

    /// Each with its path.
    pub fn all(&self) -> impl Iterator<Item = (&Names, &Module)> {
        self.0.iter()
    }

    /// `folder` is where the files of the modules below stand.
    fn add(&mut self, path: Names, file: PathBuf, folder: PathBuf, items: &[Item]) {
        let mut module = Module {
            file: file.clone(),
            ..Module::default()
        };
        for item in items.iter().filter(|item| !is_for_tests(attributes(item))) {
            if let Item::Mod(below) = item {
                let mut name = path.clone();
                name.push(below.ident.to_string());
                let inner = folder.join(below.ident.to_string());
                match &below.content {
                    Some((_, items)) => self.add(name, file.clone(), inner, items),
                    None => self.read_below(name, &inner),
                }
            } else {
                module.items.extend(declared(item));
                if let Item::Macro(made) = item {
                    module.includes |= made.mac.path.is_ident("include");
                    module.items.extend(made_of(made.mac.tokens.clone()));
                }
                module.visit_item(item);
            }
        }
        self.0.insert(path, module);
    }

    fn read_below(&mut self, name: Names, folder: &Path) {
        let beside = folder.with_extension("rs");
        let file = if beside.exists() { beside } else { folder.join("mod.rs") };
        let text = std::fs::read_to_string(&file).unwrap();
        self.add(name, file, folder.to_owned(), &syn::parse_file(&text).unwrap().items);
    }

    /// A path as it is named in that module, from the root of the crate; `None` if it leads out of it.
    pub fn absolute(&self, module: &[String], path: &[String]) -> Option<Names> {
        self.spelled_out(module, path, DEEPEST)
    }

    fn spelled_out(&self, module: &[String], path: &[String], depth: usize) -> Option<Names> {
        let (first, rest) = path.split_first()?;
        let relative = |module: &[String]| match rest.first().map(String::as_str) {
            Some("super" | "self") => self.spelled_out(module, rest, depth),
            _ => Some([module, rest].concat()),
        };
        match first.as_str() {
            "crate" | "tapdesk" => Some(rest.to_vec()),
            "self" => relative(module),
            "super" => relative(module.split_last()?.1),
            _ => {
                let here = self.0.get(module)?;
                let below = [module, &path[..1]].concat();
                if self.0.contains_key(&below) || here.items.contains(first) {
                    return Some([module, path].concat());
                }
                let (_, stands_for) = here.uses.iter().find(|(name, _)| name == first)?;
                let stands_for = self.spelled_out(module, stands_for, depth.checked_sub(1)?)?;
                Some([stands_for, rest.to_vec()].concat())
            }
        }
    }

    /// Where a path that stands in that module leads.
    pub fn end(&self, module: &[String], path: &[String]) -> End {
        match self.absolute(module, path) {
            Some(path) => self.follow(&path, DEEPEST),
            None => End::Outside,
        }
    }

    /// From the root down, until something is defined there or handed on from elsewhere.
    fn follow(&self, path: &[String], depth: usize) -> End {
        let deepest = (0..=path.len()).rev().find(|at| self.0.contains_key(&path[..*at]));
        let (module, rest) = path.split_at(deepest.unwrap());
        let here = &self.0[module];
        let Some(name) = rest.first().filter(|name| *name != "*") else {
            return End::File(here.file.clone());
        };
        if here.items.contains(name) || here.includes {
            return End::File(here.file.clone());
        }
        let Some(depth) = depth.checked_sub(1) else {
            return End::Unknown;
        };
        let handed_on = here.uses.iter().filter_map(|(as_name, stands_for)| {
            let all = as_name == "*";
            let from = &stands_for[..stands_for.len() - usize::from(all)];
            (all || as_name == name).then(|| [from, &rest[usize::from(!all)..]].concat())
        });
        let ends = handed_on.map(|path| match self.absolute(module, &path) {
            Some(path) => self.follow(&path, depth),
            None => End::Outside,
        });
        ends.reduce(|one, other| if one == End::Unknown { other } else { one })
            .unwrap_or(End::Unknown)
    }
}

impl Module {
    fn tree(&mut self, tree: &UseTree, prefix: &mut Names) {
        match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.tree(&path.tree, prefix);
                prefix.pop();
            }
            UseTree::Name(name) if name.ident == "self" => {
                let as_name = prefix.last().unwrap().clone();
                self.import(as_name, prefix.clone(), name.span().start().line);
            }
            UseTree::Name(name) => {
                let as_name = name.ident.to_string();
                self.import(as_name.clone(), with(prefix, as_name), name.span().start().line);
            }
            UseTree::Rename(name) => {
                let path = with(prefix, name.ident.to_string());
                self.import(name.rename.to_string(), path, name.span().start().line);
            }
            UseTree::Glob(glob) => {
                let path = with(prefix, "*".to_owned());
                self.import("*".to_owned(), path, glob.span().start().line);
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree, prefix)),
        }
    }

    fn import(&mut self, as_name: String, path: Names, line: usize) {
        self.uses.push((as_name, path.clone()));
        self.paths.push(Named { path, line });
    }

    /// What a macro is given is no syntax yet: its paths are told by their double colons.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path = Names::new();
        let mut line = 0;
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(sign) if sign.as_char() == ':' => {
                    colons += 1;
                    continue;
                }
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.named(&mut path, line);
                        line = name.span().start().line;
                    }
                    path.push(name.to_string());
                }
                TokenTree::Group(group) => {
                    self.named(&mut path, line);
                    self.tokens(group.stream());
                }
                _ => self.named(&mut path, line),
            }
            colons = 0;
        }
        self.named(&mut path, line);
    }

    fn named(&mut self, path: &mut Names, line: usize) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.paths.push(Named { path, line });
        }
    }
}

impl<'ast> Visit<'ast> for Module {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, &mut Vec::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.paths.push(Named {
            path: names,
            line: path.span().start().line,
        });
        visit::visit_path(self, path);
    }

    /// Who may see something is no use of anything.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }
}

fn with(prefix: &[String], last: String) -> Names {
    [prefix, &[last]].concat()
}

fn declared(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

/// What a macro among the items may declare: any name that stands in it or in what it is given.
fn made_of(tokens: TokenStream) -> Vec<String> {
    let names = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Ident(name) => vec![name.to_string()],
        TokenTree::Group(group) => made_of(group.stream()),
        _ => Vec::new(),
    });
    names.filter(|name| name.starts_with(char::is_uppercase)).collect()
}

fn attributes(item: &Item) -> &[syn::Attribute] {
    match item {
        Item::Const(syn::ItemConst { attrs, .. })
        | Item::Fn(syn::ItemFn { attrs, .. })
        | Item::Impl(syn::ItemImpl { attrs, .. })
        | Item::Mod(syn::ItemMod { attrs, .. })
        | Item::Use(syn::ItemUse { attrs, .. }) => attrs,
        _ => &[],
    }
}

/// Whether it is built for tests only.
fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) if list.path.is_ident("cfg") => list.tokens.to_string() == "test",
        _ => false,
    })
}
