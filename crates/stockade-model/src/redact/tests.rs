//! Fake secrets are put together at run time, so that no scanner takes this file for a leak.

use super::*;

fn fake(prefix: &str, length: usize) -> String {
    let body: String = "a1B2c3D4e5F6g7H8".chars().cycle().take(length).collect();
    format!("{prefix}{body}")
}

fn kinds(key: Option<&str>, value: &str) -> Vec<&'static str> {
    find(key, value).into_iter().map(|sighting| sighting.kind).collect()
}

#[test]
fn known_forms_are_found_anywhere() {
    let token = fake("ghp_", 36);
    assert_eq!(kinds(None, &token), ["github-token"]);
    assert_eq!(kinds(None, &format!("run --x {token} y")), ["github-token"]);
    assert_eq!(kinds(Some("X"), &format!("a={token}")), ["github-token"]);
    assert_eq!(kinds(None, &format!("https://{token}@example.com/r.git")), ["github-token"]);
    let (text, _) = redact(None, &format!("a {token} b"));
    assert_eq!(text, "a [redacted:github-token] b");
}

#[test]
fn keys_flags_headers_and_parameters_name_secrets() {
    assert_eq!(kinds(Some("DB_PASSWORD"), "hunter22"), ["password"]);
    assert_eq!(redact(Some("Authorization"), "Bearer abcdef123").0, "Bearer [redacted:authorization]");
    assert_eq!(redact(None, "Authorization: Bearer abcdef123").0, "Authorization: Bearer [redacted:authorization]");
    assert_eq!(redact(None, "X-Api-Key:abcdef123").0, "X-Api-Key:[redacted:api-key]");
    assert_eq!(redact(None, "--api-key=abcdef123").0, "--api-key=[redacted:api-key]");
    assert_eq!(redact(None, "API_TOKEN=abcdef123 npx x").0, "API_TOKEN=[redacted:token] npx x");
    assert_eq!(
        redact(None, "postgres://bob:s3cr3t@db.example.com/x").0,
        "postgres://bob:[redacted:url-password]@db.example.com/x"
    );
    assert_eq!(
        redact(None, "https://h.example/mcp?api_key=abcdef&x=1").0,
        "https://h.example/mcp?api_key=[redacted:url-parameter]&x=1"
    );
    assert_eq!(redact_argv(["--token", "abcdef12", "rest"]), ["--token", "[redacted:token]", "rest"]);
    assert_eq!(
        redact_argv(["-H", "Authorization: Bearer abcdef12"]),
        ["-H", "Authorization: Bearer [redacted:authorization]"]
    );
}

#[test]
fn references_placeholders_and_plain_values_stay() {
    for (key, value) in [
        ("TOKEN", "${TOKEN}"),
        ("TOKEN", "$TOKEN"),
        ("API_KEY", "{env:KEY}"),
        ("API_KEY", "op://vault/item/field"),
        ("API_KEY", "<your api key>"),
        ("API_KEY", "YOUR_API_KEY"),
        ("MAX_TOKENS", "4096"),
        ("TOKEN_URL", "https://auth.example/token"),
        ("GOOGLE_APPLICATION_CREDENTIALS", "/home/a/key.json"),
        ("LOG_LEVEL", "debug"),
        ("MODEL", "sk-learn-something-or-other-long"),
    ] {
        assert_eq!(find(Some(key), value), [], "{key}={value}");
    }
    assert_eq!(
        redact_argv(["-y", "@scope/name@1.2.3", "--port", "8080"]),
        ["-y", "@scope/name@1.2.3", "--port", "8080"]
    );
}

#[test]
fn odd_text_never_panics_and_ranges_stay_on_characters() {
    for value in [
        "",
        "=",
        "://",
        "a://:@",
        "ü=é token: ß\u{a0}x",
        "password=\u{2003}\u{2003}",
        "a://u:päss@h?tökén=1#",
        ":::",
        "--=",
        "Bearer",
    ] {
        for sighting in find(Some("password"), value).into_iter().chain(find(None, value)) {
            assert!(value.get(sighting.range).is_some(), "{value:?}");
        }
    }
}

#[test]
fn a_password_with_a_slash_is_found_and_a_port_is_none() {
    for (value, kept) in [
        ("https://u:ab/cd@h.example/x", "https://u:[redacted:url-password]@h.example/x"),
        ("https://u:ab?cd#ef@h.example/@s/x", "https://u:[redacted:url-password]@h.example/@s/x"),
        ("https://h.example:8080/@s/x", "https://h.example:8080/@s/x"),
        ("http://[::1]:80/@s/x", "http://[::1]:80/@s/x"),
        ("https://h.example:${PORT}/@s/x", "https://h.example:${PORT}/@s/x"),
    ] {
        assert_eq!(redact(None, value).0, kept);
    }
}

#[test]
fn secrets_inside_other_notations_are_found() {
    for (value, kept) in [
        (
            r#"{"Authorization": "Bearer ntn_abcdEFGH12345678", "Notion-Version": "2022"}"#,
            r#"{"Authorization": "Bearer [redacted:authorization]", "Notion-Version": "2022"}"#,
        ),
        (r#"{"apiKey":"abcdEFGH12345678","key":"name"}"#, r#"{"apiKey":"[redacted:api-key]","key":"name"}"#),
        ("Server=x;User Id=sa;Password=abcdEFGH;Port=1", "Server=x;User Id=sa;Password=[redacted:password];Port=1"),
        ("Authorization:Bearer abcdEFGH12345678", "Authorization:Bearer [redacted:authorization]"),
        ("Authorization:${AUTH}", "Authorization:${AUTH}"),
        ("Bearer abcdEFGH12345678abcd", "Bearer [redacted:authorization]"),
        ("bearer tokens are sent as they are", "bearer tokens are sent as they are"),
        ("basic auth: yes", "basic auth: yes"),
        (
            "https://hooks.slack.com/services/T0/B0/abcd?x=1",
            "https://hooks.slack.com/services/[redacted:secret-address]?x=1",
        ),
        ("https://mcp.zapier.com/api/mcp/s/abcd/mcp", "https://mcp.zapier.com/api/mcp/s/[redacted:secret-address]"),
        ("https://mcp.zapier.com/api/mcp/s/${ZAPIER}/mcp", "https://mcp.zapier.com/api/mcp/s/${ZAPIER}/mcp"),
    ] {
        assert_eq!(redact(None, value).0, kept);
    }
}
