//! iFlow CLI: a fork of Gemini CLI, with its settings' form.

use stockade_model::Scope;

use super::gemini_cli::settings;
use super::{Client, On, Read, Shape, Source};
use crate::document::Format;

const READ: Read = Read::Text(Format::Json, Shape::Custom(settings));

pub(super) const CLIENT: Client = Client::new(
    "iflow",
    "iFlow CLI",
    &[
        Source::new(Scope::User, On::ALL, "{home}/.iflow/settings.json", READ),
        Source::new(Scope::Project, On::ALL, "{project}/.iflow/settings.json", READ),
    ],
);
