//! Environment that changes what any program means: preloaded libraries, interpreter options, search paths.

use stockade_model::{Effect, Launch, launch::EffectKind};

use crate::resolve::{Call, Machine};

/// Variables that load code into a process or change what it finds, with what they do.
static INJECTING: &[&str] = &[
    "LD_PRELOAD",
    "LD_LIBRARY_PATH",
    "LD_AUDIT",
    "DYLD_INSERT_LIBRARIES",
    "DYLD_LIBRARY_PATH",
    "DYLD_FRAMEWORK_PATH",
    "NODE_OPTIONS",
    "NODE_PATH",
    "BUN_OPTIONS",
    "DENO_CONFIG",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "PYTHONHOME",
    "PYTHONINSPECT",
    "RUBYOPT",
    "RUBYLIB",
    "PERL5OPT",
    "PERL5LIB",
    "JAVA_TOOL_OPTIONS",
    "_JAVA_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "CLASSPATH",
    "DOTNET_STARTUP_HOOKS",
    "BASH_ENV",
    "ENV",
    "GIT_SSH_COMMAND",
    "DYLD_FALLBACK_LIBRARY_PATH",
    "DYLD_FALLBACK_FRAMEWORK_PATH",
    "GCONV_PATH",
    "OPENSSL_CONF",
    "NODE_TLS_REJECT_UNAUTHORIZED",
    "PYTHONUSERBASE",
    "PYTHONWARNINGS",
    "PERL5DB",
    "PERLLIB",
    "ELECTRON_RUN_AS_NODE",
];

/// What a variable of that name changes; none for one that only the program itself reads.
pub fn kind_of(name: &str, os: stockade_model::Os) -> Option<EffectKind> {
    let is = |known: &str| name == known || (os == stockade_model::Os::Windows && name.eq_ignore_ascii_case(known));
    if INJECTING.iter().any(|known| is(known)) {
        Some(EffectKind::InjectsCode)
    } else {
        is("PATH").then_some(EffectKind::ProgramLookup)
    }
}

/// Notes what the entry's own environment changes. What the user's own environment holds is the user's own business.
pub fn note_environment(call: &Call, machine: &Machine<'_>, launch: &mut Launch) {
    for setting in call.env.iter().filter(|setting| setting.origin == crate::resolve::Origin::Entry) {
        let Some(kind) = kind_of(&setting.name, machine.os) else { continue };
        let effect =
            Effect { kind, name: setting.name.clone(), value: setting.value.clone(), file: None, span: setting.span };
        if !launch.effects.contains(&effect) {
            launch.effects.push(effect);
        }
    }
}
