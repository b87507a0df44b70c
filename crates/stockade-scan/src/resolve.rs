//! What a launch line really runs.
//!
//! Wrappers are peeled off one after another (at most [`MAX_WRAPPERS`]) until a launcher names the code: a package, an
//! image, a file, an address. What cannot be known without running something is [`Opaque`], never a guess.
//!
//! Constraints:
//! - nothing is started, nothing is dialled; files are read through [`Machine`], which knows whose disk it looks at;
//! - each launcher follows the argument grammar of the real client, measured where it can be (`tests/launch-lines`);
//! - secrets are already replaced in what comes in, and addresses read from settings are redacted on the way out.
//!
//! Layout: [`call`] is a command line with spans, [`machine`] the file system it meets, [`expand`] the placeholders,
//! [`shell`] the word splitters, [`elsewhere`] other machines, [`options`] the argument grammar, [`image`] image
//! references, [`local`] the package that a file belongs to, [`script`] what interpreters run, [`pin`] what a version
//! fixes, [`engine`] the container engines, `launchers/<id>.rs` one launcher each, `bridges/<id>.rs` one bridge each.

use std::path::PathBuf;

use stockade_model::{
    Component, Inventory, Launch, Location, Opaque, Pin, Problem, Role, Server, Spanned, Target, Transport, Wrapper,
    launch::OpaqueReason,
};

use crate::Options;

pub mod bridges;
pub mod call;
pub mod elsewhere;
pub mod engine;
pub mod expand;
pub mod image;
pub mod launchers;
pub mod local;
pub mod machine;
pub mod npm;
pub mod options;
pub mod peel;
pub mod pin;
pub mod python;
pub mod script;
pub mod shell;

pub use call::{Call, Origin, Setting, Word};
pub use machine::{Machine, Unread};

/// Wrappers nested deeper than this are opaque: nobody writes that by hand.
pub const MAX_WRAPPERS: usize = 8;

/// What a launcher made of a call.
#[derive(Debug)]
pub enum Outcome {
    /// It said all there is to say in the [`Launch`].
    Done,
    /// It only starts another command: go on with that one.
    Peel(Wrapper, Box<Call>),
    /// The program has this launcher's name, but this is another subcommand of it: treat it as a plain program.
    NotMine,
}

/// Resolves every server of the inventory, in order. Settings files that could not be read become problems of the inventory.
pub fn resolve_all(inventory: &mut Inventory, options: &Options) -> Vec<Launch> {
    let unread = Unread::default();
    let machine = Machine::of(options).noting(&unread);
    let launches = inventory.servers.iter().map(|server| resolve_server(server, &machine)).collect();
    for error in unread.into_errors() {
        let location = Location::Path(error.path().to_path_buf());
        // Discovery may have met the same file.
        if !inventory.problems.iter().any(|known| known.kind == error.kind() && known.location == location) {
            let message = format!("{error}; launch lines that it applies to may run something else");
            inventory.problems.push(Problem { kind: error.kind(), location, client: None, message });
        }
    }
    launches
}

/// Resolves one server entry.
pub fn resolve_server(server: &Server, machine: &Machine<'_>) -> Launch {
    let mut launch = Launch::default();
    match (&server.command, &server.url) {
        (Some(command), _) if !command.value.trim().is_empty() => {
            let call = Call::of_server(server, machine, &mut launch);
            call::note_operators(&call, &mut launch);
            resolve_call(call, machine, &mut launch);
            if let Some(url) = server.url.as_ref().filter(|url| !url.value.trim().is_empty()) {
                launch.components.push(remote(url, server, machine));
                launch.opaque.push(Opaque {
                    reason: OpaqueReason::UnknownArgument,
                    detail: "the entry names a command and an address, and clients differ in which of them they take"
                        .to_owned(),
                    span: Some(url.span),
                });
            }
        }
        (_, Some(url)) => launch.components.push(remote(url, server, machine)),
        _ if server.transport == Transport::Builtin => {
            let target = Target::Builtin { name: server.name.value.clone() };
            launch.components.push(Component::new(Role::Server, target, Pin::NotApplicable));
        }
        _ if server.code.iter().any(|code| code.kind == stockade_model::ConfigCodeKind::InlineSource) => {
            let target = Target::Inline { language: "python".to_owned() };
            launch.components.push(Component::new(Role::Server, target, Pin::NotApplicable));
            launch.opaque.push(Opaque {
                reason: OpaqueReason::InlineCode,
                detail: "the entry holds source text that the client runs".to_owned(),
                span: Some(server.span),
            });
        }
        _ => launch.opaque.push(Opaque {
            reason: OpaqueReason::Empty,
            detail: "the entry names neither a command nor an address".to_owned(),
            span: Some(server.span),
        }),
    }
    launch
}

fn remote(url: &Spanned<String>, server: &Server, machine: &Machine<'_>) -> Component {
    let text = expand::expand(&url.value, &expand::Scope::of_server(server, machine));
    let mut component = Component::new(Role::Remote, Target::Remote { url: text }, Pin::NotApplicable);
    component.span = Some(url.span);
    component
}

/// Resolves a bare launch line (`check -- npx -y x`, a workflow step), words already split.
pub fn resolve_argv(argv: &[String], cwd: Option<PathBuf>, machine: &Machine<'_>) -> Launch {
    let mut launch = Launch::default();
    let mut words = argv.iter().map(|text| Word::plain(text.clone()));
    match words.next() {
        Some(program) => resolve_call(Call::new(program, words.collect(), cwd), machine, &mut launch),
        None => launch.opaque.push(Opaque {
            reason: OpaqueReason::Empty,
            detail: "the launch line is empty".to_owned(),
            span: None,
        }),
    }
    launch
}

/// Peels wrappers until a launcher says what runs.
pub fn resolve_call(call: Call, machine: &Machine<'_>, launch: &mut Launch) {
    let span = call.program.span;
    peel_call(call, machine, launch);
    // `npx ''`, `docker run ""`: a word stands where a name should, and it is none.
    let known = launch.components.len();
    launch.components.retain(|component| component.package().is_none_or(|package| !package.name.trim().is_empty()));
    if launch.components.len() < known {
        launch.opaque.push(Opaque {
            reason: OpaqueReason::Empty,
            detail: "the launch line gives an empty word for the name of a package".to_owned(),
            span,
        });
    }
}

fn peel_call(mut call: Call, machine: &Machine<'_>, launch: &mut Launch) {
    call.split_embedded_arguments(machine);
    for _ in 0..=MAX_WRAPPERS {
        if call.program.has_placeholder() {
            launch.opaque.push(Opaque {
                reason: OpaqueReason::Unexpanded,
                detail: format!("the program is `{}`, which only the client can fill in", call.program.text),
                span: call.program.span,
            });
            return;
        }
        let name = call.program_name(machine.os);
        launchers::note_environment(&call, machine, launch);
        let called = launchers::find(&name);
        let is_open = called.is_some() && local::is_open(&call, machine);
        if is_open {
            script::effect(stockade_model::launch::EffectKind::ProgramLookup, "command", &call.program, launch);
        }
        let launcher = called.filter(|_| !is_open && !local::stands_in(&call, &name, machine));
        let outcome = launcher.map_or(Outcome::NotMine, |launcher| (launcher.resolve)(&call, machine, launch));
        match outcome {
            Outcome::Done => {
                launch.launcher = launch.launcher.or(launcher.map(|launcher| launcher.id));
                return;
            }
            Outcome::NotMine => {
                launchers::program::resolve(&call, machine, launch);
                match bridges::after_program(&name, &call, machine, launch) {
                    Some(Outcome::Peel(wrapper, inner)) => {
                        launch.wrappers.push(wrapper);
                        call = *inner;
                    }
                    _ => return,
                }
            }
            Outcome::Peel(wrapper, inner) => {
                launch.wrappers.push(wrapper);
                call = *inner;
            }
        }
    }
    launch.opaque.push(Opaque {
        reason: OpaqueReason::TooDeep,
        detail: format!("more than {MAX_WRAPPERS} wrappers stand in front of the command"),
        span: call.program.span,
    });
}
