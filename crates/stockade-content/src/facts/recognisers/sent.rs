//! Secrets that go to a host: both stand in one call, or in one object that says where to send.
//!
//! The environment itself is a secret where it is an argument of a call that speaks HTTP. In an object it is not: what a
//! process is started with has it beside an address often enough.
//!
//! What is put together in two places is not followed: it takes the run to know which host a function is called with.

use super::environment::family;
use super::hosts::in_urls;
use crate::event::Event;
use crate::facts::{Class, Found};
use crate::value::Value;

pub(super) fn see(event: &Event<'_>, at: usize, found: &mut Found<'_>) {
    match event {
        Event::Call { class: Some(Class::Http), args, .. } => sent(args, true, at, found),
        Event::Object { value } => sent(std::slice::from_ref(*value), false, at, found),
        _ => {}
    }
}

fn sent(values: &[Value<'_>], whole: bool, at: usize, found: &mut Found<'_>) {
    let mut secret = None;
    for value in values {
        value.environments(&mut |name| {
            if secret.is_none() && (family(name).is_some() || (whole && name == "*")) {
                secret = Some(name.to_owned());
            }
        });
    }
    let Some(secret) = secret else { return };
    for value in values {
        value.texts(&mut |text| {
            for host in in_urls(text) {
                found.add(Class::SecretSent, &host, at, Some(&secret));
            }
        });
    }
}
