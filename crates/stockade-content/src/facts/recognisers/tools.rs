//! Tools that are defined: what each is called, what models are told of it, and what it takes.

use stockade_model::Told;

use crate::event::Event;
use crate::facts::Found;
use crate::value::{GAP, Value};

/// Stands for what is worked out at run time.
const WORKED_OUT: &str = "{…}";
/// Stands between texts of which the run chooses one.
const OR: &str = " {or} ";

pub(super) fn see(event: &Event<'_>, at: usize, found: &mut Found<'_>) {
    let Event::Tool { name, description, input } = event else { return };
    let name = match name {
        Value::Text(name) => Some(name.to_string()),
        // A prefix that is set up at run time still leaves a name to know it by.
        Value::Joined(_) => told(name).text().filter(|name| name.chars().any(char::is_alphanumeric)).map(str::to_owned),
        // `given || "send"`: what it is called unless somebody says otherwise.
        Value::OneOf(choices) => {
            let mut known = choices.iter().filter_map(Value::as_text);
            known.next().filter(|_| known.next().is_none()).map(str::to_owned)
        }
        _ => None,
    };
    match name.filter(|name| !name.trim().is_empty()) {
        Some(name) => found.tool(&name, description.map_or(Told::Absent, told), (*input).clone(), at),
        None => found.unread_tool(at),
    }
}

/// A value as a text, with marks for what is not known of it.
fn told(value: &Value<'_>) -> Told {
    match value {
        Value::Text(text) => Told::Whole(text.to_string()),
        Value::Joined(_) => joined(value).map_or(Told::Unread, Told::InPart),
        Value::OneOf(choices) => {
            let texts: Vec<String> = choices.iter().filter_map(joined).collect();
            if texts.is_empty() { Told::Unread } else { Told::InPart(texts.join(OR)) }
        }
        _ => Told::Unread,
    }
}

/// The text of a value, or of what is known of it.
fn joined(value: &Value<'_>) -> Option<String> {
    let mut whole = None;
    if matches!(value, Value::Text(_) | Value::Joined(_)) {
        // The first is the text itself, those behind it stand in its gaps.
        value.texts(&mut |text| {
            whole.get_or_insert_with(|| text.replace(GAP, WORKED_OUT));
        });
    }
    whole
}
