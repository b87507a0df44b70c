//! How long a decision takes, alone: medians over many batches, printed. `cargo bench -p stockade-policy --bench decide`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark prints and fails by panicking"
)]

use std::hint::black_box;
use std::time::Instant;

use stockade_policy::check::Fresh;
use stockade_policy::message::Value;
use stockade_policy::resolver::Lexical;
use stockade_policy::{Call, Facts, Lent, Policy};

/// Shorter than a slice of time: on a machine that is busy with other things too, the median batch was not interrupted.
const BATCH: u32 = 50;
const BATCHES: usize = 4_001;

const FOUR: &str = r#"
version: "1"
default: deny
tools:
  send_email:
    rules:
      - name: four
        conditions:
          - {path: args.to, op: matches, value: '^[^@]+@(yourcompany\.com|yourcustomers\.example)$'}
          - {path: args.bcc, op: subset_of, value: []}
          - {path: args.attachments.length, op: lte, value: 3}
          - {path: args.subject, op: starts_with, value: ["[app]", "[ops]"]}
"#;
const TYPED: &str = r#"
version: "1"
tools:
  send_email:
    rules:
      - name: four
        conditions:
          - {path: args.to, op: email_domain_in, value: [yourcompany.com, .yourcustomers.example]}
          - {path: args.link, op: host_in, value: [example.com]}
          - {path: args.file, op: under, value: /app}
          - {path: args.address, op: cidr_in, value: [10.0.0.0/8]}
"#;
const LIMIT: &str = "version: 1\ntools: {send_email: {rules: [{name: slow, rate_limit: 5/hour}]}}\n";
const EVERY: &str =
    "version: 1\ntools: {other: {}, 'read_*': {}, '*': {scope: unlisted, rules: [{name: r, action: log}]}}\n";

fn main() {
    let arguments = serde_json::json!({
        "to": "somebody@yourcompany.com", "subject": "[app] weekly report", "body": "x".repeat(500), "attachments": [{"name": "a"}],
        "link": "https://example.com/path?query", "file": "/app/data/report.txt", "address": "10.1.2.3",
    });
    let arguments = Value::from(&arguments);
    let machine = Lexical { directory: Some("/app".into()), home: Some("/home/ann".into()) };
    let lent = Lent::new(&Fresh, &machine, "2026-01-02T03:04:05Z".parse().unwrap(), "server");
    for (name, text) in [
        ("4 conditions, all hold", FOUR),
        ("4 conditions on addresses, hosts, paths, networks", TYPED),
        ("one rate limit, claims made", LIMIT),
        ("a tool no key names, under *, logged", EVERY),
    ] {
        let policy = Policy::parse(name, text).unwrap();
        let call = Call { tool: "send_email", arguments: &arguments, facts: Facts::default() };
        assert_eq!(policy.decide(&call, &lent).code, "allowed", "{name}");
        let mut times: Vec<u128> = (0..BATCHES)
            .map(|_| {
                let start = Instant::now();
                for _ in 0..BATCH {
                    black_box(policy.decide(black_box(&call), &lent));
                }
                start.elapsed().as_nanos() / u128::from(BATCH)
            })
            .collect();
        times.sort_unstable();
        println!("{:>6} ns median {:>6} ns p99  {name}", times[BATCHES / 2], times[BATCHES * 99 / 100]);
    }
}
