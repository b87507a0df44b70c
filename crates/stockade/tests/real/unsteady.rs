//! What differs from one start of a server to the next, and is therefore taken out before results are compared.

/// The text with what is not the same twice replaced:
/// - times with their zone or milliseconds: `get_current_time` and `convert_time` say the day it is, `simulate-research-query`
///   when its task began;
/// - times of day as a clock on a wall shows them: `get-resource-reference` says when the resource was made;
/// - `Mon Jun 15 2026 …`: `get_file_info` says when the file was made and read;
/// - random identifiers (UUIDs, and 32 hexadecimal digits): tasks and questions to a human have some.
///
/// Numbers of messages stay: both clients count the same way.
pub(crate) fn steady(text: &str) -> String {
    let patterns = [
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", "[time]"),
        (r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} \d\d \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4} \([^)]*\)", "[time]"),
        (r#""day_of_week\\?": \\?"[A-Z][a-z]+day"#, "[day]"),
        (r"\d{1,2}:\d\d:\d\d[ \u{202f}][AP]M", "[time]"),
        (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "[random]"),
        (r"\b[0-9a-f]{32}\b", "[random]"),
    ];
    let mut text = text.to_owned();
    for (pattern, instead) in patterns {
        text = regex::Regex::new(pattern).unwrap().replace_all(&text, instead).into_owned();
    }
    text
}

#[test]
fn only_what_is_unsteady_is_taken_out() {
    let text = r#"made 2026-06-15T00:00:00+02:00 at 1:02:03 AM, 2026-06-15 stays; 0123456789abcdef0123456789abcdef01234567 stays"#;
    let steady = steady(text);
    assert_eq!(steady, "made [time] at [time], 2026-06-15 stays; 0123456789abcdef0123456789abcdef01234567 stays");
}
