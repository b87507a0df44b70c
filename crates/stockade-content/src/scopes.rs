//! Names and what they are bound to, function by function.
//!
//! - a name belongs to the function that declares it; blocks do not count, and a name with several values has them all;
//! - functions are known by where they begin in the source, so that a second walk need not meet them in order;
//! - a name that nobody declares is the language's own, and its path is itself.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::hash_map::Entry;

use foldhash::fast::RandomState;

use crate::value::Value;

/// Names come from strangers: the hash is seeded.
type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;
type HashSet<K> = std::collections::HashSet<K, RandomState>;

/// Members of one file that are remembered.
const MAX_MEMBERS: usize = 100_000;

/// Items of lists of one file that a function of the file is worked out for. A name makes one long list many.
const MAX_MAPPED: u32 = 100_000;

/// Steps that cost as much as a part of a schema which is written down.
const STEPS_OF_PART: u32 = 16;

/// The index of a scope.
pub(crate) type ScopeId = usize;

/// The scopes of a file. `'a` is how long its names live.
#[derive(Default)]
pub(crate) struct Scopes<'a> {
    tables: Vec<Scope<'a>>,
    by_start: HashMap<u32, ScopeId>,
    /// Names that are bound to something of a module, an environment or a record anywhere. The others need no looking up.
    interesting: HashSet<&'a str>,
    /// `this.name`, and what is assigned to members of names.
    members: HashMap<Cow<'a, str>, HashMap<Cow<'a, str>, Value<'a>>>,
    member_count: usize,
    mapped: Cell<u32>,
    /// Expressions that were folded, and keys that were looked at.
    steps: Cell<u32>,
}

/// Names of one scope that are searched in a row; more have an index.
const FEW: usize = 12;

/// A name, what it is worth, and how often it is given something.
struct Name<'a> {
    name: &'a str,
    value: Value<'a>,
    given: u8,
}

#[derive(Default)]
struct Scope<'a> {
    parent: Option<ScopeId>,
    names: Vec<Name<'a>>,
    index: HashMap<&'a str, usize>,
}

impl<'a> Scope<'a> {
    fn place(&self, name: &str) -> Option<usize> {
        if self.names.len() > FEW {
            return self.index.get(name).copied();
        }
        self.names.iter().position(|known| known.name == name)
    }

    fn get(&self, name: &str) -> Option<&Value<'a>> {
        let place = self.place(name)?;
        self.names.get(place).map(|known| &known.value)
    }

    fn get_mut(&mut self, name: &str) -> Option<&mut Name<'a>> {
        let place = self.place(name)?;
        self.names.get_mut(place)
    }

    /// Puts a name that is not there.
    fn put(&mut self, name: Name<'a>) {
        self.names.push(name);
        if self.names.len() > FEW {
            let first = self.index.len();
            let new = self.names.iter().enumerate().skip(first);
            self.index.extend(new.map(|(place, known)| (known.name, place)));
        }
    }
}

impl<'a> Scopes<'a> {
    /// The scope of the file itself.
    pub(crate) const FILE: ScopeId = 0;

    pub(crate) fn new() -> Self {
        Self { tables: vec![Scope::default()], ..Self::default() }
    }

    /// A new scope for what begins at a byte.
    pub(crate) fn open(&mut self, parent: ScopeId, start: u32) -> ScopeId {
        let id = self.tables.len();
        self.tables.push(Scope { parent: Some(parent), ..Scope::default() });
        self.by_start.insert(start, id);
        id
    }

    /// The scope that was opened at a byte, else the one around it.
    pub(crate) fn at(&self, start: u32, around: ScopeId) -> ScopeId {
        self.by_start.get(&start).copied().unwrap_or(around)
    }

    /// Declares a name. A second value stands beside the first.
    pub(crate) fn declare(&mut self, scope: ScopeId, name: &'a str, value: Value<'a>) {
        self.put(scope, Name { name, value, given: 1 });
    }

    /// Declares a name that gets its value elsewhere.
    pub(crate) fn announce(&mut self, scope: ScopeId, name: &'a str) {
        self.put(scope, Name { name, value: Value::Unknown, given: 0 });
    }

    fn put(&mut self, scope: ScopeId, new: Name<'a>) {
        let Name { name, value, given } = new;
        let mut record = &value;
        if let Value::OneOf(choices) = record {
            record = choices.iter().find(|choice| choice.is_known()).unwrap_or(record);
        }
        if matches!(record, Value::Path(_) | Value::Environment(_) | Value::Record(_) | Value::Gives(_)) {
            self.interesting.insert(name);
        }
        let Some(table) = self.tables.get_mut(scope) else { return };
        match table.get_mut(name) {
            Some(known) => {
                let old = std::mem::replace(&mut known.value, Value::Unknown);
                known.value = Value::either(old, value);
                known.given = known.given.saturating_add(given);
            }
            None => table.put(Name { name, value, given }),
        }
    }

    /// Gives a name that is already declared another value besides; one that nobody declares becomes the file's.
    pub(crate) fn assign(&mut self, scope: ScopeId, name: &'a str, value: Value<'a>) {
        let owner = self.owner(scope, name).unwrap_or(Self::FILE);
        self.declare(owner, name, value);
    }

    /// Puts a value behind what a name has.
    pub(crate) fn append(&mut self, scope: ScopeId, name: &'a str, value: &Value<'a>) {
        let Some(owner) = self.owner(scope, name) else { return };
        if let Some(old) = self.tables.get_mut(owner).and_then(|table| table.get_mut(name)) {
            old.value = Value::add(&old.value, value);
            old.given = old.given.saturating_add(1);
        }
    }

    /// Whether a name is given something more than once: what its first value is made of does not say what it is worth.
    pub(crate) fn is_several(&self, owner: ScopeId, name: &str) -> bool {
        let known = self.tables.get(owner).and_then(|table| table.names.get(table.place(name)?));
        known.is_some_and(|known| known.given > 1)
    }

    /// Counts work.
    pub(crate) fn step(&self) {
        self.steps.set(self.steps.get().wrapping_add(1));
    }

    /// What was counted, in parts of schemas: what a short program has done again and again costs it something each time.
    pub(crate) fn parts_since(&self, steps: u32) -> u32 {
        self.steps.get().wrapping_sub(steps) / STEPS_OF_PART
    }

    pub(crate) const fn steps(&self) -> u32 {
        self.steps.get()
    }

    /// Whether a function may still be worked out for so many items.
    pub(crate) fn may_map(&self, items: usize) -> bool {
        let all = u32::try_from(items).ok().and_then(|items| self.mapped.get().checked_add(items));
        let all = all.filter(|all| *all <= MAX_MAPPED);
        self.mapped.set(all.unwrap_or(MAX_MAPPED));
        all.is_some()
    }

    /// The scope that declares a name which is used in another.
    pub(crate) fn owner(&self, scope: ScopeId, name: &str) -> Option<ScopeId> {
        let mut open = Some(scope);
        while let Some(id) = open {
            let table = self.tables.get(id)?;
            if table.place(name).is_some() {
                return Some(id);
            }
            open = table.parent;
        }
        None
    }

    fn find(&self, scope: ScopeId, name: &str) -> Option<&Value<'a>> {
        let mut open = Some(scope);
        while let Some(table) = open.and_then(|id| self.tables.get(id)) {
            if let Some(value) = table.get(name) {
                return Some(value);
            }
            open = table.parent;
        }
        None
    }

    /// Whether a name is bound to a text where it is used.
    pub(crate) fn may_be_text(&self, scope: ScopeId, name: &str) -> bool {
        matches!(self.find(scope, name), Some(Value::Text(_)))
    }

    /// What a name is worth where it is used.
    pub(crate) fn value(&self, scope: ScopeId, name: &'a str) -> Value<'a> {
        if let Some(value) = self.find(scope, name) {
            return value.clone();
        }
        if name.len() < 60 { Value::name(name) } else { Value::Unknown }
    }

    /// Whether a name may stand for something of a module or of the language.
    pub(crate) fn is_interesting(&self, name: &str) -> bool {
        self.interesting.contains(name)
    }

    pub(crate) fn mark_interesting(&mut self, names: &[&'static str]) {
        self.interesting.extend(names);
    }

    /// `this.name = value`, `name.member = value`.
    pub(crate) fn set_member(&mut self, of: impl Into<Cow<'a, str>>, name: impl Into<Cow<'a, str>>, value: Value<'a>) {
        if !value.is_known() || self.member_count >= MAX_MEMBERS {
            return;
        }
        match self.members.entry(of.into()).or_default().entry(name.into()) {
            Entry::Occupied(mut known) => {
                let old = std::mem::replace(known.get_mut(), Value::Unknown);
                known.insert(Value::either(old, value));
            }
            Entry::Vacant(new) => {
                new.insert(value);
                self.member_count += 1;
            }
        }
    }

    /// Whether one more value of a member would change nothing: then it need not be worked out.
    pub(crate) fn is_full(&self, of: &str, name: &str) -> bool {
        self.members.get(of).and_then(|members| members.get(name)).is_some_and(Value::is_full)
    }

    pub(crate) fn member(&self, of: &str, name: &str) -> Value<'a> {
        self.members.get(of).and_then(|members| members.get(name)).cloned().unwrap_or(Value::Unknown)
    }
}
