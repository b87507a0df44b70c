//! The policy language from outside: the tables of its specification, cell by cell.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "tests fail by panicking"
)]

#[path = "policy/email.rs"]
mod email;
#[path = "policy/keys.rs"]
mod keys;
#[path = "policy/order.rs"]
mod order;
#[path = "policy/page.rs"]
mod page;
#[path = "policy/properties.rs"]
mod properties;
#[path = "policy/refused.rs"]
mod refused;
#[path = "policy/support.rs"]
mod support;
