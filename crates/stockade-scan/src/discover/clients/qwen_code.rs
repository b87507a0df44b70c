//! Qwen Code: a fork of Gemini CLI, with its settings' form.

use stockade_model::Scope;

use super::gemini_cli::settings;
use super::{Client, On, Read, Shape, Source};
use crate::document::Format;

const READ: Read = Read::Text(Format::Json, Shape::Custom(settings));

pub(super) const CLIENT: Client = Client::new(
    "qwen-code",
    "Qwen Code",
    &[
        Source::new(Scope::Managed, On::LINUX, "{root}/etc/qwen-code/settings.json", READ),
        Source::new(Scope::Managed, On::MACOS, "{root}/Library/Application Support/QwenCode/settings.json", READ),
        Source::new(Scope::Managed, On::WINDOWS, "{programdata}/qwen-code/settings.json", READ),
        Source::new(Scope::User, On::ALL, "{home}/.qwen/settings.json", READ),
        Source::new(Scope::Project, On::ALL, "{project}/.qwen/settings.json", READ),
    ],
);
