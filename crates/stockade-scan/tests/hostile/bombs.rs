//! Small files that unfold: nesting, aliases, anchors, merges, attributes, repeated keys, and texts of the largest size.

use std::fmt::Write as _;

use stockade_model::ProblemKind;
use stockade_scan::document::{self, Format};

use super::{HONEST, Stage, WITNESS, evil, has_honest, within};

const FORMATS: &[Format] =
    &[Format::Json, Format::Toml, Format::Yaml, Format::FrontMatter, Format::Properties, Format::Xml];

/// Every way to nest that a format has, so many levels.
fn nests(format: Format, levels: usize) -> Vec<String> {
    let closed =
        |open: &str, close: &str| vec![open.repeat(levels), format!("{}{}", open.repeat(levels), close.repeat(levels))];
    let json = || [closed("[", "]"), closed("{\"a\":", "}"), closed("[{\"a\":", "}]"), closed("{a:[", "]}")].concat();
    match format {
        Format::Json => [json(), closed("/*", "*/")].concat(),
        Format::Toml => vec![
            format!("a = {}", "[".repeat(levels)),
            format!("a = {}{}", "[".repeat(levels), "]".repeat(levels)),
            format!("a = {}1{}", "{a = ".repeat(levels), "}".repeat(levels)),
            format!("a{} = 1", ".a".repeat(levels)),
            format!("[a{}]\n", ".a".repeat(levels)),
            format!("[[a{}]]\n", ".a".repeat(levels)),
            format!("a = {{a{} = 1}}", ".a".repeat(levels)),
        ],
        Format::Yaml => {
            let mut block = String::new();
            (0..levels.min(3000)).for_each(|level| writeln!(block, "{}a:", " ".repeat(level)).unwrap());
            [json(), vec!["- ".repeat(levels), "? ".repeat(levels), "&a ".repeat(levels), "!a ".repeat(levels), block]]
                .concat()
        }
        Format::FrontMatter => json().iter().map(|json| format!("---\n{json}\n---\n")).collect(),
        Format::Properties => json().iter().map(|json| format!("a={json}\n")).collect(),
        Format::Xml => [closed("<a>", "</a>"), closed("<a b='[' >", "</a>"), closed("<!--", "-->"), closed("<a", "/>")]
            .concat()
            .into_iter()
            .chain(json().iter().map(|json| format!("<a>{json}</a>")))
            .collect(),
    }
}

#[test]
fn ten_thousand_levels_are_an_error_or_a_string_never_an_overflow() {
    for format in FORMATS {
        for text in nests(*format, 10_000) {
            let start = text.chars().take(12).collect::<String>();
            match within(5, || document::parse(*format, &text)) {
                Err(error) => assert!(error.span.start <= text.len(), "{format:?} {start}"),
                // Only where a value that is no JSON is a string all the same.
                Ok(_) => assert!(matches!(format, Format::Properties | Format::Xml), "{format:?} {start} is accepted"),
            }
        }
    }
}

#[test]
fn levels_within_the_limit_are_read() {
    for (format, text) in [
        (Format::Json, format!("{}{}", "[".repeat(200), "]".repeat(200))),
        (Format::Yaml, format!("{}{}", "[".repeat(200), "]".repeat(200))),
        (Format::Xml, format!("{}{}", "<a>".repeat(200), "</a>".repeat(200))),
        (Format::Toml, format!("a = {}{}", "[".repeat(50), "]".repeat(50))),
    ] {
        assert!(document::parse(format, &text).is_ok(), "{format:?}");
    }
}

#[test]
fn a_million_random_bytes_are_an_error_in_every_format() {
    let bytes = evil::random(1_000_000);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let ascii: String = bytes.iter().map(|byte| char::from(byte & 0x7f)).collect();
    for format in FORMATS {
        for text in [&text, &ascii, &evil::characters(1_000_000)] {
            let parsed = within(10, || document::parse(*format, text));
            // To these two nearly everything is a good text.
            assert!(parsed.is_err() || matches!(format, Format::FrontMatter | Format::Properties), "{format:?}");
        }
    }
}

/// Texts that cost a careless reader far more than their length.
fn costly(length: usize) -> Vec<(Format, String)> {
    let fill = |part: &str| part.repeat(length / part.len());
    let numbered = |before: &str, part: &dyn Fn(usize) -> String, after: &str| {
        let mut text = before.to_owned();
        let mut at = 0;
        while text.len() < length {
            text.push_str(&part(at));
            at += 1;
        }
        text + after
    };
    vec![
        (Format::Json, fill("[],")),
        (Format::Json, format!("[{}1]", fill("[],"))),
        (Format::Json, format!("{{{}\"b\":1}}", fill("\"a\":1,"))),
        (Format::Json, fill("/*")),
        (Format::Json, fill("//\n")),
        (Format::Json, format!("\"{}", fill("\\u00"))),
        (Format::Json, format!("\"{}\"", fill("\\\""))),
        (Format::Toml, format!("a = [{}]", fill("[],"))),
        (Format::Toml, numbered("", &|at| format!("k{at} = 1\n"), "")),
        (Format::Toml, numbered("", &|at| format!("[t.k{at}]\na.b=1\n"), "")),
        (Format::Toml, fill("[[a]]\n")),
        (Format::Toml, fill("'''\n")),
        (Format::Yaml, fill("- a\n")),
        (Format::Yaml, fill("a: 1\n")),
        (Format::Yaml, fill("a b\n")),
        (Format::Yaml, fill("? a\n")),
        (Format::Yaml, fill("#\n")),
        (Format::Yaml, fill("\"a\": \n")),
        (Format::Yaml, format!("[{}]", fill("a, "))),
        (Format::Yaml, format!("[{}]", fill("a: b, "))),
        (Format::Yaml, format!("a: |\n{}", fill(" b\n\n"))),
        (Format::Yaml, format!("a: \"{}", fill("\\\n "))),
        (Format::Yaml, numbered("a: {<<: {", &|at| format!("k{at}: 1, "), "}}")),
        (Format::Yaml, numbered("", &|at| format!("k{at}: &a{at} x\n"), "")),
        (Format::Yaml, format!("{}{}", "[&a ".repeat(200), fill("x, "))),
        (Format::Yaml, fill("%TAG ! a\n")),
        (Format::Yaml, fill("é: ü\n")),
        (Format::Properties, fill("a\\\n")),
        (Format::Properties, fill("a=[]\n")),
        (Format::Properties, fill("\\")),
        (Format::Properties, fill(" ")),
        (Format::Xml, fill("<a")),
        (Format::Xml, fill("<a/>")),
        (Format::Xml, format!("<a>{}</a>", fill("<b/>"))),
        (Format::Xml, numbered("<a ", &|at| format!("k{at}='' "), "/>")),
        (Format::Xml, numbered("<a ", &|at| format!("xmlns:k{at}='u{at}' "), "/>")),
        (Format::Xml, format!("<a>{}</a>", fill("&amp;"))),
        (Format::Xml, fill("<!--")),
        (Format::FrontMatter, fill("---\n")),
        (Format::FrontMatter, format!("---\n{}", fill("a: b\n"))),
    ]
}

#[test]
fn no_text_costs_more_than_its_length() {
    for ((format, small), (_, large)) in costly(20_000).into_iter().zip(costly(200_000)) {
        let start = small.chars().take(16).collect::<String>();
        let seconds = |text: &str| {
            let start = std::time::Instant::now();
            let _ = document::parse(format, text);
            start.elapsed().as_secs_f64()
        };
        // Ten times the length: what is quadratic takes a hundred times as long, also on a machine that is busy.
        let fits = (0..3).any(|_| {
            let (few, many) = (seconds(&small), seconds(&large));
            many < few.max(0.02) * 30.0
        });
        assert!(fits, "{format:?} {start}: {:.3} s, then {:.3} s", seconds(&small), seconds(&large));
    }
}

#[test]
fn bombs_end_in_an_error_that_names_the_file() {
    let mut aliases = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..40 {
        let inner = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(aliases, "a{level}: &a{level} [{inner}]").unwrap();
    }
    let anchors = format!("a: {}{}", "[&a ".repeat(200), "x, ".repeat(100_000));
    let merges = format!("a: &a {{{}}}\n{}", "k: 1, ".repeat(5000), "b: {<<: *a}\n".repeat(100));
    let crowd = "[],".repeat(3_000_000);
    let dots = format!("a = [{}]", "[],".repeat(600_000));
    for (name, client, text) in [
        (".config/goose/config.yaml", "goose", aliases),
        (".config/goose/config.yaml", "goose", anchors),
        (".config/goose/config.yaml", "goose", merges),
        (".codex/config.toml", "codex", dots),
        (".cursor/mcp.json", "cursor", format!("{{\"mcpServers\": [{crowd}1]}}")),
    ] {
        let stage = Stage::new();
        let path = stage.write(name, &text);
        stage.write(WITNESS.1, HONEST);
        let inventory = stage.discover();
        let named: Vec<_> = super::problems_at(&inventory, &path).collect();
        assert_eq!(named.len(), 1, "{client} {text:.20}: {named:?}");
        assert!(matches!(named[0].kind, ProblemKind::Syntax | ProblemKind::TooLarge), "{:?}", named[0]);
        assert_eq!(named[0].client.map(|client| client.0), Some(client));
        assert!(has_honest(&inventory), "{client}");
    }
}

#[test]
fn repeated_keys_are_counted_not_listed() {
    let stage = Stage::new();
    let path = stage.write(".cursor/mcp.json", format!("{{{}\"mcpServers\": {{}}}}", "\"a\": 1, ".repeat(50_000)));
    let inventory = stage.discover();
    let named: Vec<_> = super::problems_at(&inventory, &path).collect();
    assert!(named.len() <= 20, "{}", named.len());
    assert!(named.iter().all(|problem| problem.kind == ProblemKind::DuplicateKey));
    assert!(named.last().unwrap().message.contains("49979 more"), "{}", named.last().unwrap().message);
}
