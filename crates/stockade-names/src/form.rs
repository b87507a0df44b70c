//! A name taken apart: scope, tokens, and the base without separators. What keys, edits and mechanisms work on.

use crate::name;

/// Characters that only separate.
pub const SEPARATORS: &[char] = &['-', '_', '.', '/', '@', ' '];

/// One name, lower case, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The whole name.
    pub full: String,
    /// The scope without `@`.
    pub scope: Option<String>,
    /// Behind the scope.
    pub base: String,
    /// The base without separators.
    pub squashed: String,
    /// The parts of the base between separators.
    pub tokens: Vec<String>,
}

impl Form {
    /// Takes a normalised full name apart.
    pub fn new(full: &str) -> Self {
        let mut form = Self::default();
        form.read(full);
        form
    }

    /// The same in place, without new memory: for whoever takes many names apart.
    pub fn read(&mut self, full: &str) {
        let (scope, base) = name::split(full);
        let set = |text: &mut String, new: &str| {
            text.clear();
            text.push_str(new);
        };
        set(&mut self.full, full);
        match (&mut self.scope, scope) {
            (Some(text), Some(scope)) => set(text, scope),
            (text, scope) => *text = scope.map(str::to_owned),
        }
        set(&mut self.base, base);
        self.squashed.clear();
        let mut count = 0;
        for token in base.split(SEPARATORS).filter(|token| !token.is_empty()) {
            self.squashed.push_str(token);
            match self.tokens.get_mut(count) {
                Some(text) => set(text, token),
                None => self.tokens.push(token.to_owned()),
            }
            count += 1;
        }
        self.tokens.truncate(count);
    }

    /// Tokens that say what it is about: not [`GENERIC`], unless nothing else is left.
    pub fn core(&self) -> Vec<&str> {
        let core: Vec<&str> = self.tokens.iter().map(String::as_str).filter(|token| !is_generic(token)).collect();
        if core.is_empty() { self.tokens.iter().map(String::as_str).collect() } else { core }
    }

    /// The length of the core in bytes: short names are one edit from everything.
    pub fn core_length(&self) -> usize {
        self.core().iter().map(|token| without_glued(token).len()).sum()
    }
}

/// A word without a generic one glued to it: `yfmcp` says no more than `yf`.
fn without_glued(token: &str) -> &str {
    ["mcp", "server"]
        .iter()
        .find_map(|word| token.strip_suffix(word).or_else(|| token.strip_prefix(word)))
        .unwrap_or(token)
}

/// Without separators.
pub fn squash(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.split(SEPARATORS).for_each(|part| out.push_str(part));
    out
}

/// Words that say of what kind a package is, never which one. Affixes of squats come from here too.
pub const GENERIC: &[&str] = &[
    "api", "app", "bin", "cli", "client", "core", "dev", "js", "lib", "mcp", "mcps", "node", "npm", "official",
    "package", "pkg", "py", "python", "python3", "sdk", "server", "servers", "tool", "tools", "ts", "util", "utils",
    "web",
];

/// Whether a token is one of [`GENERIC`].
pub fn is_generic(token: &str) -> bool {
    GENERIC.binary_search(&token).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_parts() {
        let form = Form::new("@modelcontextprotocol/server-everything");
        assert_eq!(form.scope.as_deref(), Some("modelcontextprotocol"));
        assert_eq!(form.tokens, ["server", "everything"]);
        assert_eq!(form.squashed, "servereverything");
        assert_eq!(form.core(), ["everything"]);
        assert_eq!(Form::new("mcp-server").core(), ["mcp", "server"]);
        assert!(GENERIC.is_sorted());
    }
}
