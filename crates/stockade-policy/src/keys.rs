//! Names of arguments that look like one the rules read and are another: `BCC` beside `bcc`.
//!
//! Constraints:
//! - looked at is each object that a path of the rules steps into: a server that takes names in any case, or drops what nobody
//!   sees, would read what no rule has looked at;
//! - what rules of the tool or its pinned schema name there is an argument of its own, whatever it looks like;
//! - a call whose names are usual ones allocates nothing here.

use std::collections::HashMap;

use crate::lookalike;
use crate::message::Value;
use crate::paths::{Path, Step};
use crate::policy::{Amount, Condition, Rule};

/// The names that rules read in one object, and below.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys {
    named: Vec<(String, Keys)>,
    /// The names, by what look-alikes have in common with them.
    folded: HashMap<String, String>,
    /// What is read in every element of a list.
    elements: Option<Box<Keys>>,
}

/// Where in the arguments a name stands. It lives on the stack.
pub(crate) enum Trail<'t> {
    /// In the arguments themselves.
    Top,
    /// In this member.
    Member(&'t Trail<'t>, &'t str),
    /// In an element.
    Element(&'t Trail<'t>),
}

/// A name, and the one it looks like.
pub(crate) struct LookAlike<'a> {
    pub(crate) name: &'a str,
    pub(crate) like: &'a str,
}

impl Keys {
    /// Of everything that these rules read.
    pub(crate) fn of(rules: &[Rule]) -> Self {
        let mut keys = Self::default();
        for rule in rules {
            let mut todo: Vec<&Condition> = rule.conditions.iter().collect();
            while let Some(condition) = todo.pop() {
                match condition {
                    Condition::Test(test) => keys.read(&test.path),
                    Condition::Any(inner) | Condition::All(inner) => todo.extend(inner),
                    Condition::Not(inner) => todo.push(inner),
                }
            }
            if let Some(Amount::From(path)) = rule.counting.as_ref().map(|counting| &counting.amount) {
                keys.read(path);
            }
        }
        keys.seal();
        keys
    }

    fn read(&mut self, path: &Path) {
        let Path::Args(steps) = path else { return };
        let mut at = self;
        for step in steps {
            at = match step {
                Step::Key(name) => at.member(name),
                Step::Index(_) | Step::Each => at.elements.get_or_insert_default(),
                Step::Length => return,
            };
        }
    }

    fn member(&mut self, name: &str) -> &mut Self {
        let at = self.named.iter().position(|(named, _)| named == name).unwrap_or_else(|| {
            self.named.push((name.to_owned(), Self::default()));
            self.named.len() - 1
        });
        // There is one: it was found or put there.
        match self.named.get_mut(at) {
            Some((_, below)) => below,
            None => self.elements.get_or_insert_default(),
        }
    }

    /// Steps of a path are few, so this may recurse.
    fn seal(&mut self) {
        self.folded = lookalike::fold_all(self.named.iter().map(|(name, _)| name));
        self.named.iter_mut().for_each(|(_, below)| below.seal());
        self.elements.iter_mut().for_each(|below| below.seal());
    }

    /// A name in the arguments that only looks like one of these, and that nothing `known` takes as it is.
    pub(crate) fn look_alike<'a>(
        &'a self,
        value: &'a Value,
        trail: &Trail<'_>,
        known: &dyn Fn(&Trail<'_>, &str) -> bool,
    ) -> Option<LookAlike<'a>> {
        match value {
            Value::Object(members) if !self.named.is_empty() => {
                members.iter().find_map(|(name, member)| match self.named.iter().find(|(named, _)| named == name) {
                    Some((_, below)) => below.look_alike(member, &Trail::Member(trail, name), known),
                    None => {
                        let like = self.like(name)?;
                        (!known(trail, name)).then_some(LookAlike { name, like })
                    }
                })
            }
            Value::Array(elements) => {
                let below = self.elements.as_ref()?;
                elements.iter().find_map(|element| below.look_alike(element, &Trail::Element(trail), known))
            }
            _ => None,
        }
    }

    fn like(&self, name: &str) -> Option<&str> {
        // As nearly all names are: nothing to be taken away but case.
        if name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return self.folded.iter().find(|(form, _)| form.eq_ignore_ascii_case(name)).map(|(_, like)| like.as_str());
        }
        lookalike::of(name, &self.folded)
    }

    /// Whether rules read this very name at this place.
    pub(crate) fn names(&self, trail: &Trail<'_>, name: &str) -> bool {
        self.at(trail).is_some_and(|keys| keys.named.iter().any(|(named, _)| named == name))
    }

    fn at(&self, trail: &Trail<'_>) -> Option<&Self> {
        match trail {
            Trail::Top => Some(self),
            Trail::Member(up, name) => {
                self.at(up)?.named.iter().find(|(named, _)| named == name).map(|(_, below)| below)
            }
            Trail::Element(up) => self.at(up)?.elements.as_deref(),
        }
    }
}

/// Whether a schema of the arguments has a property of this very name at this place. References and combinations are not
/// followed: what they have is not known.
pub(crate) fn declares(schema: &Value, trail: &Trail<'_>, name: &str) -> bool {
    let properties = schema_at(schema, trail).and_then(|schema| schema.get("properties"));
    properties.is_some_and(|properties| properties.get(name).is_some())
}

fn schema_at<'s>(schema: &'s Value, trail: &Trail<'_>) -> Option<&'s Value> {
    match trail {
        Trail::Top => Some(schema),
        Trail::Member(up, name) => schema_at(schema, up)?.get("properties")?.get(name),
        Trail::Element(up) => schema_at(schema, up)?.get("items"),
    }
}
