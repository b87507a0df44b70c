//! What a tool seems to do, from its name, its arguments, and what it says of itself.
//!
//! Constraints:
//! - the strictest sign wins, and the reason names it;
//! - descriptions are not read: they are prose for a model, and every second one mentions deleting or sending.

use super::words;
use crate::message::Value;

/// What a tool does at worst, mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Looks at something.
    Read,
    /// Changes something.
    Write,
    /// Lets something out, or goes to an address it is given.
    Egress,
    /// Moves money.
    Financial,
    /// Takes away for good.
    Destructive,
    /// Runs what it is told.
    Execute,
}

impl Class {
    /// All of them.
    pub const ALL: &[Self] =
        &[Self::Read, Self::Write, Self::Egress, Self::Financial, Self::Destructive, Self::Execute];

    /// The word used in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Egress => "egress",
            Self::Financial => "financial",
            Self::Destructive => "destructive",
            Self::Execute => "execute",
        }
    }

    /// What the draft does with it, for people.
    pub(super) const fn treatment(self) -> &'static str {
        match self {
            Self::Read => "looks at something; allowed",
            Self::Write => "changes something; allowed, but not in a flood",
            Self::Egress => "sends something out, or goes to an address it is given; a human is asked",
            Self::Financial => "moves money; a human is asked, and seldom",
            Self::Destructive => "takes away for good; a human is asked",
            Self::Execute => "runs what it is told; a human is asked",
        }
    }

    /// Its rules, each with six spaces in front.
    pub(super) const fn rules(self) -> &'static str {
        match self {
            Self::Read => "",
            Self::Write => "      - {name: \"no flood\", rate_limit: 60/hour}\n",
            Self::Egress => {
                "      - {name: \"ask before it goes out\", action: require_approval, on_deny: \"It leaves this machine: a human has to agree.\"}\n"
            }
            Self::Financial => {
                "      - {name: \"ask before money moves\", action: require_approval, on_deny: \"It moves money: a human has to agree.\"}\n      \
                 - {name: \"few a day\", rate_limit: 10/day}\n"
            }
            Self::Destructive => {
                "      - {name: \"ask before it is gone\", action: require_approval, on_deny: \"It cannot be undone: a human has to agree.\"}\n"
            }
            Self::Execute => {
                "      - {name: \"ask before it runs\", action: require_approval, on_deny: \"It runs what it is told: a human has to agree.\"}\n"
            }
        }
    }
}

/// A class, and the sign that led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classified {
    /// The class.
    pub class: Class,
    /// Why, in one line; it may hold a server's words.
    pub why: String,
}

/// Tells the class of one tool, as `tools/list` gives it.
pub fn classify(tool: &Value) -> Classified {
    let name = tool.get("name").and_then(Value::as_str).unwrap_or_default();
    let hint = |name: &str| tool.get("annotations")?.get(name)?.as_bool();
    let (mut found, only_reads) = by_name(name);
    let mut raise = |class: Class, why: String| {
        if found.as_ref().is_none_or(|found| found.class < class) {
            found = Some(Classified { class, why });
        }
    };
    for argument in arguments(tool) {
        let lower = argument.to_ascii_lowercase();
        let among = |names: &[&str]| names.contains(&lower.as_str());
        if among(words::EXECUTE_ARGUMENTS) {
            raise(Class::Execute, format!("it takes `{argument}`"));
        } else if among(words::EGRESS_ARGUMENTS) && !(only_reads && among(&["to"])) {
            raise(Class::Egress, format!("it takes `{argument}`"));
        }
    }
    match (hint("readOnlyHint"), hint("destructiveHint")) {
        (Some(true), _) => {}
        (_, Some(true)) => raise(Class::Destructive, "it says of itself that it destroys".to_owned()),
        (Some(false), _) => raise(Class::Write, "it says of itself that it does not only read".to_owned()),
        _ => {}
    }
    found.unwrap_or_else(|| match hint("readOnlyHint") {
        Some(true) => Classified { class: Class::Read, why: "it says of itself that it only reads".to_owned() },
        _ => Classified { class: Class::Write, why: "no word of its name tells what it does".to_owned() },
    })
}

/// By the words of the name; and whether it begins by looking.
fn by_name(name: &str) -> (Option<Classified>, bool) {
    let words = split(name);
    let mut found: Option<Classified> = None;
    let is = |word: &String, list: &[&str]| list.contains(&word.as_str());
    let deeds = [
        (Class::Execute, words::EXECUTE),
        (Class::Destructive, words::DESTRUCTIVE),
        (Class::Financial, words::FINANCIAL),
        (Class::Egress, words::EGRESS),
        (Class::Write, words::WRITE),
    ];
    let first = words.iter().find_map(|word| match () {
        () if is(word, words::READ) => Some(true),
        () if deeds.iter().any(|(_, list)| is(word, list)) => Some(false),
        () => None,
    });
    let only_reads = first == Some(true);
    for word in &words {
        let things = [
            (Class::Execute, words::EXECUTE_THINGS),
            (Class::Financial, words::FINANCIAL_THINGS),
            (Class::Egress, words::EGRESS_THINGS),
        ];
        let things = if only_reads { &[][..] } else { &things[..] };
        let read = (Class::Read, words::READ);
        let class =
            deeds.iter().chain(things).chain([&read]).filter(|(_, list)| is(word, list)).map(|(class, _)| *class);
        // `select` both looks and changes: the milder meaning counts where a name begins with looking.
        let class = if only_reads && is(word, words::READ) { Some(Class::Read) } else { class.max() };
        let Some(class) = class else { continue };
        if found.as_ref().is_none_or(|found| found.class < class) {
            found = Some(Classified { class, why: format!("`{word}` in its name") });
        }
    }
    (found, only_reads)
}

/// The words of a name: at separators, and where a capital begins one.
fn split(name: &str) -> Vec<String> {
    let (mut words, mut word, mut before) = (Vec::new(), String::new(), ' ');
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        let next_is_small = rest.peek().is_some_and(|next| next.is_lowercase());
        let begins = c.is_uppercase() && (!before.is_uppercase() || next_is_small);
        if (begins || !c.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The names of the arguments, but for those that no path could write without quotes.
pub(super) fn arguments(tool: &Value) -> impl Iterator<Item = &str> {
    let properties = tool.get("inputSchema").and_then(|schema| schema.get("properties")).and_then(Value::as_object);
    properties.unwrap_or_default().iter().map(|(name, _)| name.as_str()).filter(|name| {
        let letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
        name.bytes().next().is_some_and(letter)
            && name.len() <= 64
            && name.bytes().all(|byte| letter(byte) || byte.is_ascii_digit())
    })
}
