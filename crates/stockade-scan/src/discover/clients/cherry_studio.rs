//! Cherry Studio: its servers stand in the browser storage of its window, which has no reader here.

use stockade_model::Scope;

use super::{Client, On, Read, Source};

const STORAGE: Read = Read::Invisible(
    "Cherry Studio keeps its MCP servers in its window's storage (LevelDB), which is not read: look at its settings, `MCP Servers`",
);

pub(super) const CLIENT: Client = Client::new(
    "cherry-studio",
    "Cherry Studio",
    &[Source::new(Scope::User, On::ALL, "{ud:CherryStudio}/Local Storage/leveldb", STORAGE)],
);
