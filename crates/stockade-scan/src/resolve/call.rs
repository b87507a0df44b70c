//! A command line on its way through the launchers: words with their places, environment, working directory.

use std::path::PathBuf;

use stockade_model::{Launch, Opaque, Os, Server, Span, launch::OpaqueReason};

use super::{Machine, expand};

/// One word of a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The text, placeholders expanded where their value is known.
    pub text: String,
    /// Where it stands in the config; words split out of one string share that string's span.
    pub span: Option<Span>,
}

impl Word {
    /// A word without a place.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), span: None }
    }

    /// A word at a place.
    pub fn at(text: impl Into<String>, span: Option<Span>) -> Self {
        Self { text: text.into(), span }
    }

    /// Whether a placeholder is left that only the client, the shell or a person can fill in.
    pub fn has_placeholder(&self) -> bool {
        expand::has_placeholder(&self.text)
    }
}

/// Who set an environment variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The user's own environment.
    Inherited,
    /// The server entry or a wrapper in front of the command (`env K=V cmd`).
    Entry,
    /// Taken away by a wrapper (`env -u K`), or no longer certain (`PATH` behind a login shell); it has no value.
    Removed,
}

/// One environment variable with its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// Its value, secrets replaced.
    pub value: String,
    /// Who set it.
    pub origin: Origin,
    /// Where.
    pub span: Option<Span>,
}

/// A command line.
#[derive(Clone, Debug)]
pub struct Call {
    /// The program as written.
    pub program: Word,
    /// Its arguments.
    pub args: Vec<Word>,
    /// Environment set by the entry and by wrappers; later ones win.
    pub env: Vec<Setting>,
    /// The directory it starts in; none where nobody can say.
    pub cwd: Option<PathBuf>,
}

impl Call {
    /// A call without environment of its own.
    pub const fn new(program: Word, args: Vec<Word>, cwd: Option<PathBuf>) -> Self {
        Self { program, args, env: Vec::new(), cwd }
    }

    /// The call that a server entry makes.
    pub(super) fn of_server(server: &Server, machine: &Machine<'_>, _launch: &mut Launch) -> Self {
        let scope = expand::Scope::of_server(server, machine);
        let word = |spanned: &stockade_model::Spanned<String>| {
            Word::at(expand::expand(&spanned.value, &scope), Some(spanned.span))
        };
        let program = server.command.as_ref().map_or_else(|| Word::plain(""), word);
        let cwd = match &server.cwd {
            Some(cwd) => machine.path(&expand::expand(&cwd.value, &scope), server.base.as_deref()),
            None => server.base.clone(),
        };
        let env = server
            .env
            .iter()
            .filter_map(|variable| {
                let value = variable.value.as_ref()?;
                Some(Setting {
                    name: variable.name.value.clone(),
                    value: expand::expand(&value.value, &scope),
                    origin: Origin::Entry,
                    span: Some(variable.name.span.cover(value.span)),
                })
            })
            .collect();
        Self { program, args: server.args.iter().map(word).collect(), env, cwd }
    }

    /// `"command": "npx -y x"`, with or without arguments behind: clients that hand the string to a shell split it, so
    /// does this. A string that is a path with blanks is left alone, unless what stands in front of the first blank is a
    /// launcher and an option follows (`/usr/bin/npx -y x`); so is one with arguments that begins with no launcher.
    pub(super) fn split_embedded_arguments(&mut self, machine: &Machine<'_>) {
        let text = self.program.text.trim();
        let Some((front, rest)) = text.split_once(char::is_whitespace) else { return };
        let looks_like_path = text.starts_with(['/', '.', '~']) || text.contains('\\') || text.contains(":/");
        let front = Self::new(Word::plain(front), Vec::new(), None).program_name(machine.os);
        let is_launcher = super::launchers::find(&front).is_some();
        let whole = if looks_like_path {
            !(is_launcher && rest.trim_start().starts_with('-'))
        } else {
            !(is_launcher || self.args.is_empty())
        };
        if whole {
            return;
        }
        let span = self.program.span;
        let mut words = text.split_whitespace().map(|word| Word::at(word, span));
        if let Some(program) = words.next() {
            let args = words.chain(std::mem::take(&mut self.args)).collect();
            self.program = program;
            self.args = args;
        }
    }

    /// The program's base name, lower-cased, without `.exe`, `.cmd`, `.bat`, `.ps1`: what launchers are found by.
    /// Only the base name is folded; package names keep their case.
    pub fn program_name(&self, os: Os) -> String {
        let text = self.program.text.trim();
        let base = match os {
            Os::Windows => text.rsplit(['/', '\\']).next(),
            // A Windows path in a config that a Unix client reads (WSL) still names the same launcher.
            _ if text.contains(":\\") => text.rsplit(['/', '\\']).next(),
            _ => text.rsplit('/').next(),
        };
        let mut name = base.unwrap_or(text).to_ascii_lowercase();
        for suffix in [".exe", ".cmd", ".bat", ".ps1"] {
            if let Some(stem) = name.strip_suffix(suffix) {
                name = stem.to_owned();
                break;
            }
        }
        name
    }

    /// The effective value of a variable: what the entry or a wrapper sets, else the user's own environment.
    /// `fold` compares names without case, as npm and Windows do.
    pub fn env<'a>(&'a self, name: &str, fold: bool, machine: &'a Machine<'_>) -> Option<(Origin, &'a str)> {
        let same = |other: &str| other == name || (fold && other.eq_ignore_ascii_case(name));
        if let Some(setting) = self.env.iter().rev().find(|setting| same(&setting.name)) {
            return (setting.origin != Origin::Removed).then_some((setting.origin, setting.value.as_str()));
        }
        machine.env.iter().find(|(other, _)| same(other)).map(|(_, value)| (Origin::Inherited, value.as_str()))
    }

    /// The same call with another program and arguments: what a wrapper starts. None where there is no word left.
    pub fn inner(&self, words: Vec<Word>) -> Option<Self> {
        let mut words = words.into_iter();
        let program = words.next()?;
        Some(Self { program, args: words.collect(), env: self.env.clone(), cwd: self.cwd.clone() })
    }

    /// Sets a variable, as a wrapper does in front of the command.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>, span: Option<Span>) {
        self.env.push(Setting { name: name.into(), value: value.into(), origin: Origin::Entry, span });
    }

    /// Takes a variable away, or says that nobody knows its value any longer.
    pub fn unset(&mut self, name: impl Into<String>) {
        self.env.push(Setting { name: name.into(), value: String::new(), origin: Origin::Removed, span: None });
    }

    /// Starts from an empty environment (`env -i`).
    pub fn clear_env(&mut self, machine: &Machine<'_>) {
        self.env.clear();
        for name in machine.env.keys() {
            self.unset(name);
        }
    }
}

/// Words that mean something to a shell alone.
static OPERATORS: &[&str] = &["&&", "||", ";", "|", "&", "|&", ">", ">>", "<", "<<", "<<<", "2>", "2>&1", "&>"];

/// Programs that take such a word for themselves: `find … -exec … ;`.
static OWN_OPERATORS: &[&str] = &["find", "xargs", "parallel"];

/// Says so where an argument of an entry is a shell's operator. A client that starts programs itself hands it on as a
/// word; one that joins the words into a string for a shell runs what stands behind it too.
pub(super) fn note_operators(call: &Call, launch: &mut Launch) {
    let program = call.program.text.rsplit(['/', '\\']).next().unwrap_or_default();
    if OWN_OPERATORS.contains(&program) {
        return;
    }
    let embedded = call.program.text.split_whitespace().skip(1).find(|word| OPERATORS.contains(word));
    let embedded = embedded.map(|word| (word, call.program.span));
    let argument = call.args.iter().find(|word| OPERATORS.contains(&word.text.trim()));
    let Some((operator, span)) = embedded.or_else(|| argument.map(|word| (word.text.trim(), word.span))) else {
        return;
    };
    let detail = format!("the word `{operator}` is an operator where a client hands its words to a shell");
    launch.opaque.push(Opaque { reason: OpaqueReason::ShellSyntax, detail, span });
}
