//! Compares the facts of two versions: what came, what went, what stands more often.

use super::{Aspect, Change, PackageDiff, Sign, rules};
use crate::alarm::Line;
use crate::facts::{Class, Fact, Facts};

/// Adds every change of code, decided.
pub(super) fn compare((old_version, old): (&str, &Facts), (new_version, new): (&str, &Facts), diff: &mut PackageDiff) {
    // That a file is there says nothing; what it does is compared.
    let does = |fact: &&Fact| fact.class != Class::Source;
    let gone: Vec<&Fact> = old.iter().filter(does).filter(|fact| new.like(fact).is_none()).collect();
    let came: Vec<&Fact> = new.iter().filter(does).filter(|fact| old.like(fact).is_none()).collect();
    let mut replaced: Vec<&Fact> = Vec::new();
    for fact in &came {
        let mut change = of(fact, Sign::Added);
        change.new = Some(Line::of(new_version, fact));
        // One value of a kind went and one came under the same key: it was replaced.
        let kin = |other: &&&Fact| other.class == fact.class && other.sink == fact.sink;
        let (mut before, siblings) = (gone.iter().filter(kin), came.iter().filter(kin).count());
        if let (Some(only), None, 1) = (before.next(), before.next(), siblings)
            && is_slot(fact.class)
        {
            change.sign = Sign::Changed;
            change.before = Some(only.value.clone());
            change.old = Some(Line::of(old_version, only));
            replaced.push(only);
        } else {
            change.old = nearest(fact, old).map(|near| Line::of(old_version, near));
        }
        diff.changes.push(change);
    }
    for fact in new.iter() {
        let Some(before) = old.like(fact).filter(|before| before.count < fact.count && counts(fact)) else {
            continue;
        };
        let mut change = of(fact, Sign::More);
        change.new = Some(Line::of(new_version, fact));
        change.old = Some(Line::of(old_version, before));
        diff.changes.push(change);
    }
    for fact in gone {
        if replaced.iter().any(|other| std::ptr::eq(*other, fact)) {
            continue;
        }
        let mut change = of(fact, Sign::Removed);
        change.old = Some(Line::of(old_version, fact));
        diff.changes.push(change);
    }
    rules::decide(diff, old, new);
}

fn of(fact: &Fact, sign: Sign) -> Change {
    let mut change = Change::new(Aspect::of(fact.class), sign, fact.class.noun(), &fact.value);
    change.class = Some(fact.class);
    change.sink = fact.sink.clone();
    change
}

/// Classes of which one value stands in one slot.
const fn is_slot(class: Class) -> bool {
    matches!(class, Class::Recipient | Class::Host)
}

/// Facts of which one more place is news: abilities that hide behind those that are there, and code made of text.
fn counts(fact: &Fact) -> bool {
    match fact.class {
        Class::Capability => rules::GRAVE.contains(&fact.value.as_str()),
        Class::DynamicCode | Class::DnsQuery => true,
        _ => false,
    }
}

/// The old line that a reader wants beside a new fact: of the same group in the same file, nearest to it.
fn nearest<'a>(fact: &Fact, old: &'a Facts) -> Option<&'a Fact> {
    let aspect = Aspect::of(fact.class);
    old.iter()
        .filter(|other| other.file == fact.file && Aspect::of(other.class) == aspect && other.line > 0)
        .min_by_key(|other| (other.class != fact.class, other.line.abs_diff(fact.line)))
}
