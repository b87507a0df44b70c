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

/// `name` is the file `launchers/name.rs` with its `LAUNCHER`; `family::ROW` is one row of a file that holds several
/// programs of the same shape.
macro_rules! launchers {
    (@declare $module:ident) => { mod $module; };
    (@declare $family:ident $row:ident) => {};
    (@take $module:ident) => { &$module::LAUNCHER };
    (@take $family:ident $row:ident) => { &$family::$row };
    ($($module:ident $(:: $row:ident)?),* $(,)?) => {
        $(launchers!(@declare $module $($row)?);)*

        /// Every launcher, in the order of the reference.
        pub static ALL: &[&Launcher] = &[$(launchers!(@take $module $($row)?)),*];
    };
}

pub mod environment;
pub mod program;

mod apple;
mod builtins;
mod containers;
mod coreutils;
mod other_runners;
mod prefix;
mod sandboxes;
mod secrets;
mod shells;
mod starters;
mod terminals;
mod users;
mod versions;

launchers! {
    npx,
    npm,
    shells::SH,
    shells::BASH,
    shells::DASH,
    shells::ZSH,
    shells::KSH,
    shells::FISH,
    cmd,
    powershell,
    env,
    builtins::EXEC,
    builtins::COMMAND,
    coreutils::NICE,
    coreutils::NOHUP,
    coreutils::STDBUF,
    coreutils::TIME,
    coreutils::TIMEOUT,
    coreutils::IONICE,
    coreutils::SETSID,
    apple::ARCH,
    apple::CAFFEINATE,
    apple::SANDBOX_EXEC,
    users::SUDO,
    users::DOAS,
    users::SU,
    users::RUNUSER,
    sandboxes::BWRAP,
    sandboxes::FIREJAIL,
    sandboxes::UNSHARE,
    terminals::XVFB_RUN,
    terminals::SCRIPT,
    terminals::MULTIPLEXER,
    ssh,
    wsl,
    containers::TOOLBOX,
    containers::DISTROBOX,
    containers::FLATPAK,
    secrets::OP,
    secrets::DOPPLER,
    secrets::INFISICAL,
    secrets::DOTENV,
    secrets::DOTENVX,
    secrets::AWS_VAULT,
    secrets::CHAMBER,
    secrets::ENVCHAIN,
    secrets::VARLOCK,
    versions::MISE,
    versions::ASDF,
    versions::NVM,
    versions::VOLTA,
    versions::FNM,
    versions::DIRENV,
    versions::NIX_SHELL,
    starters::CHRT,
    starters::TASKSET,
    starters::UNBUFFER,
    starters::GOSU,
    starters::INIT,
    starters::PROXYCHAINS,
    starters::CROSS_ENV,
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
    script_languages,
    other_runners::BUSYBOX,
    other_runners::COMMAND_RUNNER,
    other_runners::SOCKETS,
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

/// Whether a command that stands behind a package (`npx -p x sh -c …`, `uvx --from x sh -c …`) is a program of the system
/// that starts something else: such packages bring their own commands, no shells. Measured with npm 11 and uv 0.13, both
/// of which start what the `PATH` has.
pub fn is_of_the_system(command: &str, os: stockade_model::Os) -> bool {
    const NAMES: &[&str] = &[
        "sh",
        "bash",
        "dash",
        "zsh",
        "ksh",
        "fish",
        "cmd",
        "powershell",
        "pwsh",
        "env",
        "sudo",
        "doas",
        "nohup",
        "node",
        "npx",
        "npm",
        "python",
        "python3",
        "uv",
        "uvx",
        "docker",
        "podman",
        "ssh",
        "busybox",
        "perl",
        "ruby",
        "php",
    ];
    let name = Call::new(super::Word::plain(command), Vec::new(), None).program_name(os);
    NAMES.contains(&name.as_str())
}

/// The launcher that answers to a program name. The first in the list wins.
pub fn find(name: &str) -> Option<&'static Launcher> {
    ALL.iter().copied().find(|launcher| launcher.names.contains(&name))
}
