//! Functions and modules that reach outside, by the path that imports lead to.
//!
//! - the table is `data/sinks.tsv`: class, then a path; what lies below a path is of its class unless a longer row says
//!   otherwise; `*.name` is a method of that name on an object that nobody knows;
//! - one table for both languages: no path means two things.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use foldhash::fast::RandomState;

use crate::facts::Class;
use crate::value::Value;

static SINKS: LazyLock<HashMap<&str, Option<Class>, RandomState>> = LazyLock::new(|| {
    let lines = include_str!("../data/sinks.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once('\t'))
        .map(|(class, path)| (path, Class::ALL.iter().find(|known| known.id() == class).copied()))
        .collect()
});

/// The names of the rows `*.name`.
static METHODS: LazyLock<HashSet<&str, RandomState>> =
    LazyLock::new(|| SINKS.keys().filter_map(|path| path.strip_prefix("*.")).collect());

/// Whether the table knows a method by its name alone.
pub(crate) fn is_method(name: &str) -> bool {
    METHODS.contains(name)
}

/// The class of the longest row that a path begins with.
pub(crate) fn class(path: &str) -> Option<Class> {
    if path.len() > 200 {
        return None;
    }
    let mut rest = path;
    loop {
        if let Some(class) = SINKS.get(rest) {
            return *class;
        }
        // `*.name` is looked up whole: its star is no module.
        let (above, _) = rest.rsplit_once('.')?;
        if above == "*" {
            return None;
        }
        rest = above;
    }
}

/// The last part of a path: the function's own name, whatever the code calls it.
pub(crate) fn name(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// The names of a module that the table knows to reach outside: what a star brings into a file.
pub(crate) fn names_of(module: &str) -> impl Iterator<Item = &'static str> + '_ {
    SINKS.iter().filter(|(_, class)| class.is_some()).filter_map(move |(path, _)| {
        let name = path.strip_prefix(module)?.strip_prefix('.')?;
        (!name.contains('.')).then_some(name)
    })
}

/// The class of a call, which its arguments may decide.
pub(crate) fn call_class(path: &str, class: Option<Class>, args: &[Value<'_>]) -> Option<Class> {
    let (of, name) = path.rsplit_once('.').unwrap_or(("", path));
    match name {
        "setTimeout" | "setInterval" | "setImmediate" if of.is_empty() => {
            matches!(args.first(), Some(Value::Text(_) | Value::Joined(_))).then_some(Class::DynamicCode)
        }
        "open" | "openSync" | "fdopen" => {
            let opens = class == Some(Class::FileRead)
                || matches!(path, "open" | "io.open" | "os.open" | "os.fdopen" | "codecs.open");
            // `Path(p).open("w")` has its mode first, whoever's object it is; a method called `open` reads nothing by that.
            let first = usize::from(of != "*");
            let written = args.iter().take(2).skip(first).any(|mode| writes(mode, opens));
            if written { Some(Class::FileWrite) } else { opens.then_some(Class::FileRead).or(class) }
        }
        // `Path(a).rename(b)`: tables have columns that are renamed, and no slash in them.
        "rename" | "replace" | "move" | "copy" if of == "*" => match args {
            [target] => {
                let mut is_path = false;
                target.texts(&mut |text| is_path |= text.contains('/'));
                is_path.then_some(Class::FileWrite)
            }
            _ => class,
        },
        // What an open file is asked to do: `(await open(p, flags)).write(x)`.
        "write" | "writev" | "writeFile" | "appendFile" | "truncate" | "createWriteStream" | "writer"
            if class == Some(Class::FileRead) && of.ends_with("()") =>
        {
            Some(Class::FileWrite)
        }
        _ => class,
    }
}

/// Whether a file that is opened so can be written: by a mode's letters, by Deno's options, and where it is known to be a
/// file, by the flags of a system call.
///
/// `_blank` is no mode, though it has letters of one, and a browser's window takes a number.
fn writes(mode: &Value<'_>, is_file: bool) -> bool {
    match mode {
        Value::Text(text) => {
            // What stands behind a colon is how an archive is packed.
            let mode = text.split([':', '|']).next().unwrap_or_default();
            mode.len() <= 5
                && mode.bytes().all(|byte| b"rwxabtsU+".contains(&byte))
                && mode.bytes().any(|byte| b"wax+".contains(&byte))
        }
        Value::Number(flags) => {
            #[expect(clippy::cast_possible_truncation, reason = "flags are small, and what is not is none")]
            let flags = *flags as i64;
            // The low two bits are none where it is only read; what may be created, cut or put behind is written.
            is_file && flags & (3 | O_CREAT | O_TRUNC | O_APPEND) != 0
        }
        Value::Record(options) => options.iter().any(|(name, _)| matches!(&**name, "write" | "append" | "create")),
        Value::OneOf(choices) => choices.iter().any(|choice| writes(choice, is_file)),
        _ => false,
    }
}

const O_CREAT: i64 = 0o100;
const O_TRUNC: i64 = 0o1000;
const O_APPEND: i64 = 0o2000;

/// The flags of `open(2)`, as Linux numbers them: those of `os` and of `fs.constants` alike.
pub(crate) fn flag(of: &str, name: &str) -> Option<f64> {
    let rest = name.strip_prefix("O_")?;
    if of != "os" && !of.ends_with("constants") {
        return None;
    }
    let flag: i64 = match rest {
        "RDONLY" => 0,
        "WRONLY" => 1,
        "RDWR" => 2,
        "CREAT" => O_CREAT,
        "TRUNC" => O_TRUNC,
        "APPEND" => O_APPEND,
        _ => return None,
    };
    u32::try_from(flag).ok().map(f64::from)
}

/// Whether a function of this name sets a setting of Git's that is an argument, whoever's object it is: simple-git,
/// isomorphic-git, GitPython.
pub(crate) fn sets_git(name: &str) -> bool {
    matches!(name, "addConfig" | "setConfig" | "set_value" | "config")
}

/// Whether the arguments of a call on this path, of this class, are looked at by any recogniser.
pub(crate) fn wants_arguments(path: &str, class: Option<Class>) -> bool {
    let name = name(path);
    let wanted =
        |class: Class| matches!(class, Class::Exec | Class::Dns | Class::FileWrite | Class::DynamicCode | Class::Http);
    class.is_some_and(wanted)
        || matches!(
            name,
            "Worker"
                | "setTimeout"
                | "sleep"
                | "Timer"
                | "open"
                | "openSync"
                | "fdopen"
                | "setInterval"
                | "setImmediate"
                | "wait"
        )
        || sets_git(name)
        || crate::watch::sends(path)
}

#[cfg(test)]
mod tests {
    use super::{SINKS, class};
    use crate::facts::Class;

    #[test]
    fn every_row_has_a_class() {
        let rows = include_str!("../data/sinks.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(SINKS.len(), rows, "a path stands twice in data/sinks.tsv, or a row has no tab");
        for row in include_str!("../data/sinks.tsv").lines().filter(|line| !line.starts_with('#')) {
            let id = row.split('\t').next().unwrap_or_default();
            assert!(id == "nothing" || Class::ALL.iter().any(|class| class.id() == id), "{row}");
        }
    }

    #[test]
    fn the_longest_row_counts() {
        assert_eq!(class("child_process.exec"), Some(Class::Exec));
        assert_eq!(class("fs.writeFileSync"), Some(Class::FileWrite));
        assert_eq!(class("fs.existsSync"), Some(Class::FileRead));
        assert_eq!(class("os.system"), Some(Class::Exec));
        assert_eq!(class("os.path.join"), None);
        assert_eq!(class("socket.getaddrinfo"), Some(Class::Dns));
        assert_eq!(class("*.nothing"), None);
        assert_eq!(class("whatever"), None);
    }
}
