//! Cherry Studio: its servers are out of sight; the file that shows it is installed is reported as a gap.

use stockade_model::Scope;

use super::{Client, On, Read, Source};

pub(super) const CLIENT: Client = Client::new(
    "cherry-studio",
    "Cherry Studio",
    &[Source::new(
        Scope::User,
        On::ALL,
        "{ud:CherryStudio}/Local Storage/leveldb/CURRENT",
        Read::Invisible("Cherry Studio keeps its servers in a browser store that is not read"),
    )],
);
