//! Strings that npm and its relatives hand to a shell: `-c "…"` and the scripts of a `package.json`.

use std::path::Path;

use stockade_model::{Os, launch::OpaqueReason};

use crate::resolve::shell::Simple;
use crate::resolve::shell::posix::{self, Dialect, Surroundings};
use crate::resolve::{Call, Machine, Origin, Outcome, Setting, Word, peel};

/// The one command that a string comes down to; the error says why it is more than that.
pub fn read(text: &str, call: &Call, machine: &Machine<'_>) -> Result<Simple, (OpaqueReason, String)> {
    let known = |name: &str| {
        let set = call.env.iter().rfind(|setting| setting.name == name)?;
        (set.origin == Origin::Entry).then(|| set.value.clone())
    };
    let home = machine.home.display().to_string();
    let around = Surroundings { dialect: Dialect::Posix, known: &known, home: &home, positional: &[] };
    posix::parse(text, &around).map_err(|beyond| (beyond.reason, beyond.what))
}

/// Goes on with the command in a string, which finds the executables that are installed around `folder` first.
pub fn peel(
    id: &'static str,
    note: String,
    line: &Word,
    folder: Option<&Path>,
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut stockade_model::Launch,
) -> Outcome {
    let mut inner = call.clone();
    inner.cwd = folder.map(Path::to_path_buf).or(inner.cwd);
    if machine.os == Os::Windows {
        inner.program = Word::at("cmd", line.span);
        inner.args = ["/d", "/s", "/c"].into_iter().map(|word| Word::at(word, line.span)).collect();
        inner.args.push(line.clone());
        return peel::call(id, note, inner);
    }
    let simple = match read(&line.text, call, machine) {
        Ok(simple) => simple,
        Err((reason, what)) => {
            let detail = format!("`{id}` hands a shell `{}`: {what}", line.text);
            launch.wrappers.push(stockade_model::Wrapper { id, note });
            return peel::opaque(reason, detail, line.span, launch);
        }
    };
    let mut words = simple.words.into_iter().map(|text| Word::at(text, line.span));
    let Some(program) = words.next() else { return peel::empty(id, call, launch) };
    inner.args = words.collect();
    inner.program = installed(program, inner.cwd.as_deref(), machine);
    for (name, value) in simple.settings {
        inner.env.push(Setting { name, value, origin: Origin::Entry, span: line.span });
    }
    if let Some(folder) = simple.folder {
        inner.cwd = machine.path(&folder, inner.cwd.as_deref());
    }
    peel::call(id, note, inner)
}

/// A bare name that is installed near the folder becomes the path of that file, as the shell's search path has it. The
/// link is kept: launchers are known by its name.
fn installed(program: Word, folder: Option<&Path>, machine: &Machine<'_>) -> Word {
    if program.text.contains('/') {
        return program;
    }
    let found = folder.and_then(|folder| super::tree::executable(folder, &program.text, machine));
    match found {
        Some(path) => Word::at(path.display().to_string(), program.span),
        None => program,
    }
}

/// The words without `--` in front.
pub fn without_dashes(words: &[Word]) -> &[Word] {
    match words.split_first() {
        Some((first, rest)) if first.text == "--" => rest,
        _ => words,
    }
}

/// Words as a shell string would have to hold them.
pub fn quoted(words: &[Word]) -> String {
    words.iter().map(|word| format!(" {}", quote(&word.text))).collect()
}

fn quote(text: &str) -> String {
    let special = |c: char| c.is_whitespace() || "\"#$&'()*;<>?\\`|~".contains(c);
    if text.is_empty() || text.contains(special) {
        format!("'{}'", text.replace('\'', "'\\''"))
    } else {
        text.to_owned()
    }
}
