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

/// The class of a call, which its arguments may decide.
pub(crate) fn call_class(path: &str, class: Option<Class>, args: &[Value<'_>]) -> Option<Class> {
    match path {
        "open" | "io.open" | "os.fdopen" | "codecs.open" => {
            let writes = |mode: &str| mode.contains(['w', 'a', 'x', '+']);
            let mode = args.get(1).and_then(Value::as_text);
            Some(if mode.is_some_and(writes) { Class::FileWrite } else { Class::FileRead })
        }
        "setTimeout" | "setInterval" | "setImmediate" => {
            matches!(args.first(), Some(Value::Text(_) | Value::Joined(_))).then_some(Class::DynamicCode)
        }
        _ => class,
    }
}

/// Whether a function of this name sets a setting of Git's that is an argument, whoever's object it is: simple-git,
/// isomorphic-git, GitPython.
pub(crate) fn sets_git(name: &str) -> bool {
    matches!(name, "addConfig" | "setConfig" | "set_value" | "config")
}

/// Whether the arguments of a call on this path, of this class, are looked at by any recogniser.
pub(crate) fn wants_arguments(path: &str, class: Option<Class>) -> bool {
    let name = path.rsplit('.').next().unwrap_or(path);
    let wanted =
        |class: Class| matches!(class, Class::Exec | Class::Dns | Class::FileWrite | Class::DynamicCode | Class::Http);
    class.is_some_and(wanted)
        || matches!(
            name,
            "Worker" | "setTimeout" | "sleep" | "Timer" | "open" | "fdopen" | "setInterval" | "setImmediate" | "wait"
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
