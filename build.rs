//! Before the build: the names of the texts, what `--version` says, icon and manifest for Windows, and a look for the PC/SC library.

use std::process::Command;

const TEXTS: &str = "assets/texts/en.ftl";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=assets/icon/tapdesk.ico");
    println!("cargo:rerun-if-changed={TEXTS}");
    println!("cargo:rerun-if-changed=.git/HEAD");
    println!("cargo:rerun-if-changed=.git/logs/HEAD");
    println!("cargo:rerun-if-env-changed=SOURCE_DATE_EPOCH");
    let target = std::env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    find_pcsc(&target);
    name_texts();
    println!("cargo:rustc-env=TAPDESK_COMMIT={}", commit());
    println!("cargo:rustc-env=TAPDESK_DATE={}", date());
    if target == "windows" {
        windows_resources();
    }
    if target == "linux" && is("PROFILE", "release") && is("CARGO_CFG_TARGET_ARCH", "x86_64") && !own_linker() {
        lay_out_code();
        pack_relocations();
    }
}

fn is(variable: &str, value: &str) -> bool {
    std::env::var(variable).is_ok_and(|found| found == value)
}

/// Whether somebody chose a linker: not every one reads scripts.
fn own_linker() -> bool {
    println!("cargo:rerun-if-env-changed=CARGO_ENCODED_RUSTFLAGS");
    std::env::var("CARGO_ENCODED_RUSTFLAGS").is_ok_and(|flags| flags.contains("fuse-ld"))
}

/// Puts what is seldom run behind the rest of the code; the linkers of Rust and of GNU can. Why stands in the script.
fn lay_out_code() {
    let script = format!("{}/assets/linux/seldom.ld", env!("CARGO_MANIFEST_DIR"));
    println!("cargo:rerun-if-changed={script}");
    println!("cargo:rustc-link-arg-bins=-Wl,-T,{script}");
}

/// What is moved at a start is listed short, where whoever runs it knows such lists: from glibc 2.36 on. They are read whole,
/// and long they are three quarters of a megabyte.
fn pack_relocations() {
    let told = Command::new("getconf").arg("GNU_LIBC_VERSION").output();
    let told = told.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let told = told.unwrap_or_default();
    let version = told
        .trim()
        .strip_prefix("glibc 2.")
        .and_then(|minor| minor.parse::<u32>().ok());
    let is_for_here = std::env::var("HOST") == std::env::var("TARGET");
    if is_for_here && version.is_some_and(|minor| minor >= 36) {
        println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// A constant a text: one that is asked for and is not there does not compile, and one that nothing shows is a warning.
fn name_texts() {
    let texts = std::fs::read_to_string(TEXTS).unwrap_or_default();
    let ids = texts.lines().filter_map(|line| Some(line.split_once(" =")?.0));
    let ids = ids.filter(|id| id.starts_with(|first: char| first.is_ascii_lowercase()));
    // what stands in other texts is asked for by none but them
    let ids = ids.filter(|id| !texts.contains(&format!("{{ {id} }}")));
    // a format of files that leave brings its own texts, which begin with its word
    let all: Vec<&str> = ids.collect();
    let formats: Vec<&str> = all.iter().filter_map(|id| id.strip_suffix("-step-1")).collect();
    let is_of_a_format = |id: &str| {
        formats
            .iter()
            .any(|word| id.strip_prefix(word).is_some_and(|rest| rest.starts_with('-')))
    };
    let named = all.iter().filter(|id| !is_of_a_format(id)).map(|id| {
        let name = id.to_uppercase().replace('-', "_");
        format!("pub const {name}: Text = Text(\"{id}\");\n")
    });
    let folder = std::env::var("OUT_DIR").unwrap_or_default();
    if let Err(error) = std::fs::write(format!("{folder}/texts.rs"), named.collect::<String>()) {
        eprintln!("The names of the texts could not be written: {error}");
        std::process::exit(1);
    }
}

/// Windows and macOS bring it along. `.cargo/config.toml` keeps the binding's own look quiet, so that the sentence
/// here is the only one.
fn find_pcsc(target: &str) {
    if target == "windows" || target == "macos" {
        return;
    }
    let found = pkg_config::Config::new()
        .cargo_metadata(false)
        .env_metadata(false)
        .probe("libpcsclite");
    if let Ok(library) = &found {
        for path in &library.link_paths {
            println!("cargo:rustc-link-search=native={}", path.display());
        }
    }
    if found.is_err() {
        eprintln!(
            "The PC/SC library is missing: install libpcsclite-dev and pkg-config (Debian, Ubuntu), pcsc-lite-devel \
             (Fedora) or pcsclite (Arch)."
        );
        std::process::exit(1);
    }
}

fn commit() -> String {
    git(&["rev-parse", "--short=12", "HEAD"]).unwrap_or_else(|| "no commit".into())
}

/// The day of the commit, so that the same sources give the same program.
fn date() -> String {
    git(&["log", "-1", "--format=%cs"]).unwrap_or_else(|| "no date".into())
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}

fn windows_resources() {
    let mut resources = winresource::WindowsResource::new();
    if !cfg!(windows) {
        resources.set_windres_path("x86_64-w64-mingw32-windres");
        resources.set_ar_path("x86_64-w64-mingw32-ar");
    }
    resources.set_icon("assets/icon/tapdesk.ico");
    resources.set_manifest_file("assets/windows/tapdesk.manifest");
    if let Err(error) = resources.compile() {
        // checking needs no resource compiler; a release build on Windows has one
        println!("cargo:warning=icon and manifest were not set: {error}");
    }
}
