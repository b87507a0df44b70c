//! How long an answer may be used without asking again (RFC 9111).
//!
//! - what the server does not say is not guessed: without a lifetime an answer is asked for again each time;
//! - `no-store` is not kept, `no-cache` is kept and always asked for again, `private` does not matter: the cache is the user's;
//! - no lifetime beyond [`MOST`] is believed, for a registry could otherwise freeze what is known of a package.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use ureq::http::HeaderMap;

use super::answer::text;

/// A day. Artifacts, which are named by their digest, do not go by this.
const MOST: Duration = Duration::from_secs(24 * 60 * 60);

/// What the headers allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Freshness {
    /// Whether it may be kept at all.
    pub(super) keep: bool,
    /// For how long it may be used unasked; none where the server did not say, zero where it said not at all.
    pub(super) lifetime: Option<Duration>,
}

/// Reads them. `now`: when the answer came.
pub(super) fn of(headers: &HeaderMap, now: Timestamp) -> Freshness {
    let mut lifetime = None;
    let mut fresh = Freshness { keep: true, lifetime: None };
    if text(headers, "vary").is_some_and(|vary| vary.split(',').any(|name| name.trim() == "*")) {
        fresh.keep = false;
    }
    let values = headers.get_all("cache-control").iter().filter_map(|value| value.to_str().ok());
    for directive in values.flat_map(|value| value.split(',')) {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        match name.trim().to_ascii_lowercase().as_str() {
            "no-store" => fresh.keep = false,
            "no-cache" => fresh.lifetime = Some(Duration::ZERO),
            // An unreadable age is stale (section 4.2.1).
            "max-age" => {
                lifetime = Some(value.trim().trim_matches('"').parse().map_or(Duration::ZERO, Duration::from_secs));
            }
            _ => {}
        }
    }
    let date = text(headers, "date").and_then(http_date);
    let expires = || {
        let expires = text(headers, "expires")?;
        let until = http_date(expires).map(|until| until.duration_since(date.unwrap_or(now)));
        Some(until.and_then(|left| Duration::try_from(left).ok()).unwrap_or_default())
    };
    let age = text(headers, "age").and_then(|age| age.trim().parse().ok()).map_or(Duration::ZERO, Duration::from_secs);
    let said = lifetime.or_else(expires).map(|lifetime| lifetime.saturating_sub(age).min(MOST));
    fresh.lifetime = fresh.lifetime.or(said);
    fresh
}

/// A date as HTTP writes it (RFC 9110, section 5.6.7).
pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    const PARSER: DateTimeParser = DateTimeParser::new();
    PARSER.parse_timestamp(text.trim()).ok()
}

#[cfg(test)]
mod tests {
    use ureq::http::{HeaderName, HeaderValue};

    use super::*;

    fn read(headers: &[(&'static str, &'static str)]) -> (bool, Option<u64>) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let fresh = of(&map, "2026-06-15T00:00:00Z".parse().unwrap());
        (fresh.keep, fresh.lifetime.map(|lifetime| lifetime.as_secs()))
    }

    #[test]
    fn lifetimes_are_those_that_the_server_gives() {
        assert_eq!(read(&[]), (true, None));
        assert_eq!(read(&[("cache-control", "public, max-age=300")]), (true, Some(300)));
        assert_eq!(read(&[("cache-control", "max-age=300"), ("age", "299")]), (true, Some(1)));
        assert_eq!(read(&[("cache-control", "max-age=300"), ("age", "900")]), (true, Some(0)));
        assert_eq!(read(&[("cache-control", "max-age=300, no-cache")]), (true, Some(0)));
        assert_eq!(read(&[("cache-control", "private"), ("cache-control", "no-store")]), (false, None));
        assert_eq!(read(&[("cache-control", "max-age=31536000, immutable")]), (true, Some(MOST.as_secs())));
        assert_eq!(read(&[("cache-control", "max-age=soon")]), (true, Some(0)));
        assert_eq!(read(&[("expires", "Mon, 15 Jun 2026 00:01:00 GMT")]), (true, Some(60)));
        assert_eq!(
            read(&[("expires", "Mon, 15 Jun 2026 00:01:00 GMT"), ("date", "Mon, 15 Jun 2026 00:00:50 GMT")]),
            (true, Some(10))
        );
        assert_eq!(read(&[("expires", "0")]), (true, Some(0)));
        assert_eq!(read(&[("expires", "Mon, 01 Jun 2026 00:00:00 GMT")]), (true, Some(0)));
        assert_eq!(read(&[("vary", "accept, *")]), (false, None));
    }
}
