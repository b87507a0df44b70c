//! The reference page names everything that the language knows.

use stockade_policy::operators::{self, Sight};
use stockade_policy::{decide, document, facts, paths};

const PAGE: &str = include_str!("../../../../docs/policy.md");

/// The row of an operator, as the page has it.
fn row(operator: &operators::Operator) -> String {
    let list = match operator.sight {
        Sight::Whole if operator.id == "regex" => "an error",
        Sight::Whole if operator.id == "contains" => "searched",
        Sight::Whole => "taken as a whole",
        Sight::Each => "each",
        Sight::Set => "a set",
        Sight::Presence => "there",
    };
    format!("| `{}` | {} | {list} | {} |", operator.id, operator.value, operator.summary.replace('*', "\\*"))
}

#[test]
fn the_page_has_every_operator_path_and_key() {
    for operator in operators::ALL {
        assert!(PAGE.contains(&row(operator)), "add to docs/policy.md:\n{}", row(operator));
    }
    for form in paths::FORMS {
        for path in form.syntax.split(", ") {
            assert!(PAGE.contains(&format!("`{path}`")), "{path}");
        }
    }
    for fact in facts::ALL {
        assert!(PAGE.contains(&format!("| `{}` | {} |", fact.path, fact.summary)), "{}", fact.path);
    }
    use document::shape;
    let keys = [
        shape::DEFAULTS_KEYS,
        shape::BLOCK_KEYS,
        shape::RULE_KEYS,
        shape::CONDITION_KEYS,
        shape::GROUP_KEYS,
        shape::STATE_KEYS,
        shape::RESULT_KEYS,
        shape::TEST_KEYS,
        shape::CALL_KEYS,
    ];
    for key in keys.concat() {
        assert!(PAGE.contains(key), "{key}");
    }
    assert!(decide::CODES.iter().all(|(code, _, _)| PAGE.contains(&format!("`{code}`"))), "codes");
}

/// The page's example is a policy that passes its tests.
#[test]
fn the_example_of_the_page_works() {
    let text = PAGE.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    let policy = super::support::policy(text);
    let outcomes = policy.check(&super::support::machine(), super::support::now());
    assert_eq!(outcomes.len(), 2);
    assert!(outcomes.iter().all(|outcome| outcome.differences.is_empty()), "{outcomes:?}");
}
