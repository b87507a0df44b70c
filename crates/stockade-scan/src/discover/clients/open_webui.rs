//! Open WebUI: its servers are out of sight; the file that shows it is installed is reported as a gap.

use stockade_model::Scope;

use super::{Client, On, Read, Source};

pub(super) const CLIENT: Client = Client::new(
    "open-webui",
    "Open WebUI",
    &[Source::new(
        Scope::User,
        On::ALL,
        "{home}/open-webui/data/webui.db",
        Read::Invisible("Open WebUI keeps its servers in its own database, which is not read"),
    )],
);
