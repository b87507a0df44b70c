//! What `npx` makes of its words before npm reads them: old options go, `-p` means a package, and `--` is put in front of
//! the first word that it takes for an operand.

use crate::resolve::Word;

use super::options::{SETTINGS, Type, shorthand};

/// Old options that are cut out; those that took a value lose it too.
static REMOVED: &[(&str, bool)] = &[
    ("always-spawn", false),
    ("ignore-existing", false),
    ("shell-auto-fallback", false),
    ("npm", true),
    ("node-arg", true),
    ("n", true),
];

/// Taken for switches besides npm's own.
static SWITCHES: &[&str] = &["no-install", "quiet", "q", "version", "v", "help", "h"];

/// Take the next word even where it begins with a dash.
static VALUES: &[&str] = &["package", "p", "cache", "userconfig", "call", "c", "shell", "npm", "node-arg", "n"];

/// The words that npm reads in place of those behind `npx`.
pub fn rewrite(words: &[Word]) -> Vec<Word> {
    let mut words = words.to_vec();
    let mut at = 0;
    while let Some(word) = words.get(at).cloned() {
        if word.text == "--" {
            break;
        }
        if !word.text.starts_with('-') {
            words.insert(at, Word::at("--", word.span));
            break;
        }
        let bare = word.text.trim_start_matches('-');
        let (key, value) = bare.split_once('=').map_or((bare, None), |(key, value)| (key, Some(value)));
        let removed = REMOVED.iter().find(|(name, _)| *name == key);
        let renamed = match key {
            "p" => Some(format!("--package{}", value.map(|value| format!("={value}")).unwrap_or_default())),
            "shell" => Some(format!("--script-shell{}", value.map(|value| format!("={value}")).unwrap_or_default())),
            "no-install" => Some("--yes=false".to_owned()),
            _ => None,
        };
        if let Some(text) = &renamed {
            words.splice(at..=at, [Word::at(text, word.span)]);
        } else if let Some(long) = shorthand(key).filter(|_| removed.is_none()) {
            let value = value.map(|value| Word::at(value, word.span));
            words.splice(at..=at, long.iter().map(|text| Word::at(*text, word.span)).chain(value));
            continue;
        }
        let takes = value.is_none() && !is_switch(key) && {
            let next = words.get(at + 1).map(|next| next.text.starts_with('-'));
            VALUES.contains(&key) || next != Some(true)
        };
        match removed {
            Some(_) => {
                let end = if takes { (at + 2).min(words.len()) } else { at + 1 };
                words.drain(at..end);
            }
            None => at += if takes { 2 } else { 1 },
        }
    }
    words
}

fn is_switch(key: &str) -> bool {
    REMOVED.iter().any(|(name, value)| *name == key && !value)
        || SWITCHES.contains(&key)
        || SETTINGS.iter().any(|(name, types)| *name == key && types.contains(&Type::Boolean))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(line: &str) -> String {
        let words: Vec<Word> = line.split_whitespace().map(Word::plain).collect();
        rewrite(&words).iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_change_as_npx_changes_them() {
        for (line, after) in [
            ("-y evil -x", "--yes -- evil -x"),
            ("-n good evil", "-- evil"),
            ("-n=good evil", "-- evil"),
            ("-p evil good", "--package evil -- good"),
            ("-yp evil good", "-yp evil -- good"),
            ("--shell sh evil", "--script-shell sh -- evil"),
            ("--no-install evil", "--yes=false -- evil"),
            ("--foo good evil", "--foo good -- evil"),
            ("--registry -y evil", "--registry --yes -- evil"),
            ("-q evil", "--loglevel warn -- evil"),
            ("-- evil", "-- evil"),
            ("-n", ""),
        ] {
            assert_eq!(rewritten(line), after, "{line}");
        }
    }
}
