//! Which records are asked for.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use jiff::{SignedDuration, Timestamp};
use stockade_gate::journal::read::Entry;
use stockade_model::Verdict;

use crate::cli::log::Filter;
use crate::commands::Failure;
use crate::visible;

/// What a record must be; all of it.
#[derive(Debug)]
pub(super) struct Selection {
    server: Option<GlobSet>,
    tool: Option<GlobSet>,
    decisions: Vec<&'static str>,
    rules: Vec<String>,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Selection {
    pub(super) fn new(filter: &Filter, now: Timestamp) -> Result<Self, Failure> {
        let moment = |text: &Option<String>| text.as_deref().map(|text| when(text, now)).transpose();
        Ok(Self {
            server: globs(&filter.server)?,
            tool: globs(&filter.tool)?,
            decisions: filter.decision.iter().map(|decision| Verdict::from(*decision).as_str()).collect(),
            rules: filter.rule.clone(),
            since: moment(&filter.since)?,
            until: moment(&filter.until)?,
        })
    }

    pub(super) fn takes(&self, entry: &Entry) -> bool {
        let matches = |globs: &Option<GlobSet>, text: &Option<String>| {
            globs.as_ref().is_none_or(|globs| text.as_ref().is_some_and(|text| globs.is_match(text)))
        };
        let named = |rule: &String| entry.rule.as_ref() == Some(rule) || entry.recorded.contains(rule);
        let decided = |word: &&str| entry.decision.as_deref() == Some(*word);
        let at = || entry.time.parse::<Timestamp>().ok();
        matches(&self.server, &entry.server)
            && matches(&self.tool, &entry.tool)
            && (self.decisions.is_empty() || self.decisions.iter().any(decided))
            && (self.rules.is_empty() || self.rules.iter().any(named))
            && self.since.is_none_or(|since| at().is_some_and(|at| at >= since))
            && self.until.is_none_or(|until| at().is_some_and(|at| at < until))
    }
}

fn globs(patterns: &[String]) -> Result<Option<GlobSet>, Failure> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let refuse = |pattern: &str, error: &globset::Error| {
        Failure::new(format!("`{}` is no pattern: {}", visible::short(pattern, 80), error.kind()))
    };
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(GlobBuilder::new(pattern).build().map_err(|error| refuse(pattern, &error))?);
    }
    set.build().map(Some).map_err(|error| refuse(&patterns.join(" "), &error))
}

/// A moment: so long ago, a date in UTC, or RFC 3339.
fn when(text: &str, now: Timestamp) -> Result<Timestamp, Failure> {
    let refuse = || {
        Failure::new(format!("`{}` is no moment", visible::short(text, 80)))
            .hint("write `90s`, `10m`, `2h` or `3d` for so long ago, `2026-06-15`, or `2026-06-15T12:00:00Z`")
    };
    let unit = |last: char| match last {
        's' => Some(1),
        'm' => Some(60),
        'h' => Some(3_600),
        'd' => Some(86_400),
        _ => None,
    };
    let mut digits = text.chars();
    if let Some(unit) = digits.next_back().and_then(unit)
        && let Ok(number) = digits.as_str().parse::<u32>()
    {
        return now.checked_sub(SignedDuration::from_secs(i64::from(number) * unit)).map_err(|_| refuse());
    }
    if let Ok(date) = text.parse::<jiff::civil::Date>()
        && text.len() == 10
    {
        return jiff::tz::Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).map_err(|_| refuse());
    }
    text.parse().map_err(|_| refuse())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_three_ways() {
        let now: Timestamp = "2026-06-15T12:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("90s", "2026-06-15T11:58:30Z"),
            ("2h", "2026-06-15T10:00:00Z"),
            ("3d", "2026-06-12T12:00:00Z"),
            ("2026-06-01", "2026-06-01T00:00:00Z"),
            ("2026-06-01T02:00:00+02:00", "2026-06-01T00:00:00Z"),
        ] {
            assert_eq!(when(text, now).unwrap(), expected.parse().unwrap(), "{text}");
        }
        for text in ["", "h", "-1h", "1.5h", "yesterday", "2026-13-01", "12:00", "99999999999d"] {
            assert!(when(text, now).is_err(), "{text}");
        }
    }
}
