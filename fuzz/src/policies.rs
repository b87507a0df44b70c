//! Policies: whatever is read as one can be linted, explained and decided by, and what is refused is refused in its place.

use stockade_policy::check::Fresh;
use stockade_policy::message::{self, Value};
use stockade_policy::paths::{Path, Read};
use stockade_policy::resolver::Lexical;
use stockade_policy::{Call, Facts, Lent, Policy};

/// A policy.
pub fn policy(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    let policy = match Policy::parse("p", &text) {
        Ok(policy) => policy,
        Err(problems) => {
            assert!(!problems.list.is_empty(), "refused without a reason");
            for problem in &problems.list {
                assert!(problem.span.start <= problem.span.end && problem.span.end <= text.len(), "{problem:?}");
            }
            assert_eq!(Policy::parse("p", &text).err().map(|again| again.list), Some(problems.list));
            return;
        }
    };
    for problem in policy.lint(&[]) {
        assert!(problem.span.end <= text.len(), "{problem:?}");
    }
    let machine = Lexical { directory: Some("/app".into()), home: Some("/home".into()) };
    let now = "2026-01-02T03:04:05Z".parse().expect("a moment");
    let lent = Lent::new(&Fresh, &machine, now, "s");
    let keys: Vec<String> = policy.document().tools.iter().map(|block| block.key.value.clone()).collect();
    for arguments in ["{}", r#"{"to": "a@x.example", "bcc": null, "n": 1e300, "l": [1, "a", {}, []], "path": "../x"}"#]
    {
        let arguments = object(arguments).expect("arguments");
        for tool in keys.iter().map(String::as_str).chain(["send_email", "Read", ""]) {
            let call = Call { tool, arguments: &arguments, facts: Facts::default() };
            let decided = policy.decide(&call, &lent);
            // A decision that is watched is the same.
            assert_eq!(policy.explain(&call, &lent).judgement, decided);
            assert_eq!(decided.claims.len(), decided.claimants.len());
            assert!(decided.claims.iter().all(|claim| !claim.amount.is_negative()));
        }
    }
    drop(policy.check(&machine, now));
}

/// Arguments as a call has them.
fn object(text: &str) -> Option<Value> {
    message::parse(text.as_bytes(), text.len()).ok().filter(|value| value.as_object().is_some())
}

/// A path in the first line, and arguments below.
pub fn path(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (path, arguments) = text.split_once('\n').unwrap_or((&text, "{}"));
    let (Ok(path), Some(arguments)) = (Path::parse(path), object(arguments)) else { return };
    let read = || {
        let mut seen = Vec::new();
        path.visit(&arguments, &Facts::default(), "t", &mut |read| {
            seen.push(match read {
                Read::Missing => "missing".to_owned(),
                Read::Found(operand) => operand.to_string(),
                Read::Trouble(trouble) => trouble.to_string(),
            });
        });
        seen
    };
    let seen = read();
    assert!(!seen.is_empty(), "a path that reads nothing at all would let everything hold");
    assert_eq!(seen, read());
    assert!(path.is_many() || seen.len() == 1);
}
