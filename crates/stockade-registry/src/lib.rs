//! What the user's own registries say of a package: npm, PyPI, OCI images, the MCP Registry, and OSV's advisories.
//!
//! Constraints:
//! - no registry is named here: where packages come from is what the user configured, or what the installed client
//!   answers when it is asked ([`settings`]);
//! - a fact that a registry does not tell is [`Fact::Unknown`], never a default: mirrors drop times and signatures;
//! - nothing that was fetched is believed for where it came from: artifacts are held against their digest while they are
//!   read, and what is signed is verified by whoever uses it;
//! - credentials reach the registry they belong to and nobody else, and never a message, a log or the name of a file.
//!
//! Layout: [`http`] fetches and caches, [`settings`] says where from, [`npm`], [`pypi`], [`oci`], [`mcp_registry`] and
//! [`osv`] know what is there.

#![cfg_attr(test, allow(clippy::string_slice, reason = "tests fail by panicking"))]

pub mod digest;
mod error;
mod fact;
pub mod http;
mod json;
pub mod mcp_registry;
pub mod npm;
pub mod oci;
pub mod osv;
pub mod private_file;
pub mod pypi;
mod secret;
pub mod settings;

pub use error::RegistryError;
pub use fact::Fact;
pub use secret::{Credential, Secret};
pub use settings::Registry;
