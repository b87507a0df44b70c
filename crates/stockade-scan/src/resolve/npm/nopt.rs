//! Reads npm's command lines as its option parser does, oddities included.
//!
//! Unknown options take nothing unless `=` stands in them, a value that a switch cannot use becomes an operand, names may
//! be cut short, letters may be glued together. Each of these decides which word is the package.

use crate::resolve::Word;

use super::options::{self, SETTINGS, SHORTHANDS, Type};

/// One option that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The setting's full name.
    pub name: String,
    /// Its value as text; `true` and `false` for switches.
    pub value: Word,
}

/// Options and operands of one command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The options, in order.
    pub given: Vec<Given>,
    /// The operands, in order, with what follows `--`.
    pub operands: Vec<Word>,
}

/// Reads the words behind `npm`.
pub fn parse(words: &[Word]) -> Parsed {
    let mut parsed = Parsed::default();
    let mut words = words.to_vec();
    let mut at = 0;
    while let Some(word) = words.get(at).cloned() {
        if is_dashes(&word.text) {
            parsed.operands.extend(words.into_iter().skip(at + 1));
            break;
        }
        if !word.text.starts_with('-') || word.text.len() < 2 {
            parsed.operands.push(word);
            at += 1;
            continue;
        }
        let mut name = word.text.as_str();
        let mut had_equals = false;
        if let Some((front, value)) = word.text.split_once('=') {
            had_equals = true;
            name = front;
            words.splice(at..=at, [Word::at(front, word.span), Word::at(value, word.span)]);
        }
        if let Some(long) = shorthand(name) {
            words.splice(at..=at, long.into_iter().map(|text| Word::at(text, word.span)));
            continue;
        }
        let taken = option(name, had_equals, &word, words.get(at + 1), &mut parsed);
        at += 1 + usize::from(taken);
    }
    parsed
}

/// One option; says whether the next word was its value.
fn option(name: &str, had_equals: bool, word: &Word, next: Option<&Word>, parsed: &mut Parsed) -> bool {
    let mut name = name.trim_start_matches('-');
    let mut negated = None;
    while name.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("no-")) {
        negated = Some(!negated.unwrap_or(false));
        name = name.get(3..).unwrap_or("");
    }
    let name = options::abbreviated(name, names()).unwrap_or(name);
    let types = options::types(name);
    let has = |wanted: Type| types.is_some_and(|types| types.contains(&wanted));
    let several = types.is_some_and(|types| types.len() > 1);
    let next_text = next.map(|word| word.text.as_str());
    let mut give = |value: Word| parsed.given.push(Given { name: name.to_owned(), value });
    let switch = negated.is_some()
        || has(Type::Boolean)
        || (types.is_none() && !had_equals)
        || (next_text == Some("false") && several && has(Type::Null));
    if switch {
        let negated = negated.unwrap_or(false);
        let (value, taken) = match (next_text, next) {
            (Some("true"), _) => ((!negated).to_string(), true),
            (Some("false"), _) => (negated.to_string(), true),
            (Some(text), Some(_)) if several && takes(text, types.unwrap_or_default()) => (text.to_owned(), true),
            _ => ((!negated).to_string(), false),
        };
        give(Word::at(value, word.span));
        return taken;
    }
    let only_text = matches!(types, Some([Type::Text]));
    match next {
        Some(next) if only_text && begins_like_an_option(&next.text) => give(Word::at("", word.span)),
        Some(next) if is_dashes(&next.text) => give(Word::at("true", word.span)),
        Some(next) => {
            give(next.clone());
            return true;
        }
        None => give(Word::at(if only_text { "" } else { "true" }, word.span)),
    }
    false
}

/// Whether a setting that is a switch among other things takes this word.
fn takes(text: &str, types: &[Type]) -> bool {
    let one_dash = text.starts_with('-') && !text.starts_with("--") && text.len() > 1;
    let two_dashes = text.starts_with("--") && !is_dashes(text);
    let number = text.trim().is_empty() || text.trim().parse::<f64>().is_ok();
    types.iter().any(|kind| match kind {
        Type::Word(word) => *word == text,
        Type::Null => text == "null",
        Type::Number => !two_dashes && number,
        Type::Text => !one_dash,
        Type::Boolean | Type::List | Type::Other => false,
    })
}

/// What a word stands for that is no setting's own name: a shorthand, letters glued together, or a cut-short shorthand.
fn shorthand(word: &str) -> Option<Vec<&'static str>> {
    let name = word.trim_start_matches('-');
    if options::types(name).is_some() {
        return None;
    }
    if let Some(long) = options::shorthand(name) {
        return Some(long.to_vec());
    }
    let letters: Option<Vec<_>> = name
        .chars()
        .map(|letter| SHORTHANDS.iter().find(|(known, _)| known.chars().eq([letter])).map(|(_, long)| *long))
        .collect();
    if let Some(letters) = letters.filter(|letters| !letters.is_empty()) {
        return Some(letters.concat());
    }
    if options::abbreviated(name, names()).is_some() {
        return None;
    }
    let known = SHORTHANDS.iter().map(|(known, _)| *known);
    options::abbreviated(name, known).and_then(options::shorthand).map(<[_]>::to_vec)
}

fn names() -> impl Iterator<Item = &'static str> + Clone {
    SETTINGS.iter().map(|(name, _)| *name)
}

fn is_dashes(text: &str) -> bool {
    text.len() > 1 && text.bytes().all(|byte| byte == b'-')
}

/// One or two dashes and something else behind them.
fn begins_like_an_option(text: &str) -> bool {
    let rest = text.strip_prefix("--").or_else(|| text.strip_prefix('-'));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> (Vec<String>, String) {
        let words: Vec<Word> = line.split(' ').map(Word::plain).collect();
        let parsed = parse(&words);
        let given = parsed.given.iter().map(|given| format!("{}={}", given.name, given.value.text)).collect();
        (given, parsed.operands.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn values_go_where_npm_puts_them() {
        for (line, given, operands) in [
            ("-y --cache good evil", vec!["yes=true", "cache=good"], "evil"),
            ("--yes=good evil", vec!["yes=true"], "good evil"),
            ("--foo good evil", vec!["foo=true"], "good evil"),
            ("--foo=good evil", vec!["foo=good"], "evil"),
            ("-yp evil", vec!["yes=true", "parseable=true"], "evil"),
            ("--no-yes evil", vec!["yes=false"], "evil"),
            ("--no-no-yes evil", vec!["yes=true"], "evil"),
            ("--color always evil", vec!["color=always"], "evil"),
            ("--call -y evil", vec!["call=", "yes=true"], "evil"),
            ("--registry -- evil", vec!["registry=true"], "evil"),
            ("--pack x", vec!["pack=true"], "x"),
            ("--regis x y", vec!["registry=x"], "y"),
            ("--package -y evil", vec!["package=-y"], "evil"),
        ] {
            assert_eq!(read(line), (given.into_iter().map(str::to_owned).collect(), operands.to_owned()), "{line}");
        }
    }

    #[test]
    fn never_loops_and_never_loses_an_operand() {
        for line in ["", "-", "--", "---", "-=", "--=x", "--no-", "-no-no-no-", "=", "--no-=x"] {
            read(line);
        }
    }
}
