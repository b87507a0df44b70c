//! Finds out everything about one version of a package, from the user's own registries, and has it judged.
//!
//! Constraints:
//! - this is the wiring: `stockade-registry` fetches, `stockade-content` reads archives, `stockade-provenance` verifies,
//!   `stockade-assess` judges. What one says is put into the words of the next, and nothing is judged here;
//! - what could not be found out is unknown, with its reason, and a step that says so ([`Step`]); it never becomes "fine";
//! - one thing is fetched once, however many packages ask for it, and read once for as long as the cache has it;
//! - the same answers of the registries give the same result, in the same order, whatever the threads did.
//!
//! Layout: [`Sources`] is where to ask, [`Options`] how, [`Ask`] what; [`Survey`] does it and says [`Looked`], or
//! [`Comparison`] of two; [`adapt`] (`<id>.rs`) puts the words of one crate into those of the next.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice,
        reason = "tests fail by panicking"
    )
)]

pub mod adapt;
mod artifact;
mod ask;
mod choose;
mod compare;
mod error;
mod extract;
mod files;
mod gate;
mod index;
mod looked;
mod once;
mod options;
mod proof;
mod python;
mod sources;
mod step;
mod store;
mod survey;
mod trust;

pub use ask::{Archive, Ask, Target};
pub use compare::{Comparison, Profile};
pub use error::SurveyError;
pub use looked::{Artifact, Looked};
pub use options::{Options, Progress, Say};
pub use sources::{Catalogue, Imported, Listed, Sources};
pub use step::{State, Step, What};
pub use survey::Survey;
pub use trust::Trust;
