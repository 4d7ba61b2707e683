//! The declarations of this crate against `cohook.h`, with the C compiler as the judge.

use cohook_sys::*;
use std::collections::{BTreeMap, BTreeSet};
use std::mem::{size_of, MaybeUninit};
use std::path::PathBuf;
use std::process::Command;
use std::ptr::addr_of;

const TYPES: &str = include_str!("../src/types.rs");
const FUNCTIONS: [&str; 3] =
    [include_str!("../src/signatures.rs"), include_str!("../src/engine.rs"), include_str!("../src/members.rs")];

/// Size of every struct and place of every field, as rustc lays them out: `cohook_header 32`, `cohook_header.value 16`.
macro_rules! layout_of {
    ($($name:ident { $($field:ident)* })*) => {{
        let mut lines = Vec::new();
        $({
            // Without `..`: a field that is not listed does not compile.
            let _complete = |whole: $name| { let $name { $($field: _),* } = whole; };
            let place = MaybeUninit::<$name>::uninit();
            lines.push((stringify!($name).to_owned(), size_of::<$name>()));
            $({
                let offset = unsafe { addr_of!((*place.as_ptr()).$field) } as usize - place.as_ptr() as usize;
                lines.push((concat!(stringify!($name), ".", stringify!($field)).replace("r#", ""), offset));
            })*
        })*
        lines
    }};
}

fn layout_in_rust() -> Vec<(String, usize)> {
    layout_of! {
        cohook_header { name name_size value value_size }
        cohook_secret { value value_size dialect }
        cohook_generic_layout { size header prefix encoding hash signed_bytes timestamp_header id_header }
        cohook_http_demands { size algorithm components component_count tag }
        cohook_http_layout {
            size algorithm components component_count digest label key_ids key_id_count tag lifetime_seconds
        }
        cohook_verifier_options {
            size scheme secrets secret_count window dots_in_id tolerance_seconds url generic http_message
        }
        cohook_request { size headers header_count body body_size now method url }
        cohook_verification {
            size verdict covered freshness key_index timestamp has_timestamp reserved payload payload_size id id_size
            components components_size owned
        }
        cohook_signer_options { size scheme secrets secret_count url generic http_message }
        cohook_unsigned { size id id_size timestamp body body_size headers header_count method url }
        cohook_envelope {
            size data data_size message_id subscription publish_time_ms attributes attribute_count key previous_key
        }
        cohook_engine_options {
            size store allow_addresses allow_address_count extra_authorities allow_http shards connection_slots
            source_by_events retention_ms event_kinds event_limit log log_user source source_user
        }
        cohook_message {
            size endpoint r#type content content_size key attributes attribute_count occurred_at_ms
        }
        cohook_receipt { message_id delivery_id }
    }
}

fn header_folder() -> PathBuf {
    PathBuf::from(env!("COHOOK_HEADER_FOLDER", "the build has found no cohook.h: set COHOOK_INCLUDE_DIR"))
}

fn header() -> String {
    std::fs::read_to_string(header_folder().join("cohook.h")).expect("cohook.h can be read")
}

/// Compiles a C program that includes the header, runs it, and gives what it prints.
fn run_in_c(name: &str, program: &str) -> String {
    let source = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.c"));
    let binary = source.with_extension("");
    std::fs::write(&source, format!("#include <cohook.h>\n#include <stdio.h>\n{program}")).expect("a file is written");
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let mut words = compiler.split_whitespace();
    let mut command = Command::new(words.next().expect("CC names a compiler"));
    command.args(words).args(["-std=c99", "-Wall", "-Wextra", "-Werror", "-I"]).arg(header_folder());
    let compiled = command.arg(&source).arg("-o").arg(&binary).output().expect("there is a C compiler");
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    let ran = Command::new(&binary).output().expect("the program runs");
    String::from_utf8(ran.stdout).expect("it prints text")
}

/// Every struct of the header has a mirror here, with the same size and the same fields in the same places.
#[test]
fn structs_are_laid_out_as_in_c() {
    let in_rust = layout_in_rust();
    let print = |place: &str| match place.split_once('.') {
        None => format!("    printf(\"{place} %zu\\n\", sizeof({place}));\n"),
        Some((name, field)) => format!("    printf(\"{place} %zu\\n\", offsetof({name}, {field}));\n"),
    };
    let statements: String = in_rust.iter().map(|(place, _)| print(place)).collect();
    let in_c = run_in_c("layout", &format!("int main(void) {{\n{statements}}}\n"));
    let expected: Vec<String> = in_rust.iter().map(|(place, number)| format!("{place} {number}")).collect();
    assert_eq!(in_c.lines().collect::<Vec<_>>(), expected);

    let header = header();
    let declared: BTreeSet<_> =
        header.lines().filter_map(|line| line.strip_prefix("typedef struct ")?.strip_suffix(" {")).collect();
    let mirrored: BTreeSet<_> =
        in_rust.iter().map(|(place, _)| place.as_str()).filter(|at| !at.contains('.')).collect();
    assert_eq!(declared, mirrored);
}

#[test]
fn constants_have_the_values_of_the_header() {
    let in_rust: BTreeMap<&str, &str> = TYPES
        .lines()
        .filter_map(|line| line.strip_prefix("pub const ")?.strip_suffix(';')?.split_once(": "))
        .filter_map(|(name, rest)| Some((name, rest.split_once(" = ")?.1)))
        .collect();
    let header = header();
    let in_header: BTreeSet<&str> = header
        .lines()
        .filter_map(|line| line.strip_prefix("#define COHOOK_"))
        .filter(|rest| rest.contains(' ') && !rest.starts_with("API"))
        .filter_map(|rest| rest.split(' ').next())
        .collect();
    let print = |name| format!("    printf(\"COHOOK_{name} %lld\\n\", (long long)COHOOK_{name});\n");
    let statements: String = in_header.iter().map(print).collect();
    let printed = run_in_c("constants", &format!("int main(void) {{\n{statements}}}\n"));
    let in_c: BTreeMap<&str, &str> = printed.lines().filter_map(|line| line.split_once(' ')).collect();
    assert_eq!(in_c, in_rust);
}

/// The type in C of what is written so in Rust.
fn in_c(rust: &str) -> String {
    let rust = rust.trim();
    if let Some(inner) = rust.strip_prefix("*const ") {
        return format!("{} const*", in_c(inner));
    }
    if let Some(inner) = rust.strip_prefix("*mut ") {
        return format!("{}*", in_c(inner));
    }
    match rust {
        "c_char" => "char",
        "c_void" => "void",
        "c_int" => "int",
        "usize" => "size_t",
        "i32" => "int32_t",
        "u32" => "uint32_t",
        "i64" => "int64_t",
        "u64" => "uint64_t",
        named => named,
    }
    .to_owned()
}

/// `pub fn name(a: T, b: U) -> R` as a prototype.
fn prototype(declaration: &str) -> (String, String) {
    let (name, rest) = declaration.split_once('(').expect("a function has parameters");
    let (parameters, result) = rest.rsplit_once(')').expect("they end");
    let types = parameters.split(',').filter_map(|one| Some(in_c(one.split_once(": ")?.1))).collect::<Vec<_>>();
    let result = result.trim().strip_prefix("->").map_or_else(|| "void".to_owned(), in_c);
    let parameters = if types.is_empty() { "void".to_owned() } else { types.join(", ") };
    (name.to_owned(), format!("{result} {name}({parameters});\n"))
}

/// Every function of the header is declared here, and the C compiler takes our prototype for the same as the header's.
#[test]
fn functions_have_the_types_of_the_header() {
    let prototypes: BTreeMap<String, String> = FUNCTIONS
        .iter()
        .flat_map(|text| text.split("pub fn ").skip(1))
        .map(|rest| prototype(rest.split(';').next().unwrap_or(rest)))
        .collect();
    let program: String = prototypes.values().map(String::as_str).collect();
    run_in_c("functions", &(program + "int main(void) { return 0; }\n"));

    let header = header();
    let declared: BTreeSet<&str> = header
        .split("\nCOHOOK_API ")
        .skip(1)
        .filter_map(|rest| rest.split('(').next()?.rsplit([' ', '*']).next())
        .collect();
    assert_eq!(declared, prototypes.keys().map(String::as_str).collect());
}
