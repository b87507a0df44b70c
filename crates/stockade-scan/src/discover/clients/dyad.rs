//! Dyad: its servers are out of sight; the file that shows it is installed is reported as a gap.

use stockade_model::Scope;

use super::{Client, On, Read, Source};

pub(super) const CLIENT: Client = Client::new(
    "dyad",
    "Dyad",
    &[Source::new(
        Scope::User,
        On::ALL,
        "{ud:dyad}/sqlite.db",
        Read::Invisible("Dyad keeps its servers in a database whose schema is not documented"),
    )],
);
