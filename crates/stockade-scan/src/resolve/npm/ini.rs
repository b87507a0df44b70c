//! The lines of an `.npmrc`: `key = value`, comments, quotes, `key[] = value`.

/// Settings in order of the file; what stands in a `[section]` is no setting of npm's.
pub fn parse(text: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for line in text.split(['\r', '\n']) {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with([';', '#']) {
            continue;
        }
        // A section ends what npm reads as settings; there is no way back to the top of the file.
        if line.starts_with('[') && trimmed.ends_with(']') && trimmed.matches(']').count() == 1 {
            break;
        }
        let (key, value) = match line.split_once('=') {
            Some(("", _)) => continue,
            Some((key, value)) => (plain(key), plain(value)),
            None => (plain(line), "true".to_owned()),
        };
        match key.strip_suffix("[]").filter(|bare| !bare.is_empty()) {
            Some(bare) => out.push((bare.to_owned(), value)),
            None => {
                out.retain(|(other, _)| *other != key);
                out.push((key, value));
            }
        }
    }
    out
}

/// Without quotes, escapes and the comment behind.
fn plain(text: &str) -> String {
    let text = text.trim();
    let quoted = |quote: char| text.len() > 1 && text.starts_with(quote) && text.ends_with(quote);
    if quoted('"') {
        return serde_json::from_str(text).unwrap_or_else(|_| text.to_owned());
    }
    if quoted('\'') {
        let inner = text.trim_start_matches('\'').trim_end_matches('\'');
        return serde_json::from_str(inner).unwrap_or_else(|_| inner.to_owned());
    }
    let mut out = String::new();
    let mut escaped = false;
    for c in text.chars() {
        match c {
            '\\' | ';' | '#' if escaped => {
                out.push(c);
                escaped = false;
            }
            _ if escaped => {
                out.extend(['\\', c]);
                escaped = false;
            }
            ';' | '#' => break,
            '\\' => escaped = true,
            _ => out.push(c),
        }
    }
    if escaped {
        out.push('\\');
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn lines_are_read_as_npm_does() {
        let text = " a = 1 ; x\n; b=2\n# c=3\r\nd=\"q ; r\"\ne\\;=f\nflag\nl[]=1\nl[]=2\na=9\n=x\n[s]\nz=1\n";
        let got: Vec<String> = parse(text).into_iter().map(|(key, value)| format!("{key}={value}")).collect();
        assert_eq!(got, ["d=q ; r", "e;=f", "flag=true", "l=1", "l=2", "a=9"]);
    }
}
