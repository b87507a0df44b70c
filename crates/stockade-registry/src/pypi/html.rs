//! The page of a project in HTML (PEP 503), for indexes that have nothing newer.
//!
//! Only anchors and a few `meta` elements mean something; everything else is passed over. No page is too broken to be
//! read, and none that has no anchor at all is taken for one of an index.

use super::simple::{File, Project, api_version, is_filename};
use crate::Fact;
use crate::digest::{Algorithm, Digest};
use crate::http::Address;

/// Reads a page.
pub(super) fn read(name: &str, page: &str, at: &Address) -> Result<Project, String> {
    let mut project = Project::empty(name);
    let mut base = at.clone();
    let mut rest = page;
    while let Some(from) = rest.find('<') {
        rest = rest.get(from + 1..).unwrap_or_default();
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        let (tag, behind) = element(rest);
        rest = behind;
        let of = |key: &str| tag.attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        match tag.name.as_str() {
            "base" => base = of("href").and_then(|to| base.join(to).ok()).unwrap_or(base),
            "meta" if of("name") == Some("pypi:repository-version") => api_version(of("content").unwrap_or_default())?,
            "meta" if of("name") == Some("pypi:tracks") => project.tracks.extend(of("content").map(str::to_owned)),
            "meta" if of("name") == Some("pypi:alternate-locations") => {
                project.alternate_locations.extend(of("content").map(str::to_owned));
            }
            "meta" if of("name") == Some("pypi:project-status") => {
                project.status = of("content").map(str::to_owned).into();
            }
            "a" => {
                let text = decode(rest.split('<').next().unwrap_or_default());
                match of("href").and_then(|href| file(text.trim(), href, &base, &of)) {
                    Some(file) => project.files.push(file),
                    None => project.doubts.push("a link that names no file is left out".to_owned()),
                }
            }
            _ => {}
        }
    }
    if project.files.is_empty() && !project.doubts.is_empty() {
        return Err("none of its links names a file".to_owned());
    }
    // An index answers with an empty page for a project without files; a login page has a form.
    if project.files.is_empty() && page.to_ascii_lowercase().contains("<form") {
        return Err("it is no page of an index".to_owned());
    }
    Ok(project)
}

fn file<'t>(text: &str, href: &str, base: &Address, of: &dyn Fn(&str) -> Option<&'t str>) -> Option<File> {
    let address = base.join(href).ok()?;
    let (path, fragment) = href.split_once('#').unwrap_or((href, ""));
    let last = path.split('?').next().unwrap_or(path).rsplit('/').next().unwrap_or_default();
    let filename = if text.contains('.') { text.to_owned() } else { last.to_owned() };
    let sha256 = |part: &str| Digest::from_hex(Algorithm::Sha256, part.strip_prefix("sha256=")?);
    let named = |text: &'t str| Digest::strongest(|by| text.strip_prefix(by)?.strip_prefix('='));
    // Whether an index that does not say so knows of yanked files at all is unknown.
    let yanked = of("data-yanked").map(|reason| Some(reason.to_owned()));
    let metadata = of("data-core-metadata").or_else(|| of("data-dist-info-metadata"));
    (is_filename(&filename) && filename.contains('.')).then(|| File {
        sha256: fragment.split('&').find_map(sha256).into(),
        size: Fact::Unknown,
        uploaded: Fact::Unknown,
        yanked: yanked.into(),
        requires_python: of("data-requires-python").map(str::to_owned).into(),
        provenance: of("data-provenance").and_then(|to| base.join(to).ok()).map(Some).into(),
        has_metadata: metadata.map(|value| value != "false").into(),
        metadata_digest: metadata.and_then(named).into(),
        filename,
        address,
    })
}

struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

/// The element whose `<` was just passed, and what stands behind its `>`.
fn element(text: &str) -> (Tag, &str) {
    let end = text.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(text.len());
    let (name, mut rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let mut tag = Tag { name: name.to_ascii_lowercase(), attributes: Vec::new() };
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(behind) = rest.strip_prefix('>') {
            return (tag, behind);
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        let (key, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let behind = behind.trim_start();
        let (value, behind) = match behind.strip_prefix('=') {
            None => ("", behind),
            Some(value) => self::value(value.trim_start()),
        };
        if key.is_empty() && behind.len() == rest.len() {
            // A stray sign, or the end of the page in the middle of a tag.
            rest = rest.get(rest.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default();
            if rest.is_empty() {
                return (tag, rest);
            }
            continue;
        }
        tag.attributes.push((key.to_ascii_lowercase(), decode(value)));
        rest = behind;
        if rest.is_empty() {
            return (tag, rest);
        }
    }
}

fn value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    let end = text.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The references that indexes write; any other stays as it is.
fn decode(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#39;", "'").replace("&#x27;", "'").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(page: &str) -> Result<Project, String> {
        super::read("a", page, &Address::parse("https://registry.example/simple/a/").unwrap())
    }

    #[test]
    fn anchors_are_files() {
        let sha = Digest::of(Algorithm::Sha256, b"abc");
        let page = format!(
            "<!DOCTYPE html><html><head><meta name=\"pypi:repository-version\" content=\"1.0\"></head>\n\
             <!-- <a href=\"evil-1.0.tar.gz\">evil-1.0.tar.gz</a> -->\n\
             <a href='../../files/a-1.0.tar.gz#sha256={0}' data-requires-python='&gt;=3.9' data-yanked>a-1.0.tar.gz</a><br/>\n\
             <A HREF=/f/a-1.0-py3-none-any.whl?x=1&amp;y=2 data-core-metadata=\"true\">a-1.0-py3-none-any.whl</A>\n\
             <a href=/f/a-0.9-py3-none-any.whl data-dist-info-metadata=sha256={0}>a-0.9-py3-none-any.whl</a>",
            sha.hex()
        );
        let project = read(&page).unwrap();
        let [sdist, wheel, older] = &project.files[..] else { panic!("{project:?}") };
        assert_eq!(sdist.sha256, Fact::Known(sha.clone()));
        assert_eq!((&older.has_metadata, &older.metadata_digest), (&Fact::Known(true), &Fact::Known(sha)));
        assert_eq!(sdist.address.shown(), "https://registry.example/files/a-1.0.tar.gz");
        assert_eq!(sdist.yanked, Fact::Known(Some(String::new())));
        assert_eq!(sdist.requires_python, Fact::Known(">=3.9".to_owned()));
        assert_eq!(wheel.address.uri().query(), Some("x=1&y=2"));
        assert!(wheel.has_metadata == Fact::Known(true) && wheel.metadata_digest.is_unknown());
        assert!(wheel.sha256.is_unknown() && wheel.yanked.is_unknown() && wheel.uploaded.is_unknown());
    }

    #[test]
    fn what_is_no_page_of_an_index_is_an_error() {
        assert!(read("<form action=/login>").is_err());
        assert!(read("<a href=/home>home</a>").is_err());
        assert!(read("<meta name='pypi:repository-version' content='2.0'>").is_err());
        assert!(read("<html></html>").unwrap().files.is_empty());
    }

    #[test]
    fn broken_pages_come_to_an_end() {
        for page in [
            "<",
            "<a",
            "<a href",
            "<a href=",
            "<a href='",
            "<a =",
            "<a ===>x",
            "<!--",
            "<a / / >",
            "<a \"é",
            "<é <a <b",
        ] {
            let _ = read(page);
        }
    }
}
