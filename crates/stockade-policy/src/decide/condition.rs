//! Conditions, with three values: holds, fails, nobody can tell.

use super::{Scene, Watch};
use crate::message::Value;
use crate::operand::{Operand, Trouble, Truth};
use crate::operators::{Set, Sight};
use crate::paths::{Path, Read};
use crate::policy::{Condition, Missing, Test};

impl<'a> Scene<'a> {
    /// All of them: the depth of a policy is bounded, so this may recurse.
    pub(super) fn all<W: Watch>(&self, conditions: &[Condition], watch: &mut W) -> Truth {
        let mut outcome = Truth::Holds;
        for condition in conditions {
            outcome = outcome.and(self.condition(condition, watch));
            if outcome == Truth::Fails && !watch.thorough() {
                break;
            }
        }
        outcome
    }

    fn condition<W: Watch>(&self, condition: &Condition, watch: &mut W) -> Truth {
        match condition {
            Condition::Test(test) => {
                let truth = self.test(test, watch);
                watch.test(&test.text, &truth, test.reserved);
                truth
            }
            Condition::All(inner) => {
                watch.group("all");
                let truth = self.all(inner, watch);
                watch.group_end(&truth);
                truth
            }
            Condition::Any(inner) => {
                watch.group("any");
                let mut outcome = Truth::Fails;
                for condition in inner {
                    outcome = outcome.or(self.condition(condition, watch));
                    if outcome == Truth::Holds && !watch.thorough() {
                        break;
                    }
                }
                watch.group_end(&outcome);
                outcome
            }
            Condition::Not(inner) => {
                watch.group("not");
                let truth = self.condition(inner, watch).opposite();
                watch.group_end(&truth);
                truth
            }
        }
    }

    fn test<W: Watch>(&self, test: &Test, watch: &mut W) -> Truth {
        if let Some(counter) = &test.counter {
            if test.reserved {
                // The reservation judges it, together with what is added.
                return Truth::Holds;
            }
            let read = match self.count(counter) {
                Ok(value) => Read::Found(Operand::Number(value)),
                Err(trouble) => Read::Trouble(trouble),
            };
            watch.value(&read);
            return self.read(test, read);
        }
        if test.operator.sight == Sight::Set && test.path.is_many() {
            return self.gathered(test, watch);
        }
        let mut outcome = Truth::Holds;
        self.visit(&test.path, &mut |read| {
            watch.value(&read);
            // The rest of a list that has failed is not looked at.
            if outcome != Truth::Fails {
                outcome = std::mem::replace(&mut outcome, Truth::Holds).and(self.read(test, read));
            }
        });
        outcome
    }

    fn visit(&self, path: &Path, each: &mut dyn FnMut(Read<'a>)) {
        path.visit(self.call.arguments, &self.call.facts, self.call.tool, each);
    }

    /// A set out of everything that a path with `[*]` finds.
    fn gathered<W: Watch>(&self, test: &Test, watch: &mut W) -> Truth {
        let mut found = Vec::new();
        let mut trouble = None;
        self.visit(&test.path, &mut |read| {
            watch.value(&read);
            match read {
                Read::Missing => {}
                Read::Found(Operand::Json(Value::Array(elements))) => found.extend(elements.iter().map(Operand::Json)),
                Read::Found(operand) => match Set::of(operand) {
                    Ok(_) => found.push(operand),
                    Err(why) => trouble = Some(why),
                },
                Read::Trouble(why) => trouble = Some(why),
            }
        });
        trouble.map_or_else(|| test.predicate.set(&Set::Gathered(found)), Truth::Error)
    }

    /// One value, or its absence.
    fn read(&self, test: &Test, read: Read<'_>) -> Truth {
        let operand = match read {
            Read::Trouble(trouble) => return Truth::Error(trouble),
            Read::Missing => {
                return match test.operator.sight {
                    Sight::Presence => test.predicate.presence(false),
                    Sight::Set => test.predicate.set(&Set::Empty),
                    Sight::Whole | Sight::Each => missing(test),
                };
            }
            Read::Found(operand) => operand,
        };
        let paths = self.lent.paths;
        match (test.operator.sight, operand) {
            (Sight::Presence, _) => test.predicate.presence(true),
            (Sight::Set, operand) => Set::of(operand).map_or_else(Truth::Error, |set| test.predicate.set(&set)),
            (Sight::Each, Operand::Json(Value::Array(elements))) => {
                if elements.is_empty() {
                    return missing(test);
                }
                let mut outcome = Truth::Holds;
                for element in elements {
                    let truth = match element {
                        Value::Null => missing(test),
                        element => test.predicate.one(Operand::Json(element), paths),
                    };
                    outcome = outcome.and(truth);
                    if outcome == Truth::Fails {
                        break;
                    }
                }
                outcome
            }
            (Sight::Each | Sight::Whole, operand) => test.predicate.one(operand, paths),
        }
    }
}

const fn missing(test: &Test) -> Truth {
    match test.missing {
        Missing::Error => Truth::Error(Trouble::Missing),
        Missing::Holds => Truth::Holds,
        Missing::Fails => Truth::Fails,
    }
}
