//! `email_domain_in`: every address of the list is at one of these domains.

use super::{Operator, Predicate, Sight, email, labels};
use crate::operand::{Operand, Trouble, Truth};
use crate::resolver::PathResolver;

pub(super) const OPERATOR: Operator = Operator {
    id: "email_domain_in",
    value: "list",
    summary: "every address is at one of these domains; .example.com means those below it",
    sight: Sight::Each,
    compile: |node, _| Ok(Box::new(Domains(labels::Labels::compile(node)?))),
};

struct Domains(labels::Labels);

impl Predicate for Domains {
    fn one(&self, operand: Operand<'_>, _: &dyn PathResolver) -> Truth {
        let text = match operand.want_text() {
            Ok(text) => text,
            Err(why) => return Truth::Error(why),
        };
        let (mut all, mut readable) = (true, true);
        let listed = email::domains(text, &mut |domain| {
            if domain.starts_with('[') {
                all = false;
            } else {
                match labels::ascii(domain) {
                    Some(domain) => all &= self.0.have(&domain),
                    None => readable = false,
                }
            }
        });
        if listed && readable { Truth::of(all) } else { Truth::Error(Trouble::Unreadable("an e-mail address list")) }
    }
}
