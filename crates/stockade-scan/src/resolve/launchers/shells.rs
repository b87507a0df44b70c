//! Unix shells: `-c STRING`, a script file, or commands from the standard input.

use stockade_model::{Component, Launch, Os, Pin, Role, Target, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::shell::{Beyond, Simple, posix};
use crate::resolve::{Call, Machine, Outcome, Word, bridges, options::Grammar, options::Unknown, peel};

/// One shell's own words.
struct Shell {
    id: &'static str,
    dialect: posix::Dialect,
    /// Letters that take nothing and do not change how the string is read.
    letters: &'static str,
    /// Long options of the same kind.
    long: &'static [&'static str],
}

/// Values of `-o` that do not change how the string is read.
static HARMLESS: &[&str] = &[
    "allexport",
    "errexit",
    "errtrace",
    "functrace",
    "monitor",
    "noclobber",
    "nounset",
    "pipefail",
    "verbose",
    "xtrace",
];

macro_rules! shells {
    ($($row:ident $id:literal $names:tt $dialect:ident $letters:literal $long:tt)*) => {
        $(pub(super) const $row: Launcher = Launcher {
            id: $id,
            names: &$names,
            summary: concat!("a command string or script for `", $id, "`"),
            resolve: |call, machine, launch| {
                let shell = Shell { id: $id, dialect: posix::Dialect::$dialect, letters: $letters, long: &$long };
                resolve(&shell, call, machine, launch)
            },
        };)*
    };
}

shells! {
    SH "sh" ["sh", "ash"] Posix "aCbefhilmuvxEV" []
    BASH "bash" ["bash"] Posix "abefhilmpuvxBCEHPT"
        ["--login", "--noprofile", "--norc", "--noediting", "--posix", "--verbose"]
    DASH "dash" ["dash"] Posix "aCbefilmuvxEV" []
    ZSH "zsh" ["zsh"] Zsh "defiluvx" ["--login", "--no-rcs", "--norcs", "--interactive"]
    KSH "ksh" ["ksh", "ksh93", "mksh"] Posix "aCbefhilmuvxE" []
}

pub(super) const FISH: Launcher =
    Launcher { id: "fish", names: &["fish"], summary: "a command string or script for `fish`", resolve: fish };

/// What a shell is told to do.
enum Task {
    String { text: Word, behind: Vec<Word> },
    Script { script: Word, behind: Vec<Word> },
    Input,
}

struct Read {
    task: Task,
    /// A login or interactive shell reads start-up files, which may set anything.
    starts_up: bool,
}

fn resolve(shell: &Shell, call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    match read(shell, &call.args) {
        Ok(Some(read)) => run(shell.id, shell.dialect, read, call, machine, launch),
        Ok(None) => peel::empty(shell.id, call, launch),
        Err(unknown) => peel::unknown(shell.id, &unknown, launch),
    }
}

/// Reads the options; none where `-c` has no string.
fn read(shell: &Shell, args: &[Word]) -> Result<Option<Read>, Unknown> {
    let (mut string, mut input, mut starts_up) = (false, false, false);
    let mut rest = args;
    while let Some((word, tail)) = rest.split_first() {
        let text = word.text.as_str();
        let unknown = || Unknown { word: word.clone() };
        if text == "--" || text == "-" {
            rest = tail;
            break;
        }
        if text.starts_with("--") {
            let known = shell.long.contains(&text);
            starts_up |= matches!(text, "--login" | "--interactive");
            rest = if known { tail } else { return Err(unknown()) };
            continue;
        }
        let Some(letters) = text.strip_prefix(['-', '+']).filter(|letters| !letters.is_empty()) else { break };
        rest = tail;
        for letter in letters.chars() {
            match letter {
                'c' if text.starts_with('-') => string = true,
                's' if text.starts_with('-') => input = true,
                'o' => {
                    let (value, tail) = rest.split_first().ok_or_else(unknown)?;
                    if !HARMLESS.contains(&value.text.as_str()) {
                        return Err(Unknown { word: value.clone() });
                    }
                    rest = tail;
                }
                letter if shell.letters.contains(letter) => starts_up |= matches!(letter, 'l' | 'i'),
                _ => return Err(unknown()),
            }
        }
    }
    let task = match (string, input, rest.split_first()) {
        (true, _, Some((text, behind))) => Task::String { text: text.clone(), behind: behind.to_vec() },
        (true, _, None) => return Ok(None),
        (false, false, Some((script, behind))) => Task::Script { script: script.clone(), behind: behind.to_vec() },
        (false, ..) => Task::Input,
    };
    Ok(Some(Read { task, starts_up }))
}

fn fish(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    // `-C` runs a second string first, and is left out of the table.
    let options = Grammar {
        switches: &["-l", "--login", "-i", "--interactive", "-N", "--no-config", "-P", "--private"],
        values: &["-c", "--command"],
        ..Grammar::NONE
    };
    let parsed = match options.front(&call.args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown("fish", &unknown, launch),
    };
    let strings = parsed.flags.iter().filter(|flag| matches!(flag.name, "-c" | "--command")).count();
    if strings > 1 {
        let detail = "`fish` is given more than one command string";
        return peel::opaque(OpaqueReason::ShellSyntax, detail, call.program.span, launch);
    }
    let starts_up = !parsed.has("-N") && !parsed.has("--no-config");
    let task = match (parsed.last_of(&["-c", "--command"]), parsed.operands.split_first()) {
        (Some(text), _) => Task::String { text: text.clone(), behind: Vec::new() },
        (None, Some((script, behind))) => Task::Script { script: script.clone(), behind: behind.to_vec() },
        (None, None) => Task::Input,
    };
    run("fish", posix::Dialect::Fish, Read { task, starts_up }, call, machine, launch)
}

fn run(
    id: &'static str,
    dialect: posix::Dialect,
    read: Read,
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Outcome {
    match read.task {
        Task::String { text, behind } => {
            let mut positional: Vec<String> = behind.iter().map(|word| word.text.clone()).collect();
            if positional.is_empty() {
                positional.push(call.program.text.clone());
            }
            match split(dialect, &text.text, &positional, call, machine) {
                Ok(simple) => {
                    let Some(mut inner) = inner(simple, &text, call, machine) else {
                        return peel::empty(id, call, launch);
                    };
                    if read.starts_up {
                        inner.unset("PATH");
                        return peel::call(id, "its start-up files are read first", inner);
                    }
                    peel::call(id, "", inner)
                }
                Err(beyond) => opaque(id, &beyond, &text, launch),
            }
        }
        Task::Script { script, behind } => file(id, &script, behind, call, machine, launch),
        Task::Input => {
            let detail = format!("`{id}` runs what it reads from its standard input");
            peel::opaque(OpaqueReason::InlineCode, detail, call.program.span, launch)
        }
    }
}

/// A script is code on this disk. It may be a guard with another server behind it.
pub(super) fn file(
    id: &str,
    script: &Word,
    behind: Vec<Word>,
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Outcome {
    if script.has_placeholder() {
        return peel::unexpanded(id, script, launch);
    }
    let path = machine.path(&script.text, call.cwd.as_deref());
    let exists = path.as_deref().map(|path| machine.is_file(path));
    let path = path.unwrap_or_else(|| script.text.as_str().into());
    let target = Target::Local { path, exists, belongs_to: None };
    let mut component = Component::new(Role::Server, target, Pin::NotApplicable);
    component.span = script.span;
    launch.components.push(component);
    let inner = Call { program: script.clone(), args: behind, env: call.env.clone(), cwd: call.cwd.clone() };
    let name = inner.program_name(machine.os);
    bridges::after_program(&name, &inner, machine, launch).unwrap_or(Outcome::Done)
}

/// Why a string is nobody's to know.
pub(super) fn opaque(id: &str, beyond: &Beyond, text: &Word, launch: &mut Launch) -> Outcome {
    let detail = format!("the string for `{id}` holds {}", beyond.what);
    peel::opaque(beyond.reason, detail, text.span, launch)
}

fn split(
    dialect: posix::Dialect,
    text: &str,
    positional: &[String],
    call: &Call,
    machine: &Machine<'_>,
) -> Result<Simple, Beyond> {
    let home = machine.home.display().to_string();
    let known = |name: &str| value(name, false, call, machine);
    posix::parse(text, &posix::Surroundings { dialect, known: &known, home: &home, positional })
}

/// The value of a variable where that is certain, and no secret stood there.
pub(super) fn value(name: &str, fold: bool, call: &Call, machine: &Machine<'_>) -> Option<String> {
    let set = call.env(name, fold, machine).map(|(_, value)| value.to_owned());
    let value = match name {
        "HOME" => set.or_else(|| Some(machine.home.display().to_string())),
        "PWD" => call.cwd.as_ref().map(|cwd| cwd.display().to_string()),
        _ => set,
    };
    value.filter(|value| {
        !crate::resolve::expand::has_placeholder(value) && stockade_model::redact::find(Some(name), value).is_empty()
    })
}

/// The call that a string comes down to; its words share the string's place.
pub(super) fn inner(simple: Simple, text: &Word, call: &Call, machine: &Machine<'_>) -> Option<Call> {
    let mut inner = call.inner(simple.words.into_iter().map(|word| Word::at(word, text.span)).collect())?;
    if let Some(folder) = &simple.folder {
        inner.cwd = machine.path(folder, call.cwd.as_deref());
    }
    for (name, value) in simple.settings {
        inner.set(name, value, text.span);
    }
    Some(inner)
}

/// What a string comes down to in the user's own shell, whichever that is: only where all shells read it alike.
pub(super) fn any_shell(text: &str, call: &Call, machine: &Machine<'_>) -> Result<Simple, Beyond> {
    use posix::Dialect::{Fish, Posix, Zsh};
    let simple = split(Posix, text, &[], call, machine)?;
    for dialect in [Zsh, Fish] {
        if split(dialect, text, &[], call, machine).as_ref() != Ok(&simple) {
            let what = "what shells read in different ways, and which shell it is stands elsewhere".to_owned();
            return Err(Beyond { reason: OpaqueReason::ShellSyntax, what });
        }
    }
    Ok(simple)
}

/// Goes on with a string for the user's own shell (`su -c`, `doppler run --command`).
pub(super) fn string(
    id: &'static str,
    note: &str,
    text: &Word,
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Outcome {
    if machine.os == Os::Windows {
        let args = ["/d", "/s", "/c"].into_iter().map(|word| Word::at(word, text.span)).chain([text.clone()]).collect();
        let program = Word::at("cmd", text.span);
        return peel::call(id, note, Call { program, args, env: call.env.clone(), cwd: call.cwd.clone() });
    }
    match any_shell(&text.text, call, machine) {
        Ok(simple) => match inner(simple, text, call, machine) {
            Some(inner) => peel::call(id, note, inner),
            None => peel::empty(id, call, launch),
        },
        Err(beyond) => opaque(id, &beyond, text, launch),
    }
}
