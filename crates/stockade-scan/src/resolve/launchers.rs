//! Every launcher Stockade understands. One launcher, one file `launchers/<id>.rs`, one line in the list below.

use stockade_model::Launch;

use super::{Call, Machine, Outcome};

/// One launcher: its identity as data and its argument grammar as a function.
pub struct Launcher {
    /// Kebab-case id, never renamed.
    pub id: &'static str,
    /// Program base names it answers to, lower case, without extension.
    pub names: &'static [&'static str],
    /// One line for the reference: what it starts.
    pub summary: &'static str,
    /// Reads the call's arguments as the real client would.
    pub resolve: fn(&Call, &Machine<'_>, &mut Launch) -> Outcome,
}

macro_rules! launchers {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*

        /// Every launcher, in the order of the reference.
        pub const ALL: &[&Launcher] = &[$(&$module::LAUNCHER),*];
    };
}

pub mod environment;
pub mod program;

launchers! {
    npx,
    npm,
    shell,
    cmd,
    powershell,
    env,
    prefix,
    ssh,
    wsl,
    docker,
    docker_compose,
    podman,
    nerdctl,
    finch,
    apple_container,
    node,
    tsx,
    ts_node,
    electron,
    deno,
    go,
    cargo,
    dotnet,
    dnx,
    java,
    jbang,
    gem,
    ruby,
    bundle,
    nix,
    php,
    perl,
    task_runner,
    uvx,
    uv,
    pipx,
    python,
    poetry,
    pdm,
    hatch,
    rye,
    pixi,
    conda,
    pnpm,
    yarn,
    bun,
}

pub use environment::note_environment;

/// The launcher that answers to a program name. The first in the list wins.
pub fn find(name: &str) -> Option<&'static Launcher> {
    ALL.iter().copied().find(|launcher| launcher.names.contains(&name))
}
