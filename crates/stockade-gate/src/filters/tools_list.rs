//! `tools/list`: the client sees what it may call, as it was recorded.
//!
//! Constraints:
//! - every page is looked at; a listing that cannot be read is not shown;
//! - what is left out for one client must not be kept for another: `cacheScope` becomes `private`;
//! - a tool that changed since it was recorded is left out until somebody accepts it: its description is what attacks.

use std::collections::HashSet;
use std::sync::Arc;

use stockade_policy::Listing;
use stockade_policy::message::Value;
use stockade_policy::message::revision::Era;

use super::texts::{each_text, without_invisible};
use super::{Ask, Filter, Reply, Step};
use crate::judge::Side;
use crate::judge::answer::{Denial, text};
use crate::judge::gatekeeper::Gatekeeper;
use crate::judge::lent::{Kind, Listed, Page, PinState, with_source};
use crate::judge::state::{MAX_NAME, TOOL_BYTES, TOOLS};

/// The largest annotations that are remembered of a tool, in bytes: they are a handful of hints. Of larger ones, what a rule
/// asks about is missing.
const MAX_ANNOTATIONS: usize = 4 << 10;

/// The filter.
pub(super) struct ToolsList;

impl Filter for ToolsList {
    fn ask(&self, gate: &Gatekeeper, ask: &mut Ask<'_>) -> Step {
        if ask.from == Side::Client && ask.method == "subscriptions/listen" {
            let filter = ask.params().and_then(|params| params.get("notifications"));
            let wanted = filter.and_then(|filter| filter.get("toolsListChanged")).and_then(Value::as_bool);
            ask.asked.listens = wanted == Some(true);
        }
        if ask.from != Side::Client || ask.method != "tools/list" {
            return Step::Pass;
        }
        gate.state().modern = ask.era == Era::Modern;
        gate.lent.pins.expected();
        ask.asked.first_page = ask.params().is_none_or(|params| params.get("cursor").is_none());
        Step::Pass
    }

    fn reply(&self, gate: &Gatekeeper, reply: &mut Reply<'_>) -> Step {
        if reply.asker != Side::Client || reply.asked.method != "tools/list" {
            return Step::Pass;
        }
        let Some(result) = reply.message.get_mut("result") else { return Step::Pass };
        let unreadable = |reason: &str| Step::Refuse(Denial::new("unreadable-listing", reason));
        let last = result.get("nextCursor").is_none_or(Value::is_null);
        let Some(Value::Array(tools)) = result.get_mut("tools") else {
            return unreadable("the server's listing has no list of tools");
        };
        let mut seen = HashSet::new();
        for tool in &*tools {
            match tool.get("name") {
                Some(Value::String(name)) if name.len() > MAX_NAME => return unreadable("a tool's name is too long"),
                Some(Value::String(name)) if !seen.insert(name.clone()) => {
                    return unreadable("the server lists two tools of one name");
                }
                Some(Value::String(_)) => {}
                _ => return unreadable("the server lists a tool without a name"),
            }
        }
        if !remember(gate, tools) {
            return unreadable("the server has listed more tools than can be kept apart");
        }
        let rules = gate.rules();
        let before = tools.len();
        let mut changed = false;
        let standings = match gate.lent.pins.listing(Page { tools, first: reply.asked.first_page, last }) {
            Ok(verdicts) => {
                for alarm in &verdicts.alarms {
                    gate.note(Kind::Listing, Side::Server, "hidden-instructions", alarm);
                }
                verdicts.tools
            }
            Err(error) => return unreadable(&with_source(&error)),
        };
        let mut standings = standings.into_iter();
        tools.retain_mut(|tool| {
            // A tool that the pins say nothing of is not shown.
            let Some(standing) = standings.next() else { return false };
            let Some(name) = tool.get("name").and_then(Value::as_str).map(str::to_owned) else { return false };
            if !rules.visible(&name) {
                return false;
            }
            if let PinState::Held { reason, .. } = standing {
                gate.note(Kind::Listing, Side::Server, "tool-held", &format!("the tool `{name}` is held: {reason}"));
                return false;
            }
            changed |= each_text(tool, &without_invisible);
            // A name is what calls are made by: one that would have to change is not shown at all.
            if tool.get("name").and_then(Value::as_str) != Some(&name) {
                gate.note(Kind::Listing, Side::Server, "tool-name", &format!("the name `{}`", name.escape_debug()));
                return false;
            }
            true
        });
        let trimmed = tools.len() != before;
        reply.changed |= changed | trimmed;
        if trimmed {
            make_private(result, reply.asked.era);
        }
        Step::Pass
    }
}

/// What was left out for this client is not to be kept for all ("Caching", 2026-07-28).
fn make_private(result: &mut Value, era: Era) {
    match result.get_mut("cacheScope") {
        Some(scope) => *scope = text("private"),
        None => {
            if let (Value::Object(members), Era::Modern) = (result, era) {
                members.push(("cacheScope".into(), text("private")));
            }
        }
    }
}

/// Names for look-alikes, annotations for rules; false where there is no room for all of them. What a page adds is added:
/// a server that lists one tool a page costs no more than one that lists them all at once.
fn remember(gate: &Gatekeeper, tools: &[Value]) -> bool {
    let known = Arc::clone(&gate.state().listed);
    let mut fresh: Vec<(String, Option<Value>, usize)> = Vec::new();
    for tool in tools {
        let Some(name) = tool.get("name").and_then(Value::as_str) else { continue };
        let annotations = tool.get("annotations").filter(|value| is_small(value));
        if known.annotations.get(name).is_none_or(|before| before.as_ref() != annotations) {
            let bytes = name.len() + annotations.map_or(0, size);
            fresh.push((name.to_owned(), annotations.cloned(), bytes));
        }
    }
    drop(known);
    if fresh.is_empty() {
        return true;
    }
    let more: usize = fresh.iter().map(|(.., bytes)| bytes).sum();
    if fresh.len() > TOOLS || more > TOOL_BYTES {
        return false;
    }
    let listing = Listing::new(fresh.iter().map(|(name, ..)| name.clone()));
    let mut state = gate.state();
    let listed: &mut Listed = Arc::make_mut(&mut state.listed);
    if listed.annotations.len() + fresh.len() > TOOLS || listed.bytes.saturating_add(more) > TOOL_BYTES {
        return false;
    }
    listed.listing.extend(listing);
    for (name, annotations, bytes) in fresh {
        listed.bytes = listed.bytes.saturating_add(bytes);
        let before = listed.annotations.insert(name.clone(), annotations);
        if let Some(before) = before {
            listed.bytes = listed.bytes.saturating_sub(name.len() + before.as_ref().map_or(0, size));
        }
    }
    true
}

fn is_small(annotations: &Value) -> bool {
    annotations.as_object().is_some_and(|members| {
        members.iter().all(|(_, value)| !matches!(value, Value::Array(_) | Value::Object(_)))
            && size(annotations) <= MAX_ANNOTATIONS
    })
}

/// About how many bytes flat annotations take.
fn size(annotations: &Value) -> usize {
    let of = |value: &Value| match value {
        Value::Number(text) => text.len(),
        Value::String(text) => text.len(),
        _ => 0,
    };
    let members = annotations.as_object().unwrap_or_default();
    members.iter().map(|(key, value)| key.len() + of(value) + size_of::<(String, Value)>()).sum()
}
