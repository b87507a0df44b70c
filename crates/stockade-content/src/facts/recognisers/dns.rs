//! Questions to the domain name system whose name is worked out at run time: data can leave in the labels.

use crate::event::Event;
use crate::facts::{Class, Found};
use crate::sinks;
use crate::value::{GAP, Value};

pub(super) fn see(event: &Event<'_>, at: usize, found: &mut Found<'_>) {
    let Event::Call { path, class, args } = event else { return };
    match class {
        Some(Class::Dns) if is_question(path) => {
            // A name that is an argument of the surrounding function is every resolver's use; one that is put together
            // here is not.
            if matches!(args.first(), Some(Value::Joined(parts)) if parts.len() > 1) {
                found.add(Class::DnsLabel, path, at, None);
            }
        }
        Some(Class::Exec) => {
            let mut asks = false;
            args.iter().for_each(|arg| {
                arg.texts(&mut |text| {
                    let first = text.split_whitespace().next().unwrap_or_default();
                    asks |= matches!(first, "nslookup" | "dig" | "host") && text.contains(GAP);
                });
            });
            if asks {
                found.add(Class::DnsLabel, path, at, Some("by a command"));
            }
        }
        _ => {}
    }
}

fn is_question(path: &str) -> bool {
    let name = sinks::name(path);
    name.starts_with("resolve")
        || name.starts_with("lookup")
        || name.starts_with("gethostby")
        || name == "getaddrinfo"
        || name == "query"
}
