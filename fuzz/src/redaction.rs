//! Secrets in values: what is found lies in the value, what is left holds none of it.

use stockade_model::redact;

/// The first line is the key, the rest the value.
pub fn values(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    let (key, value) = text.split_once('\n').map_or((None, text.as_str()), |(key, value)| (Some(key), value));
    let found = redact::find(key, value);
    let mut end = 0;
    for sighting in &found {
        assert!(value.get(sighting.range.clone()).is_some_and(|secret| !secret.is_empty()), "{sighting:?}");
        assert!(sighting.range.start >= end, "{found:?} overlap");
        end = sighting.range.end;
    }
    let (left, again) = redact::redact(key, value);
    assert_eq!(found, again);
    if found.is_empty() {
        assert_eq!(left, value);
    }
    assert_eq!(left.matches("[redacted:").count(), found.len() + kept(value, &found), "{left}");
    let words = redact::redact_argv(value.split(' '));
    assert_eq!(words.len(), value.split(' ').count());
}

/// Placeholders that stood there already, outside of what was replaced.
fn kept(value: &str, found: &[redact::Sighting]) -> usize {
    let mut rest = String::new();
    let mut at = 0;
    for sighting in found {
        rest.push_str(&value[at..sighting.range.start]);
        rest.push('\u{0}');
        at = sighting.range.end;
    }
    rest.push_str(&value[at..]);
    rest.matches("[redacted:").count()
}
