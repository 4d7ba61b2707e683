//! The C ABI of libcohook, as `cohook.h` declares it: signed webhooks, sent and received.
//!
//! Nothing is added and nothing is made safe; that is what the crate `cohook` is for. The header says what each function
//! does, who owns what, and which thread may do it. A test of this crate has the C compiler compare the two.
#![allow(non_camel_case_types)]

mod engine;
mod members;
mod signatures;
mod types;

pub use engine::*;
pub use members::*;
pub use signatures::*;
pub use types::*;
