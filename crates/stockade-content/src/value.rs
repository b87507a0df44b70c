//! What an expression is worth, as far as it can be told without running it.
//!
//! Constraints:
//! - a value is cheap to copy: bindings are looked up again and again;
//! - every size is bounded, and walking one visits a bounded number of parts, because sharing lets a short program name
//!   an exponentially large value;
//! - what is not known is said to be so, and the known parts around it are kept: an address in half a text is an address.
//!
//! Layout: `text` is what texts are kept as, `apply` knows what pure functions of both languages give.

mod apply;
mod decode;
mod text;

use std::borrow::Cow;
use std::rc::Rc;

pub(crate) use apply::{call, format_braces, is_method, mapped, method, path_of, words};
pub(crate) use decode::format_number;
pub(crate) use text::Text;

use crate::sinks;

/// A text longer than this is not joined further.
const MAX_TEXT: usize = 64 << 10;
/// Parts of one list, record or joined text.
pub(crate) const MAX_PARTS: usize = 512;
/// Numbers of one list, which may spell a long text.
pub(crate) const MAX_NUMBERS: usize = 16 << 10;
/// A text whose characters are asked for one by one is no longer than this.
pub(crate) const MAX_INDEXED: usize = 4 << 10;
/// Values that a name may have at once.
const MAX_CHOICES: usize = 16;
/// Parts visited in one walk.
const MAX_WALK: usize = 2_048;

/// Texts that are put together of parts which may be several; where there would be more, those that stand side by side.
const MAX_COMBINED: usize = 64;

/// Bytes of a part that are put together with those beside it: a path is no longer, and a page of HTML has dozens of parts.
const NEAR: usize = 256;

/// Stands in a text for what is not known of it.
pub(crate) const GAP: char = '\u{fffd}';

/// A value, or how much of it is known. `'a` is how long the source lives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    Unknown,
    Text(Text<'a>),
    Bytes(Rc<[u8]>),
    Number(f64),
    List(Rc<[Value<'a>]>),
    Record(Rc<[(Text<'a>, Value<'a>)]>),
    /// A text of which parts are not known.
    Joined(Rc<[Value<'a>]>),
    /// One of these, which of them the run decides.
    OneOf(Rc<[Value<'a>]>),
    /// What the environment has under a name.
    Environment(Text<'a>),
    /// Something a module or the language gives: `child_process.exec`, `os.environ`; `fetch()` is what a call gave.
    Path(Text<'a>),
    /// A function that gives this whatever it is called with.
    Gives(Rc<Value<'a>>),
}

impl<'a> Value<'a> {
    /// A text of the source.
    pub(crate) const fn literal(text: &'a str) -> Self {
        Self::Text(Text::Source(text))
    }

    /// A path that stands in the source.
    pub(crate) const fn name(path: &'a str) -> Self {
        Self::Path(Text::Source(path))
    }

    /// A text that was worked out.
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(Text::own(text))
    }

    pub(crate) fn path(path: &str) -> Self {
        Self::Path(Text::own(path))
    }

    pub(crate) fn list(items: Vec<Self>) -> Self {
        let numbers = items.iter().all(|item| matches!(item, Self::Number(_)));
        let most = if numbers { MAX_NUMBERS } else { MAX_PARTS };
        if items.len() <= most { Self::List(items.into()) } else { Self::List(items.into_iter().take(most).collect()) }
    }

    pub(crate) const fn is_known(&self) -> bool {
        !matches!(self, Self::Unknown)
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) const fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The path, or that of several choices which leads outside, else the first.
    pub(crate) fn as_path(&self) -> Option<&str> {
        match self {
            Self::Path(path) => Some(path),
            Self::OneOf(choices) => Self::path_among(choices).map(|path| &**path),
            _ => None,
        }
    }

    /// A harmless choice does not hide another one.
    fn path_among<'v>(choices: &'v [Self]) -> Option<&'v Text<'a>> {
        let mut paths = choices.iter().filter_map(|choice| match choice {
            Self::Path(path) => Some(path),
            _ => None,
        });
        let first = paths.next()?;
        let leads = |path: &&Text<'a>| &***path == "require" || is_environment(path) || sinks::class(path).is_some();
        if leads(&first) { Some(first) } else { paths.find(leads).or(Some(first)) }
    }

    /// The same, taken out of it.
    pub(crate) fn into_path(self) -> Option<Text<'a>> {
        match self {
            Self::Path(path) => Some(path),
            Self::OneOf(choices) => Self::path_among(&choices).cloned(),
            _ => None,
        }
    }

    /// A text put together of parts, each as `+` or a template would write it.
    pub(crate) fn join(parts: impl IntoIterator<Item = Self>) -> Self {
        let parts = parts.into_iter();
        let mut joined: Vec<Self> = Vec::with_capacity(parts.size_hint().0.min(MAX_PARTS));
        let mut run = String::new();
        for part in parts {
            match &part {
                Self::Joined(inner) => inner.iter().for_each(|part| Self::join_one(part, &mut run, &mut joined)),
                part => Self::join_one(part, &mut run, &mut joined),
            }
        }
        if joined.is_empty() {
            return Self::text(&run);
        }
        if !run.is_empty() {
            joined.push(Self::text(&run));
        }
        if joined.iter().all(|part| !part.is_known()) { Self::Unknown } else { Self::Joined(joined.into()) }
    }

    fn join_one(part: &Self, run: &mut String, joined: &mut Vec<Self>) {
        let mut push = |text: &str| {
            if run.len() + text.len() <= MAX_TEXT {
                run.push_str(text);
            }
        };
        match part {
            Self::Text(text) => push(text),
            Self::Number(number) => push(&format_number(*number)),
            Self::Bytes(bytes) if let Ok(text) = str::from_utf8(bytes) => push(text),
            _ => {
                if !run.is_empty() {
                    joined.push(Self::text(run));
                    run.clear();
                }
                if joined.len() < MAX_PARTS && !(*part == Self::Unknown && joined.last() == Some(part)) {
                    joined.push(part.clone());
                }
            }
        }
    }

    /// Two numbers added, two lists behind each other, else a text.
    pub(crate) fn add(left: &Self, right: &Self) -> Self {
        match (left, right) {
            (Self::Number(left), Self::Number(right)) => Self::Number(left + right),
            (Self::List(left), Self::List(right)) => Self::list(left.iter().chain(right.iter()).cloned().collect()),
            (Self::Bytes(left), Self::Bytes(right)) if left.len() + right.len() <= MAX_TEXT => {
                Self::Bytes(left.iter().chain(right.iter()).copied().collect())
            }
            _ => Self::join([left.clone(), right.clone()]),
        }
    }

    /// The one or the other.
    pub(crate) fn either(left: Self, right: Self) -> Self {
        // Most are one of these, and need no list.
        match (&left, &right) {
            (Self::Unknown, Self::Unknown) => return Self::Unknown,
            (Self::OneOf(_), _) if left.is_full() => return left,
            (Self::OneOf(_), _) | (_, Self::OneOf(_)) => {}
            _ if left == right => return left,
            _ => return Self::OneOf(Rc::new([left, right])),
        }
        Self::one_of([left, right])
    }

    /// Whether [`Value::either`] would leave it as it is.
    pub(crate) fn is_full(&self) -> bool {
        matches!(self, Self::OneOf(choices) if choices.len() >= MAX_CHOICES)
    }

    /// One of several; nothing known of any of them is nothing known.
    pub(crate) fn one_of(sides: impl IntoIterator<Item = Self>) -> Self {
        let mut choices: Vec<Self> = Vec::new();
        let mut put = |choice: &Self| {
            if choices.len() < MAX_CHOICES && choices.last() != Some(choice) {
                choices.push(choice.clone());
            }
        };
        for side in sides {
            match &side {
                Self::OneOf(inner) => inner.iter().for_each(&mut put),
                side => put(side),
            }
        }
        match choices.len() {
            1 => choices.remove(0),
            _ if choices.iter().all(|choice| !choice.is_known()) => Self::Unknown,
            _ => Self::OneOf(choices.into()),
        }
    }

    /// What is under a key of it.
    pub(crate) fn member(&self, key: &Text<'a>) -> Self {
        match self {
            Self::Path(path) if matches!(&**path, "process.env" | "import.meta.env" | "Bun.env" | "os.environ") => {
                Self::Environment(key.clone())
            }
            Self::Path(path)
                if matches!(&**path, "globalThis" | "window" | "global" | "self" | "builtins" | "__builtins__") =>
            {
                Self::Path(key.clone())
            }
            Self::OneOf(choices) => Self::one_of(choices.iter().map(|choice| choice.member(key))),
            value => value.part(key),
        }
    }

    fn part(&self, key: &str) -> Self {
        match self {
            Self::Record(entries) => {
                let found = entries.iter().rev().find(|(name, _)| &**name == key);
                found.map_or(Self::Unknown, |(_, value)| value.clone())
            }
            Self::List(items) if key == "length" => Self::Number(count(items.len())),
            Self::List(items) => {
                let index: Option<usize> = key.parse().ok();
                index.and_then(|index| items.get(index)).cloned().unwrap_or(Self::Unknown)
            }
            Self::Bytes(bytes) => {
                let byte = key.parse().ok().and_then(|index: usize| bytes.get(index));
                byte.map_or(Self::Unknown, |byte| Self::Number(f64::from(*byte)))
            }
            Self::Text(text) if text.len() > MAX_INDEXED => Self::Unknown,
            Self::Text(text) if key == "length" => Self::Number(count(text.encode_utf16().count())),
            Self::Text(text) => {
                let char = key.parse().ok().and_then(|index| text.chars().nth(index));
                char.map_or(Self::Unknown, |char| Self::text(char.encode_utf8(&mut [0; 4])))
            }
            Self::Path(path) => match key {
                "default" | "promises" if !path.contains('.') => self.clone(),
                key if let Some(flag) = sinks::flag(path, key) => Self::Number(flag),
                key if path.len() < 200 => Self::Path([&**path, ".", key].concat().into()),
                _ => Self::Unknown,
            },
            _ => Self::Unknown,
        }
    }

    /// Each text in it. Where a part of a text is not known, [`GAP`] stands.
    pub(crate) fn texts(&self, see: &mut dyn FnMut(&str)) {
        if let Self::Text(text) = self {
            see(text);
            return;
        }
        let mut open = vec![self];
        for _ in 0..MAX_WALK {
            let Some(value) = open.pop() else { return };
            match value {
                Self::Text(text) => see(text),
                Self::Bytes(bytes) => {
                    if let Ok(text) = str::from_utf8(bytes) {
                        see(text);
                    }
                }
                Self::Joined(parts) => {
                    let known = |part: &Self| part.as_text().map_or(GAP.len_utf8(), str::len);
                    let mut text = String::with_capacity(parts.iter().map(known).sum());
                    for part in parts.iter() {
                        if let Self::Text(known) = part {
                            text.push_str(known);
                        } else {
                            text.push(GAP);
                            open.push(part);
                        }
                    }
                    see(&text);
                }
                Self::List(items) | Self::OneOf(items) => open.extend(items.iter().rev().take(MAX_WALK)),
                Self::Record(entries) => open.extend(entries.iter().rev().map(|(_, value)| value)),
                Self::Gives(value) => open.push(value),
                Self::Unknown | Self::Number(_) | Self::Environment(_) | Self::Path(_) => {}
            }
        }
    }

    /// The texts that come of a text some of whose parts are one of several: [`Value::texts`] sees those parts alone, which is
    /// why of a long one only what is near the others stands in them.
    pub(crate) fn choices(&self, see: &mut dyn FnMut(&str)) {
        let Self::Joined(parts) = self else { return };
        let several = |part: &Self| match part {
            Self::OneOf(choices) => Some(choices.iter().filter(|choice| choice.as_text().is_some()).count()),
            _ => None,
        };
        let counts = || parts.iter().filter_map(several).filter(|count| *count > 0);
        let Some(most) = counts().max() else { return };
        let all = counts().fold(1, usize::saturating_mul);
        let fits = all <= MAX_COMBINED;
        let mut text = String::with_capacity(256);
        for round in 0..if fits { all } else { most } {
            let mut rest = round;
            text.clear();
            for part in parts.iter() {
                let known = match (part, several(part)) {
                    (Self::OneOf(choices), Some(count @ 1..)) => {
                        let place = if fits { rest % count } else { round % count };
                        rest /= count;
                        choices.iter().filter_map(Self::as_text).nth(place)
                    }
                    (part, _) => part.as_text(),
                };
                match known {
                    Some(known) if known.len() > 2 * NEAR => {
                        text.push_str(known.get(..known.floor_char_boundary(NEAR)).unwrap_or_default());
                        text.push(GAP);
                        text.push_str(known.get(known.ceil_char_boundary(known.len() - NEAR)..).unwrap_or_default());
                    }
                    Some(known) => text.push_str(known),
                    None => text.push(GAP),
                }
            }
            see(&text);
        }
    }

    /// One of the items of a short list of texts, or of short lists or records of them: what a loop over it has.
    pub(crate) fn item(&self) -> Self {
        let text = |value: &Self| matches!(value, Self::Text(_));
        let plain = |value: &Self| match value {
            Self::List(items) => items.len() <= MAX_CHOICES && items.iter().all(text),
            Self::Record(entries) => entries.len() <= MAX_CHOICES && entries.iter().all(|(_, value)| text(value)),
            value => text(value),
        };
        match self {
            Self::List(items) if items.len() <= MAX_CHOICES && items.iter().all(plain) => {
                items.iter().cloned().reduce(Self::either).unwrap_or(Self::Unknown)
            }
            _ => Self::Unknown,
        }
    }

    /// Keys and values of a short record of texts, as a list of pairs. One that may hold the environment stays what it is.
    pub(crate) fn entries(&self) -> Option<Self> {
        match self {
            Self::Record(entries)
                if entries.len() <= MAX_CHOICES && entries.iter().all(|(_, value)| value.as_text().is_some()) =>
            {
                let pair =
                    |(key, value): &(Text<'a>, Self)| Self::List([Self::Text(key.clone()), value.clone()].into());
                Some(Self::List(entries.iter().map(pair).collect()))
            }
            _ => None,
        }
    }

    /// Whether it is the environment itself, all of it.
    pub(crate) fn is_environment(&self) -> bool {
        matches!(self, Self::Path(path) if is_environment(path))
    }

    /// How many items it has; those of a text are no list.
    pub(crate) fn count(&self) -> Option<usize> {
        match self {
            Self::List(items) => Some(items.len()),
            Self::Bytes(bytes) => Some(bytes.len().min(MAX_NUMBERS)),
            _ => None,
        }
    }

    /// Each item of a list, each byte.
    pub(crate) fn items(&self) -> Option<Cow<'_, [Self]>> {
        match self {
            Self::List(items) => Some(Cow::Borrowed(items)),
            Self::Bytes(bytes) => {
                Some(bytes.iter().take(MAX_NUMBERS).map(|byte| Self::Number(f64::from(*byte))).collect())
            }
            _ => None,
        }
    }

    /// Each variable of the environment in it whose name is known, `*` for the environment itself.
    pub(crate) fn environments(&self, see: &mut dyn FnMut(&str)) {
        let mut open = vec![self];
        for _ in 0..MAX_WALK {
            let Some(value) = open.pop() else { return };
            match value {
                Self::Environment(name) if &**name != "*" => see(name),
                Self::List(items) | Self::OneOf(items) | Self::Joined(items) => {
                    open.extend(items.iter().rev().take(MAX_WALK));
                }
                Self::Record(entries) => open.extend(entries.iter().rev().map(|(_, value)| value)),
                Self::Gives(value) => open.push(value),
                Self::Path(path) if is_environment(path) => see("*"),
                _ => {}
            }
        }
    }

    /// What there is of the environment in values, as parts of a text that is not known: a function that writes a value
    /// down hands it on.
    pub(crate) fn carried(values: &[Self]) -> Option<Self> {
        let mut parts: Vec<Self> = Vec::new();
        let mut open: Vec<&Self> = values.iter().collect();
        for _ in 0..MAX_WALK {
            let Some(value) = open.pop() else { break };
            match value {
                Self::Environment(_) => parts.push(value.clone()),
                Self::Path(path) if is_environment(path) => parts.push(value.clone()),
                Self::List(items) | Self::OneOf(items) | Self::Joined(items) => {
                    open.extend(items.iter().rev().take(MAX_WALK));
                }
                Self::Record(entries) => open.extend(entries.iter().rev().map(|(_, value)| value)),
                _ => {}
            }
        }
        parts.truncate(MAX_PARTS);
        (!parts.is_empty()).then(|| Self::Joined(parts.into()))
    }

    /// Whether every part of it is known.
    pub(crate) fn is_constant(&self) -> bool {
        match self {
            Self::Text(_) | Self::Bytes(_) | Self::Number(_) => true,
            Self::List(items) => {
                items.iter().take(MAX_WALK).all(|item| matches!(item, Self::Text(_) | Self::Number(_)))
            }
            _ => false,
        }
    }
}

fn count(length: usize) -> f64 {
    f64::from(u32::try_from(length).unwrap_or(u32::MAX))
}

/// Paths to the whole environment, in each language.
fn is_environment(path: &str) -> bool {
    matches!(
        path,
        "process.env"
            | "Bun.env"
            | "Deno.env.toObject()"
            | "os.environ"
            | "os.environb"
            | "os.environ.copy()"
            | "os.environ.items()"
            | "os.environ.values()"
    )
}

#[cfg(test)]
mod tests;
