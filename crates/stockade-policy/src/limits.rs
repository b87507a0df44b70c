//! Durations, windows and rate limits, as a policy writes them.

use std::time::Duration;

use crate::counter::Window;

/// The longest window or time to wait.
const LONGEST: u64 = 366 * 86_400;

/// `90s`, `10m`, `1h30m`, `7d`.
///
/// # Errors
/// When it is none, nothing, or more than a year.
pub fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is not a duration as 90s, 10m, 1h30m or 7d");
    let mut total: u64 = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
        let (digits, tail) = rest.split_at(end);
        let number: u64 = digits.parse().map_err(|_| wrong())?;
        let unit = match tail.chars().next() {
            Some('s') => 1,
            Some('m') => 60,
            Some('h') => 3600,
            Some('d') => 86_400,
            _ => return Err(wrong()),
        };
        rest = tail.get(1..).unwrap_or_default();
        total = number.checked_mul(unit).and_then(|part| total.checked_add(part)).ok_or_else(wrong)?;
    }
    match total {
        0 => Err(wrong()),
        1..=LONGEST => Ok(Duration::from_secs(total)),
        _ => Err(format!("`{text}` is more than a year")),
    }
}

/// `minute`, `hour`, `day`, `90s`, `sliding 1h`.
///
/// # Errors
/// When it is none.
pub fn window(text: &str) -> Result<Window, String> {
    let wrong = |_| format!("`{text}` is not a window: minute, hour, day, 90s, or sliding 1h");
    match text {
        "minute" => Ok(Window::Minute),
        "hour" => Ok(Window::Hour),
        "day" => Ok(Window::Day),
        _ => match text.strip_prefix("sliding ") {
            Some(rest) => Ok(Window::Sliding(duration(rest.trim()).map_err(wrong)?.as_secs())),
            None => Ok(Window::Slots(duration(text).map_err(wrong)?.as_secs())),
        },
    }
}

/// A rate limit, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many calls.
    pub most: u64,
    /// In which window.
    pub window: Window,
    /// The window as it is written.
    pub word: String,
    /// The counter behind it.
    pub counter: String,
}

/// `5/hour`.
///
/// # Errors
/// When it is none.
pub fn rate(text: &str) -> Result<Rate, String> {
    let wrong = || format!("`{text}` is not a rate as 5/minute, 5/hour or 5/day");
    let (most, word) = text.split_once('/').ok_or_else(wrong)?;
    let (most, word) = (most.trim(), word.trim());
    if most.is_empty() || !most.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let most: u64 = most.parse().map_err(|_| wrong())?;
    if most == 0 || i64::try_from(most).is_err() {
        return Err(format!("`{text}` lets nothing through; use `action: deny`"));
    }
    let window = window(word)?;
    let counter = match window {
        Window::Slots(seconds) => format!("_rate_{seconds}s"),
        Window::Sliding(seconds) => format!("_rate_sliding_{seconds}s"),
        _ => format!("_rate_{word}"),
    };
    Ok(Rate { most, window, word: word.to_owned(), counter })
}

impl Rate {
    /// What the agent is told.
    pub fn message(&self) -> String {
        format!("Rate limit of {} per {} reached. Try again later.", self.most, self.word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_windows_and_rates_are_read() {
        assert_eq!(duration("1h30m"), Ok(Duration::from_secs(5400)));
        assert_eq!(window("90s"), Ok(Window::Slots(90)));
        assert_eq!(window("sliding 1h"), Ok(Window::Sliding(3600)));
        assert_eq!(rate("5/hour").unwrap().counter, "_rate_hour");
        assert_eq!(rate("5/hour").unwrap().message(), "Rate limit of 5 per hour reached. Try again later.");
        for bad in ["", "5", "s", "5x", "0s", "9999d", "-5s", "1.5h", "99999999999999999999s"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
        for bad in ["0/hour", "x/hour", "5/fortnight", "5", "-1/day", "1.5/day", "+1/day"] {
            assert!(rate(bad).is_err(), "{bad}");
        }
    }
}
