//! 5ire: a list whose items are named by `key`; newer versions moved it into a database.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::document::Format;

pub(super) const CLIENT: Client = Client {
    switches: &["isActive"],
    gaps: &["newer versions of 5ire keep their servers in a database of a form that is not known here"],
    ..Client::new(
        "5ire",
        "5ire",
        &[Source::new(
            Scope::User,
            On::ALL,
            "{ud:5ire}/mcp.json",
            Read::Text(Format::Json, Shape::List(&["servers"], "key")),
        )],
    )
};
