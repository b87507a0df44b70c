//! Elicitation: the server asks the user. A page that it wants opened is shown with its host, and is a public one.
//!
//! Constraints:
//! - only HTTPS, and no host of the user's own network: such a page would act with what the browser can reach;
//! - nothing is fetched here;
//! - what the user reads has nothing invisible in it, and nothing that reorders it;
//! - where the server asks in an answer (2026-07-28) or by an error (-32042, 2025-11-25), the same holds.

use std::borrow::Cow;

use stockade_policy::message::Value;

use super::texts::{each_text, without_invisible};
use super::{Ask, Filter, Reply, Step, input_requests};
use crate::judge::Side;
use crate::judge::answer::Denial;
use crate::judge::gatekeeper::Gatekeeper;

mod address;

const METHOD: &str = "elicitation/create";

/// The filter.
pub(super) struct Elicitation;

impl Filter for Elicitation {
    fn ask(&self, _gate: &Gatekeeper, ask: &mut Ask<'_>) -> Step {
        if ask.from != Side::Server || ask.method != METHOD {
            return Step::Pass;
        }
        let Some(params) = ask.message.get_mut("params") else { return Step::Pass };
        match check(params) {
            Ok(changed) => {
                ask.changed |= changed;
                Step::Pass
            }
            Err(reason) => denied(&reason),
        }
    }

    fn reply(&self, _gate: &Gatekeeper, reply: &mut Reply<'_>) -> Step {
        if reply.asker != Side::Client {
            return Step::Pass;
        }
        if input_requests(reply.message).any(|(method, _)| method == METHOD) {
            let requests = reply.message.get_mut("result").and_then(|result| result.get_mut("inputRequests"));
            if let Some(Value::Object(requests)) = requests {
                for (_, request) in requests {
                    if request.get("method").and_then(Value::as_str) != Some(METHOD) {
                        continue;
                    }
                    match request.get_mut("params").map_or(Ok(false), check) {
                        Ok(changed) => reply.changed |= changed,
                        Err(reason) => return denied(&reason),
                    }
                }
            }
        }
        let data = reply.message.get_mut("error").and_then(|error| error.get_mut("data"));
        if let Some(Value::Array(all)) = data.and_then(|data| data.get_mut("elicitations")) {
            for one in all {
                match check(one) {
                    Ok(changed) => reply.changed |= changed,
                    Err(reason) => return denied(&reason),
                }
            }
        }
        Step::Pass
    }
}

fn denied(reason: &str) -> Step {
    Step::Refuse(Denial::new("elicitation", format!("this server may not have that page opened: {reason}")))
}

/// Checks one request to the user; whether it was changed.
fn check(params: &mut Value) -> Result<bool, Cow<'static, str>> {
    let mut changed = false;
    for part in ["message", "requestedSchema"] {
        changed |= params.get_mut(part).is_some_and(|part| each_text(part, &without_invisible));
    }
    let url = match params.get("url") {
        None if params.get("mode").and_then(Value::as_str) == Some("url") => return Err("it has no address".into()),
        None => return Ok(changed),
        Some(Value::String(url)) => url,
        Some(_) => return Err("its address is no text".into()),
    };
    let host = address::public_host(url)?;
    let shown = format!("opens {host}");
    match params.get_mut("message") {
        Some(Value::String(message)) => message.push_str(&format!(" ({shown})")),
        // Nobody would see where it leads.
        Some(nothing @ Value::Null) => *nothing = Value::String(shown),
        Some(_) => return Err("its message is no text".into()),
        None => {
            if let Value::Object(members) = params {
                members.push(("message".to_owned(), Value::String(shown)));
            }
        }
    }
    Ok(true)
}
