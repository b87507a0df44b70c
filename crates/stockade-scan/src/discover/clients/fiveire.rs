//! 5ire: the file of versions before its database.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::document::Format;

pub(super) const CLIENT: Client = Client {
    gaps: &["newer versions keep their servers in a database that is not read"],
    ..Client::new(
        "5ire",
        "5ire",
        &[
            Source::new(Scope::User, On::ALL, "{ud:5ire}/mcp.json", Read::Text(Format::Json, Shape::List(&["servers"], "key"))),
        ],
    )
};
