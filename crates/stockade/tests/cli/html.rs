//! The page is one well-formed piece that loads nothing, runs nothing, and lets no text out of its element.

use crate::{home, hostile, scan};

fn parse(page: &str) -> roxmltree::Document<'_> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    roxmltree::Document::parse_with_options(page, options).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn hostile_texts_stay_texts() {
    let page = scan(&hostile(), &["--html", "--persona", "auditor"]).stdout;
    let document = parse(&page);
    let count = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count();
    assert_eq!((count("script"), count("img"), count("style"), count("iframe"), count("a")), (0, 0, 1, 0, 0));
    let attributes: Vec<&str> = document.descendants().flat_map(|node| node.attributes()).map(|a| a.name()).collect();
    let known = ["charset", "class", "content", "http-equiv", "lang", "name", "open", "scope", "id"];
    assert!(attributes.iter().all(|name| known.contains(name)), "{attributes:?}");
    assert!(
        page.chars().all(|c| c == '\n' || c == '\t' || !stockade::visible::is_hidden(c)),
        "a hidden character is in the page"
    );
    let text: String = document.descendants().filter_map(|node| node.text()).collect();
    assert!(text.contains("</script><img src=x onerror=alert(1)>"), "the name is not shown as it is");
    assert!(text.contains("\\u{202e}"), "the override is not made visible");
    assert!(!page.contains("hunter2"));
}

#[test]
fn the_policy_allows_its_own_style_alone() {
    use base64::Engine as _;
    use sha2::Digest as _;
    let page = scan(&home(), &["--html"]).stdout;
    let document = parse(&page);
    let policy = document
        .descendants()
        .find(|node| node.attribute("http-equiv") == Some("Content-Security-Policy"))
        .and_then(|node| node.attribute("content"))
        .unwrap();
    let style = document.descendants().find(|node| node.has_tag_name("style")).unwrap().text().unwrap();
    let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(style.as_bytes()));
    assert_eq!(policy, format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"));
    assert!(style.contains("prefers-color-scheme: dark") && style.contains("@media print"));
    assert!(!page.contains("url(") && !page.contains("@import"));
}

#[test]
fn everything_is_on_the_page() {
    let home =
        home().file(".config/stockade/stockade.toml", "[[ignore]]\ncheck = \"secret-in-config\"\nreason = \"a lab\"\n");
    let page = scan(&home, &["--html"]).stdout;
    let document = parse(&page);
    let section = |id: &str| -> String {
        let node =
            document.descendants().find(|node| node.attribute("id") == Some(id)).unwrap_or_else(|| panic!("no `{id}`"));
        node.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text()).collect()
    };
    assert!(section("servers").contains("cursor, user") && section("servers").contains("~/.cursor/mcp.json:2:3"));
    assert!(section("findings").contains("`plain` talks to `mcp.example.com` unencrypted"));
    assert!(section("ignored").contains("a lab (~/.config/stockade/stockade.toml:1:1)"), "{}", section("ignored"));
    assert!(section("gaps").contains("Gaps"));
    let marked: Vec<_> =
        document.descendants().filter(|node| node.has_tag_name("mark")).filter_map(|node| node.text()).collect();
    assert!(marked.contains(&"\"http://mcp.example.com/mcp\""), "{marked:?}");
}
