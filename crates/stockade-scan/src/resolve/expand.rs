//! Placeholders in configs: `${VAR}`, `${VAR:-default}`, `${env:VAR}`, `${workspaceFolder}`, `~`, `%APPDATA%`.
//!
//! Only values that are certain are put in: the home, the project, the plugin's folder, and the running user's
//! environment with its defaults. Everything else stays literally as written, so that nobody mistakes a guess for a fact.

use std::path::Path;

use stockade_model::{Os, Server};

use super::Machine;

/// What placeholders may be filled with.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The home.
    pub machine: &'a Machine<'a>,
    /// The project or plugin folder.
    pub base: Option<&'a Path>,
    /// Whether `base` is the folder of a plugin or extension: then nobody says here which project is open.
    pub plugin: bool,
}

impl<'a> Scope<'a> {
    /// For a server entry.
    pub fn of_server(server: &'a Server, machine: &'a Machine<'a>) -> Self {
        let plugin = matches!(server.scope, stockade_model::Scope::Plugin | stockade_model::Scope::Extension);
        Self { machine, base: server.base.as_deref(), plugin }
    }

    fn value(&self, name: &str) -> Option<String> {
        let name = name.strip_prefix("env:").unwrap_or(name);
        let base = |plugin: bool| self.base.filter(|_| self.plugin == plugin).map(|path| path.display().to_string());
        match name {
            "workspaceFolder" | "workspaceRoot" | "CLAUDE_PROJECT_DIR" | "workspacePath" => base(false),
            "CLAUDE_PLUGIN_ROOT" | "CURSOR_PLUGIN_ROOT" | "PLUGIN_ROOT" | "__dirname" | "extensionPath" => base(true),
            "userHome" | "HOME" | "USERPROFILE" => Some(self.machine.home.display().to_string()),
            "pathSeparator" | "/" => Some(if self.machine.os == Os::Windows { "\\" } else { "/" }.to_owned()),
            _ => self
                .machine
                .env
                .get(name)
                .filter(|value| stockade_model::redact::find(Some(name), value).is_empty())
                .cloned(),
        }
    }
}

/// Fills in what is certain. Unknown placeholders stay as they are.
pub fn expand(text: &str, scope: &Scope<'_>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    if let Some(tail) = text.strip_prefix('~').filter(|tail| tail.is_empty() || tail.starts_with(['/', '\\'])) {
        out.push_str(&scope.machine.home.display().to_string());
        rest = tail;
    }
    while let Some(at) = rest.find("${") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let Some(end) = from.find('}') else {
            rest = from;
            break;
        };
        let inner = from.get(2..end).unwrap_or("");
        let (name, default) = inner.split_once(":-").map_or((inner, None), |(name, default)| (name, Some(default)));
        // In somebody else's home nobody knows what is set there, and so whether the default counts.
        let default = default.filter(|_| scope.machine.live).map(str::to_owned);
        match scope.value(name).or(default) {
            Some(value) => out.push_str(&value),
            None => out.push_str(from.get(..=end).unwrap_or("")),
        }
        rest = from.get(end + 1..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

/// Whether a placeholder is left: `${…}`, `{{…}}`, `<…>`, `%NAME%`, `$NAME`, `$(…)`.
pub fn has_placeholder(text: &str) -> bool {
    // No variable begins with a digit: `%40scope%2fname` is a name written percent-encoded.
    let windows = text.split('%').count() > 2
        && text.split('%').nth(1).is_some_and(|name| {
            name.starts_with(|c: char| !c.is_ascii_digit())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '(' || c == ')')
        });
    text.contains("${")
        || text.contains("$(")
        || text.contains("{{")
        || (text.contains("{env:") || text.contains("{file:"))
        || (text.starts_with('<') && text.ends_with('>'))
        || windows
        || text.split('$').skip(1).any(|tail| tail.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_no_plugin_and_a_plugin_no_project() {
        let env = std::collections::BTreeMap::new();
        let machine =
            Machine { os: Os::Linux, home: Path::new("/h"), root: None, live: false, env: &env, unread: None };
        let text = "${workspaceFolder}/a ${__dirname}/b ${CLAUDE_PLUGIN_ROOT}/c ${HOME} ${user_config.key} ${X:-d}";
        let mut scope = Scope { machine: &machine, base: Some(Path::new("/base")), plugin: false };
        assert_eq!(
            expand(text, &scope),
            "/base/a ${__dirname}/b ${CLAUDE_PLUGIN_ROOT}/c /h ${user_config.key} ${X:-d}"
        );
        scope.plugin = true;
        assert_eq!(expand(text, &scope), "${workspaceFolder}/a /base/b /base/c /h ${user_config.key} ${X:-d}");
        scope.base = None;
        assert_eq!(expand("${__dirname}", &scope), "${__dirname}");
    }

    #[test]
    fn a_default_counts_where_it_is_known_what_is_set() {
        let env = [("SET".to_owned(), "here".to_owned())].into();
        let machine = Machine { os: Os::Linux, home: Path::new("/h"), root: None, live: true, env: &env, unread: None };
        let mine = Scope { machine: &machine, base: None, plugin: false };
        assert_eq!(expand("${SET:-a} ${UNSET:-b}", &mine), "here b");
        let (empty, machine) = (std::collections::BTreeMap::new(), machine);
        let machine = Machine { live: false, env: &empty, ..machine };
        let theirs = Scope { machine: &machine, base: None, plugin: false };
        assert_eq!(expand("${SET:-a} ${UNSET:-b}", &theirs), "${SET:-a} ${UNSET:-b}");
    }

    #[test]
    fn a_percent_encoded_name_is_no_placeholder() {
        assert!(has_placeholder("%APPDATA%\\x") && has_placeholder("%ProgramFiles(x86)%/x"));
        assert!(!has_placeholder("%40scope%2fname") && !has_placeholder("100%"));
    }
}
