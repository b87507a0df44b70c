//! Reasonix: servers are its plugins.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::document::Format;

pub(super) const CLIENT: Client = Client::new(
    "reasonix",
    "Reasonix",
    &[
        Source::new(Scope::User, On::ALL, "{home}/.reasonix/config.toml", Read::Text(Format::Toml, Shape::ListOrMap(&["plugins"], "name"))),
        Source::new(Scope::Project, On::ALL, "{project}/reasonix.toml", Read::Text(Format::Toml, Shape::ListOrMap(&["plugins"], "name"))),
    ],
);
