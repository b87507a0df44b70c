//! When a question is worth asking again, and after which pause.

use std::time::Duration;

use jiff::Timestamp;
use ureq::http::{HeaderMap, StatusCode};

use super::answer::text;
use super::freshness::http_date;

/// Longer pauses are not made, whatever a server asks for: the error says how long it would have been.
const LONGEST: Duration = Duration::from_secs(60);

/// Whether another attempt may fare better.
pub(super) fn is_passing(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

/// What `Retry-After` asks for: seconds or a date (RFC 9110, section 10.2.3).
pub(super) fn asked_for(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let value = text(headers, "retry-after")?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    Duration::try_from(http_date(value)?.duration_since(now)).ok()
}

/// The pause before attempt `next` (the second is 1), or none where it would be too long.
pub(super) fn pause(next: u32, first: Duration, asked: Option<Duration>, left: Duration) -> Option<Duration> {
    let own = first.saturating_mul(1 << next.saturating_sub(1).min(6)).min(LONGEST);
    let pause = asked.map_or(own, |asked| asked.max(own));
    (pause <= LONGEST && pause < left).then_some(pause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        let (first, left) = (Duration::from_millis(500), Duration::from_secs(120));
        let of = |next, asked| pause(next, first, asked, left).map(|pause| pause.as_millis());
        assert_eq!((of(1, None), of(2, None), of(3, None)), (Some(500), Some(1000), Some(2000)));
        assert_eq!(of(40, None), Some(32_000));
        assert_eq!(of(1, Some(Duration::from_secs(7))), Some(7000));
        assert_eq!(of(1, Some(Duration::from_secs(3600))), None);
        assert_eq!(pause(1, first, None, Duration::from_millis(400)), None);
    }
}
