//! `dnx Id@version`: the script that stands for `dotnet dnx`.

use stockade_model::Launch;

use super::{Launcher, dotnet};
use crate::resolve::{Call, Machine, Outcome};

pub(super) const LAUNCHER: Launcher = Launcher { id: "dnx", names: &["dnx"], summary: "a NuGet tool", resolve };

fn resolve(call: &Call, _machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    dotnet::tool(&call.args, call, launch)
}
