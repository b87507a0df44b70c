//! Promises that hold for any input: the fuzz bodies on seeds and what is made of them, and laws of conditions.

use proptest::prelude::*;
use stockade_policy::operand::{Trouble, Truth};

#[allow(unreachable_pub, reason = "it is part of a library where it lives")]
#[path = "../../../../fuzz/src/policies.rs"]
mod policies;
#[path = "../../../../fuzz/src/replay.rs"]
mod replay;

use replay::replay;

#[test]
fn any_policy() {
    replay("policy", policies::policy, 400);
}

#[test]
fn any_path() {
    replay("path", policies::path, 4_000);
}

fn truth() -> impl Strategy<Value = Truth> {
    prop_oneof![Just(Truth::Holds), Just(Truth::Fails), Just(Truth::Error(Trouble::Missing))]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    /// De Morgan's laws hold with three values, and order does not matter.
    #[test]
    fn conditions_keep_the_laws_of_three_values(a in truth(), b in truth(), c in truth()) {
        prop_assert_eq!(a.clone().and(b.clone()).opposite(), a.clone().opposite().or(b.clone().opposite()));
        prop_assert_eq!(a.clone().and(b.clone()), b.clone().and(a.clone()));
        prop_assert_eq!(a.clone().and(b.clone()).and(c.clone()), a.clone().and(b.clone().and(c.clone())));
        prop_assert_eq!(a.clone().or(b.clone()).or(c.clone()), a.or(b.or(c)));
    }

    /// No text, however odd, is under a directory that a clean reading of it is not.
    #[test]
    fn a_clean_path_has_no_way_up(path in "[a-c./~]{0,24}") {
        let clean = stockade_policy::resolver::lexical(&path);
        prop_assert!(clean.starts_with('/') && !clean.split('/').any(|part| part == ".." || part == "."));
        prop_assert_eq!(stockade_policy::resolver::lexical(&clean), &*clean);
    }

    /// A listed name is never its own look-alike, and one in another case always is.
    #[test]
    fn look_alikes_are_others(name in "[a-z_]{1,12}") {
        let listing = stockade_policy::Listing::new([name.clone()]);
        prop_assert_eq!(listing.like(&name), None);
        let upper = name.to_uppercase();
        if upper != name {
            prop_assert_eq!(listing.like(&upper), Some(name.as_str()));
        }
    }
}
