//! Constants where a message's recipients stand, and the keys for further recipients.
//!
//! The line that postmark-mcp 1.0.16 added is one property, `Bcc`, with an address. Everything here is a way to write it.

use super::addresses;
use crate::event::{Event, How};
use crate::facts::{Class, Found};
use crate::value::{GAP, Value};
use crate::watch::{self, Role};

pub(super) fn see(event: &Event<'_>, at: usize, found: &mut Found<'_>) {
    match event {
        Event::Field { key, value, how } => {
            let role = watch::role(key);
            match role {
                Some(Role::Further(name)) if *how != How::Append || value.is_known() => {
                    found.add(Class::RecipientKey, name, at, Some(key));
                }
                Some(Role::To | Role::Further(_)) => {}
                _ => return,
            }
            constants(value, key, at, found);
        }
        Event::Call { path, args, .. } if watch::sends(path) => {
            // `sendmail(from, to, message)` has its recipients second, what is called sendEmail mostly first.
            let place = usize::from(path.ends_with(".sendmail"));
            if let Some(value @ (Value::Text(_) | Value::List(_) | Value::Joined(_) | Value::OneOf(_))) =
                args.get(place)
            {
                constants(value, path, at, found);
            }
        }
        Event::Text { text, .. } => raw(text, at, found),
        _ => {}
    }
}

fn constants(value: &Value<'_>, key: &str, at: usize, found: &mut Found<'_>) {
    value.texts(&mut |text| {
        for address in addresses::all(text) {
            found.add(Class::Recipient, &address.replace(GAP, "*"), at, Some(key));
        }
    });
}

/// A message's header, a command of SMTP, or a form's field, written out in a text.
fn raw(text: &str, at: usize, found: &mut Found<'_>) {
    const NAMES: &[(&str, &str)] = &[
        ("bcc", "bcc"),
        ("cc", "cc"),
        ("reply-to", "reply-to"),
        ("to", ""),
        ("rcpt to", ""),
        ("replyto", "reply-to"),
        ("forwardto", "forward"),
    ];
    if text.len() > 16_384 || !text.bytes().any(|byte| matches!(byte, b':' | b'=')) {
        return;
    }
    let lines = text.split(['\n', '\r', '&', '?']).filter(|line| line.len() > 3).take(200);
    for line in lines {
        let Some(end) = line.find([':', '=']) else { continue };
        let (name, rest) = (line.get(..end).unwrap_or_default().trim(), line.get(end + 1..).unwrap_or_default());
        let Some((_, further)) = NAMES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)) else { continue };
        let colon = line.get(end..=end) == Some(":");
        if !further.is_empty() && colon && (rest.is_empty() || rest.starts_with([' ', GAP])) {
            found.add(Class::RecipientKey, further, at, Some(name));
        }
        for address in addresses::all(rest) {
            found.add(Class::Recipient, &address.replace(GAP, "*"), at, Some(name));
        }
    }
}
