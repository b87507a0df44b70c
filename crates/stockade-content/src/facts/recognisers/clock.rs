//! Waiting: timers of an hour or more, once or again and again, comparisons of the clock with a date or with a day gone by.

use crate::event::Event;
use crate::facts::{Class, Found};
use crate::value::Value;

const HOUR: f64 = 3_600.0;
const DAY: f64 = 24.0 * HOUR;
/// 2015-03 and 2096-10: what lies between is a date, in seconds; a thousand times as much is one in milliseconds.
const DATES: std::ops::Range<f64> = 1_425_000_000.0..4_000_000_000.0;

pub(super) fn see(event: &Event<'_>, at: usize, found: &mut Found<'_>) {
    match event {
        Event::Call { path, args, .. } => {
            let (index, unit) = match *path {
                "setTimeout" | "timers.setTimeout" | "window.setTimeout" | "setInterval" | "timers.setInterval"
                | "window.setInterval" => (1, 0.001),
                "timers/promises.setTimeout"
                | "timers/promises.setInterval"
                | "timers/promises.scheduler.wait"
                | "Bun.sleep" => (0, 0.001),
                "time.sleep" | "asyncio.sleep" | "anyio.sleep" | "trio.sleep" | "threading.Timer" => (0, 1.0),
                _ => return,
            };
            let seconds = args.get(index).and_then(Value::as_number).unwrap_or(0.0) * unit;
            if seconds >= HOUR {
                found.add(Class::TimeGate, &format!("waits {seconds} s"), at, Some(path));
            }
        }
        Event::Clock { with } => {
            let mut choices = Vec::new();
            match with {
                Value::OneOf(inner) => choices.extend(inner.iter()),
                one => choices.push(one),
            }
            for choice in choices {
                if let Some(gate) = gate(choice) {
                    found.add(Class::TimeGate, &gate, at, None);
                }
            }
        }
        _ => {}
    }
}

fn gate(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Number(number) if DATES.contains(number) => Some(format!("date {number}")),
        Value::Number(number) if DATES.contains(&(number / 1_000.0)) => Some(format!("date {}", number / 1_000.0)),
        // Milliseconds in one language, seconds in the other: a day of either.
        Value::Number(number) if (DAY..DATES.start).contains(number) => Some(format!("elapsed {number}")),
        Value::Text(text) if is_date(text) => Some(format!("date {}", &**text)),
        _ => None,
    }
}

/// `2026-11-30…`, as every constructor of dates takes it.
fn is_date(text: &str) -> bool {
    let head = text.as_bytes().get(..10).unwrap_or_default();
    text.len() < 40
        && head.len() == 10
        && head.iter().enumerate().all(|(index, byte)| match index {
            4 | 7 => matches!(byte, b'-' | b'/'),
            _ => byte.is_ascii_digit(),
        })
}
