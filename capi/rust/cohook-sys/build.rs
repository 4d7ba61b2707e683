//! Finds libcohook: by COHOOK_LIB_DIR, else by pkg-config.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{exit, Command};

/// What `libcohook.a` needs beside it, where no pkg-config says so.
const NEEDED_BY_THE_ARCHIVE: [&str; 4] = ["ssl", "crypto", "sqlite3", "stdc++"];

fn main() {
    for name in ["COHOOK_LIB_DIR", "COHOOK_INCLUDE_DIR", "COHOOK_STATIC", "PKG_CONFIG", "PKG_CONFIG_ALLOW_CROSS"] {
        println!("cargo:rerun-if-env-changed={name}");
    }
    for name in ["PKG_CONFIG_PATH", "PKG_CONFIG_LIBDIR", "PKG_CONFIG_SYSROOT_DIR", "DOCS_RS"] {
        println!("cargo:rerun-if-env-changed={name}");
    }
    if env::var_os("DOCS_RS").is_some() {
        return; // documentation links nothing
    }
    let linked_statically =
        env::var_os("CARGO_FEATURE_STATIC").is_some() || env::var("COHOOK_STATIC").as_deref() == Ok("1");
    let header = match env::var_os("COHOOK_LIB_DIR") {
        Some(folder) => link_from(Path::new(&folder), linked_statically),
        None => link_by_pkg_config(linked_statically),
    };
    if let Some(folder) = header {
        println!("cargo:include={}", folder.display()); // for build scripts of others
        println!("cargo:rustc-env=COHOOK_HEADER_FOLDER={}", folder.display()); // for the test of the declarations
    }
}

fn give_up(why: &str) -> ! {
    eprintln!(
        "cohook-sys: {why}\n\
         Install libcohook with its development files, or set PKG_CONFIG_PATH to the folder of its cohook.pc, or \
         COHOOK_LIB_DIR to the folder of the library itself."
    );
    exit(1)
}

/// The folder of the header, if it is where it should be.
fn link_from(folder: &Path, linked_statically: bool) -> Option<PathBuf> {
    if !folder.is_dir() {
        give_up(&format!("COHOOK_LIB_DIR is {}, which is no folder", folder.display()));
    }
    println!("cargo:rustc-link-search=native={}", folder.display());
    link("cohook", linked_statically);
    if linked_statically {
        NEEDED_BY_THE_ARCHIVE.iter().for_each(|name| link(name, false));
    }
    let header = match env::var_os("COHOOK_INCLUDE_DIR") {
        Some(named) => PathBuf::from(named),
        None => folder.join("../include"),
    };
    header.join("cohook.h").is_file().then_some(header)
}

fn link(name: &str, statically: bool) {
    println!("cargo:rustc-link-lib={}={name}", if statically { "static" } else { "dylib" });
}

fn link_by_pkg_config(linked_statically: bool) -> Option<PathBuf> {
    let differs = env::var_os("HOST") != env::var_os("TARGET");
    let told_of_target =
        ["PKG_CONFIG_ALLOW_CROSS", "PKG_CONFIG_SYSROOT_DIR"].iter().any(|name| env::var_os(name).is_some());
    if differs && !told_of_target {
        give_up("this is a build for another machine, whose libraries pkg-config does not know (PKG_CONFIG_ALLOW_CROSS=1 if it does).");
    }
    let flags = ask_pkg_config(if linked_statically { &["--libs", "--static"] } else { &["--libs"] });
    flags.split_whitespace().for_each(|flag| pass_on(flag, linked_statically));
    let named = ask_pkg_config(&["--cflags-only-I"]);
    let standard = ask_pkg_config(&["--variable=includedir"]); // is left out of the flags where the compiler knows it
    let mut folders: Vec<&str> = named.split_whitespace().filter_map(|flag| flag.strip_prefix("-I")).collect();
    folders.push(standard.trim());
    folders.into_iter().map(PathBuf::from).find(|folder| folder.join("cohook.h").is_file())
}

/// One flag of the linker's, in the words of cargo. Run paths and the like are the host's to decide: they are left out.
fn pass_on(flag: &str, linked_statically: bool) {
    if let Some(folder) = flag.strip_prefix("-L") {
        println!("cargo:rustc-link-search=native={folder}");
    } else if let Some(name) = flag.strip_prefix("-l") {
        link(name, linked_statically && name == "cohook");
    } else if flag.starts_with('/') {
        link_file(Path::new(flag));
    }
}

/// A library named by its path: `/usr/lib/libboost_json.so.1.81.0`, `/opt/lib/libcohook.a`.
fn link_file(path: &Path) {
    let named = path.file_name().and_then(|file| file.to_str()).and_then(|file| file.strip_prefix("lib"));
    if let (Some(folder), Some(named)) = (path.parent(), named) {
        println!("cargo:rustc-link-search=native={}", folder.display());
        if let Some(name) = named.strip_suffix(".a") {
            link(name, true);
        } else if let Some((name, _version)) = named.split_once(".so") {
            link(name, false);
        }
    }
}

fn ask_pkg_config(arguments: &[&str]) -> String {
    let program = env::var_os("PKG_CONFIG").unwrap_or_else(|| "pkg-config".into());
    let answer = match Command::new(&program).args(arguments).arg("cohook").output() {
        Ok(answer) => answer,
        Err(why) => give_up(&format!("{} could not be run: {why}.", program.to_string_lossy())),
    };
    if !answer.status.success() {
        give_up(&String::from_utf8_lossy(&answer.stderr));
    }
    String::from_utf8_lossy(&answer.stdout).into_owned()
}
