//! Programs that only stand in front of another server: bridges to a remote one, and guards around a local one.
//!
//! A bridge has two identities, its own package and what is behind it. It arrives as a package (`npx -y mcp-remote …`)
//! or as a program (`mcp-remote …`), so launchers call [`after_package`] once they know the package, and resolution
//! calls [`after_program`] for a program that no launcher claims. One bridge, one file `bridges/<id>.rs`.

use stockade_model::{Component, Ecosystem, Launch, Os, Package, Pin, Role, Target, launch::OpaqueReason, redact};

use super::{Call, Machine, Outcome, Word, peel};

/// One bridge: its identities as data and its argument grammar as a function.
pub struct Bridge {
    /// Kebab-case id, never renamed.
    pub id: &'static str,
    /// The packages that hold it.
    pub packages: &'static [(Ecosystem, &'static str)],
    /// Program base names, lower case, without extension.
    pub names: &'static [&'static str],
    /// What its own code becomes: a bridge, or code beside the server that it loads.
    pub role: Role,
    /// One line for the reference: what it stands in front of.
    pub summary: &'static str,
    /// Reads the arguments behind the package or program. [`Outcome::NotMine`]: this use of it is no bridge.
    pub resolve: fn(&[Word], &Call, &Machine<'_>, &mut Launch) -> Outcome,
}

macro_rules! bridges {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*

        /// Every bridge, in the order of the reference.
        pub static ALL: &[&Bridge] = &[$(&$module::BRIDGE),*];
    };
}

bridges! {
    mcp_remote,
    supergateway,
    mcp_proxy_npm,
    mcp_proxy,
    smithery,
    mcp_run,
    stockade,
    intercept,
    context_protector,
    invariant_gateway,
    toolhive,
}

/// Packages that are launchers: what they run is what their words say. The program answers to the package, unless the
/// line names another of its commands.
static RUNNERS: &[(Ecosystem, &str, &str)] = &[
    (Ecosystem::Npm, "tsx", "tsx"),
    (Ecosystem::Npm, "ts-node", "ts-node"),
    (Ecosystem::Npm, "node", "node"),
    (Ecosystem::Npm, "bun", "bun"),
    (Ecosystem::Npm, "deno", "deno"),
    (Ecosystem::Npm, "npm", "npm"),
    (Ecosystem::Npm, "pnpm", "pnpm"),
    (Ecosystem::Npm, "yarn", "yarn"),
    (Ecosystem::Npm, "electron", "electron"),
    (Ecosystem::Npm, "cross-env", "cross-env"),
    (Ecosystem::Npm, "dotenv-cli", "dotenv"),
    (Ecosystem::Npm, "@dotenvx/dotenvx", "dotenvx"),
    (Ecosystem::Npm, "varlock", "varlock"),
    (Ecosystem::Pypi, "uv", "uv"),
    (Ecosystem::Pypi, "pipx", "pipx"),
    (Ecosystem::Pypi, "poetry", "poetry"),
    (Ecosystem::Pypi, "pdm", "pdm"),
    (Ecosystem::Pypi, "hatch", "hatch"),
];

/// What a wrapper says that is a guard: a program which looks at what passes between client and server.
const GUARD: &str = "a guard stands in front of the server";

/// For launchers that fetch packages: `package` is what runs (its component is already in `launch`), `args` the words
/// handed on to it. None where the package is no bridge: then the launcher is done. Otherwise the component has become
/// the bridge, and the outcome is the launcher's own.
pub fn after_package(
    package: &Package,
    args: &[Word],
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Option<Outcome> {
    let place =
        launch.components.iter().rposition(|component| component.role == Role::Server && holds(component, package));
    if let Some((.., usual)) =
        RUNNERS.iter().find(|(ecosystem, name, _)| *ecosystem == package.ecosystem && *name == package.name)
    {
        // `python -m uv` names the module, which is all that is known of its package.
        let module =
            || launch.components.iter().rposition(|component| matches!(component.target, Target::Program { .. }));
        return runner(usual, place.or_else(module)?, args, call, machine, launch);
    }
    let same = |(ecosystem, name): &(Ecosystem, &str)| *ecosystem == package.ecosystem && *name == package.name;
    let bridge = ALL.iter().copied().find(|bridge| bridge.packages.iter().any(same))?;
    run(bridge, place, args, call, machine, launch)
}

/// Goes on with what a package that is a launcher is told to run.
fn runner(
    usual: &str,
    place: usize,
    args: &[Word],
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Option<Outcome> {
    let component = launch.components.get_mut(place)?;
    let entry = match &component.target {
        Target::Package { entry: Some(entry), .. } => entry.as_str(),
        _ => usual,
    };
    let program = Word::at(entry, component.span);
    let launcher = super::launchers::find(&Call::new(program.clone(), Vec::new(), None).program_name(machine.os))?;
    component.role = Role::Additional;
    component.claimed = None;
    let words = std::iter::once(program).chain(args.iter().cloned()).collect();
    Some(peel::words(launcher.id, "a launcher that is fetched itself", call, words, launch))
}

/// Whether a component is that package, or a local file of it.
fn holds(component: &Component, package: &Package) -> bool {
    match &component.target {
        Target::Local { belongs_to, .. } => belongs_to.as_ref() == Some(package),
        _ => component.package() == Some(package),
    }
}

/// For a program that is started by name or path; its component is the last one in `launch`.
pub fn after_program(name: &str, call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Option<Outcome> {
    let bridge = ALL.iter().copied().find(|bridge| bridge.names.contains(&name))?;
    let index = launch.components.len().checked_sub(1);
    run(bridge, index, &call.args, call, machine, launch)
}

fn run(
    bridge: &Bridge,
    index: Option<usize>,
    args: &[Word],
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Option<Outcome> {
    let outcome = (bridge.resolve)(args, call, machine, launch);
    if matches!(outcome, Outcome::NotMine) {
        return None;
    }
    if let Some(component) = index.and_then(|index| launch.components.get_mut(index)) {
        component.role = bridge.role;
    }
    Some(outcome)
}

/// Says so where a guard stands inside another one: two policies then decide about each call.
fn note_second_guard(id: &str, launch: &mut Launch) {
    if let Some(outer) = launch.wrappers.iter().find(|wrapper| wrapper.note == GUARD) {
        launch.notes.push(format!("the guard `{id}` runs inside the guard `{}`", outer.id));
    }
}

/// Goes on with the server behind a guard.
fn guarded(id: &'static str, words: Vec<Word>, call: &Call, launch: &mut Launch) -> Outcome {
    note_second_guard(id, launch);
    peel::words(id, GUARD, call, words, launch)
}

/// Adds the far end of a bridge. Anything but an absolute web address is nothing the bridge could dial.
fn remote(id: &str, word: &Word, launch: &mut Launch) -> Outcome {
    if word.has_placeholder() && !host_is_literal(&word.text) {
        return peel::unexpanded(id, word, launch);
    }
    if web_host(&word.text).is_none() {
        let detail = format!("`{id}` is given `{}`, which is not a web address", word.text);
        return peel::opaque(OpaqueReason::UnknownArgument, detail, word.span, launch);
    }
    let (url, _) = redact::redact(None, word.text.trim());
    let mut component = Component::new(Role::Remote, Target::Remote { url }, Pin::NotApplicable);
    component.span = word.span;
    launch.components.push(component);
    Outcome::Done
}

/// A placeholder behind the host (`https://example.com/mcp?key=${KEY}`) does not change who is dialled.
fn host_is_literal(url: &str) -> bool {
    web_host(url).is_some_and(|host| !super::expand::has_placeholder(host) && !host.contains(['$', '{', '%', '<']))
        && url.split_once("://").is_some_and(|(_, rest)| rest.contains('/'))
}

/// The authority without user name and port of an `http:` or `https:` address.
fn web_host(url: &str) -> Option<&str> {
    let (scheme, rest) = url.trim().split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = if host.starts_with('[') { host.split_inclusive(']').next()? } else { host.split(':').next()? };
    (!host.is_empty()).then_some(host)
}

/// The exact version of the bridge itself, where the launch line fixes one.
fn own_version(bridge: &str, launch: &Launch) -> Option<semver::Version> {
    let package =
        launch.components.iter().rev().filter_map(Component::package).find(|package| package.name == bridge)?;
    semver::Version::parse(package.version.as_deref()?).ok()
}

/// The call that a runtime's "spawn with a shell" makes of a string.
pub fn shell_call(command: &Word, call: &Call, machine: &Machine<'_>) -> Call {
    let (program, options): (&str, &[&str]) =
        if machine.os == Os::Windows { ("cmd", &["/d", "/s", "/c"]) } else { ("sh", &["-c"]) };
    let mut args: Vec<Word> = options.iter().map(|option| Word::at(*option, command.span)).collect();
    args.push(command.clone());
    Call { program: Word::at(program, command.span), args, env: call.env.clone(), cwd: call.cwd.clone() }
}
