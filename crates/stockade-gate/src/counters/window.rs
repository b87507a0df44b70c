//! When what was counted stops counting, in microseconds since 1970.
//!
//! Unix time has no leap seconds, so UTC's minutes, hours and days are slots of equal length counted from its start.

use std::time::Duration;

use jiff::Timestamp;
use stockade_policy::counter::Window;

/// Microseconds of a second.
const SECOND: i64 = 1_000_000;

/// How a window is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// One sum a slot of so many microseconds.
    Slots(i64),
    /// Each amount until so many microseconds have passed.
    Sliding(i64),
    /// One sum.
    Always,
}

impl Kept {
    /// How this window is kept.
    pub(super) fn of(window: Window) -> Self {
        let length = |seconds: u64| {
            i64::try_from(seconds.max(1)).ok().and_then(|seconds| seconds.checked_mul(SECOND)).unwrap_or(i64::MAX)
        };
        match window {
            Window::Minute => Self::Slots(60 * SECOND),
            Window::Hour => Self::Slots(3_600 * SECOND),
            Window::Day => Self::Slots(86_400 * SECOND),
            Window::Slots(seconds) => Self::Slots(length(seconds)),
            Window::Sliding(seconds) => Self::Sliding(length(seconds)),
            Window::Never => Self::Always,
        }
    }

    /// Which slot a moment is in; there is one only where there are none.
    pub(super) fn slot(self, at: i64) -> i64 {
        match self {
            Self::Slots(length) => at.div_euclid(length),
            Self::Sliding(_) | Self::Always => 0,
        }
    }

    /// How long until the next slot begins; none where none does.
    pub(super) fn rest(self, at: i64) -> Option<Duration> {
        match self {
            Self::Slots(length) => duration(length - at.rem_euclid(length)),
            Self::Sliding(_) | Self::Always => None,
        }
    }
}

/// A moment in microseconds.
pub(super) fn micros(at: Timestamp) -> i64 {
    // Not `as_microsecond`: it cuts towards 1970, and a slot before it would begin late.
    i64::try_from(at.as_nanosecond().div_euclid(1_000)).unwrap_or(i64::MAX)
}

/// So many microseconds, where time goes forward.
pub(super) fn duration(micros: i64) -> Option<Duration> {
    u64::try_from(micros).ok().map(Duration::from_micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        micros(text.parse().unwrap())
    }

    #[test]
    fn calendar_windows_are_those_of_utc() {
        for (window, last, first) in [
            (Window::Minute, "2026-06-15T10:59:59.999999Z", "2026-06-15T11:00:00Z"),
            (Window::Hour, "2026-06-15T10:59:59.999999Z", "2026-06-15T11:00:00Z"),
            (Window::Day, "2028-02-29T23:59:59.999999Z", "2028-03-01T00:00:00Z"),
            (Window::Slots(90), "2026-06-15T00:01:29.999999Z", "2026-06-15T00:01:30Z"),
            (Window::Hour, "1969-12-31T23:59:59.999999999Z", "1970-01-01T00:00:00Z"),
        ] {
            let kept = Kept::of(window);
            assert_eq!(kept.slot(at(last)) + 1, kept.slot(at(first)), "{window:?}");
            assert_eq!(kept.rest(at(last)), Some(Duration::from_micros(1)), "{window:?}");
        }
        assert_eq!(Kept::of(Window::Day).rest(at("2026-06-15T00:00:00Z")), Some(Duration::from_secs(86_400)));
        assert_eq!(Kept::of(Window::Never).rest(0), None);
    }

    #[test]
    fn absurd_lengths_are_held_to_what_fits() {
        assert_eq!(Kept::of(Window::Slots(0)), Kept::Slots(SECOND));
        assert_eq!(Kept::of(Window::Sliding(u64::MAX)), Kept::Sliding(i64::MAX));
    }
}
