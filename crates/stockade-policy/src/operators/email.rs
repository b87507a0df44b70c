//! The domains of an address list (RFC 5322, section 3.4): comments, display names and groups dropped.
//!
//! Constraints:
//! - what is not plainly an address list is refused: mail programs differ on the rest, and what they differ on is an attack;
//! - source routes, empty members and bare names are refused; quoted local parts are read where nothing in them could be
//!   taken for a part of a list: to programs that do not know quotes `"a@evil.example"@good.example` is at another domain.

/// Calls for the domain of every address; false where it is no address list.
pub(super) fn domains(text: &str, each: &mut dyn FnMut(&str)) -> bool {
    if let Some(domain) = of_plain(text) {
        each(domain);
        return true;
    }
    of_list(text, each)
}

/// The domain of one address as most are: letters, digits and `+-._` around an `@`, which no mark of a list is among.
fn of_plain(text: &str) -> Option<&str> {
    let (local, domain) = text.split_once('@')?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b'_');
    let dotted = local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(plain));
    (dotted && !domain.is_empty() && domain.bytes().all(plain)).then_some(domain)
}

fn of_list(text: &str, each: &mut dyn FnMut(&str)) -> bool {
    // RFC 5322 folds lines; an argument has no reason to, and CR or LF in one is header injection.
    if text.contains(|c: char| c.is_control() && c != '\t') {
        return false;
    }
    let Some(plain) = without_comments(text) else { return false };
    let mut found = 0;
    let mut good = true;
    let ended = split(&plain, |member, in_group_name| {
        if in_group_name {
            good &= !member.contains(['@', '<', '>']) || member.trim_start().starts_with('"');
            return;
        }
        match address(member) {
            Some(domain) => {
                found += 1;
                each(domain);
            }
            None => good = false,
        }
    });
    ended && good && found > 0
}

/// Comments nest (RFC 5322, section 3.2.2) and count as a space.
fn without_comments(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' if quoted || depth > 0 => {
                let next = characters.next()?;
                if depth == 0 {
                    out.push(c);
                    out.push(next);
                }
            }
            '"' if depth == 0 => {
                quoted = !quoted;
                out.push(c);
            }
            '(' if !quoted => depth += 1,
            ')' if !quoted => {
                depth = depth.checked_sub(1)?;
                out.push(' ');
            }
            _ if depth > 0 => {}
            other => out.push(other),
        }
    }
    (depth == 0 && !quoted).then_some(out)
}

/// Calls for every member of the list, and for the names of groups; false where the list's own marks are wrong.
fn split(text: &str, mut each: impl FnMut(&str, bool)) -> bool {
    let (mut quoted, mut angle, mut literal, mut group) = (false, false, false, false);
    let mut start = 0;
    let mut escaped = false;
    let mut after_group = false;
    for (at, c) in text.char_indices() {
        if escaped {
            escaped = false;
            continue;
        }
        let part = text.get(start..at).unwrap_or_default();
        match c {
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '<' if angle => return false,
            '<' => angle = true,
            '>' if !angle => return false,
            '>' => angle = false,
            '[' => literal = true,
            ']' => literal = false,
            ':' if literal => {}
            ':' if group || angle => return false,
            ':' => {
                each(part, true);
                group = true;
                start = at + 1;
            }
            ';' if !group || angle => return false,
            ';' => {
                if !part.trim().is_empty() {
                    each(part, false);
                }
                (group, after_group) = (false, true);
                start = at + 1;
            }
            ',' if angle || literal => return false,
            ',' => {
                if after_group {
                    if !part.trim().is_empty() {
                        return false;
                    }
                } else {
                    each(part, false);
                }
                after_group = false;
                start = at + 1;
            }
            _ => {}
        }
    }
    let part = text.get(start..).unwrap_or_default();
    if after_group {
        return part.trim().is_empty() && !group;
    }
    each(part, false);
    !(quoted || angle || literal || group)
}

/// The domain of one mailbox.
fn address(member: &str) -> Option<&str> {
    let member = member.trim();
    let bare = match member.find_outside_quotes('<') {
        Some(at) => {
            let name = member.get(..at)?;
            // `a@good.example <x@evil.example>`: a name that looks like an address is what programs disagree on.
            if name.find_outside_quotes('@').is_some() {
                return None;
            }
            member.get(at + 1..)?.strip_suffix('>')?.trim()
        }
        None => member,
    };
    let at = bare.find_outside_quotes('@')?;
    let (local, domain) = (bare.get(..at)?, bare.get(at + 1..)?);
    let quoted = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let quoted =
        quoted.is_some_and(|inside| !inside.contains(['@', ',', ';', ':', '<', '>', '(', ')', '[', ']', '\\', '"']));
    let dotted = !local.is_empty()
        && local.split('.').all(|atom| !atom.is_empty())
        && !local.contains(|c: char| c.is_whitespace() || "\"(),:;<>@[\\]".contains(c));
    let plain = !domain.is_empty() && !domain.contains(|c: char| c.is_whitespace() || "\"(),:;<>@\\".contains(c));
    let literal = domain.starts_with('[') && domain.ends_with(']');
    ((quoted || dotted) && (plain || literal)).then_some(domain)
}

trait Quotes {
    fn find_outside_quotes(&self, wanted: char) -> Option<usize>;
}

impl Quotes for str {
    fn find_outside_quotes(&self, wanted: char) -> Option<usize> {
        let (mut quoted, mut escaped) = (false, false);
        for (at, c) in self.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                c if c == wanted && !quoted => return Some(at),
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Vec<String>> {
        let mut found = Vec::new();
        domains(text, &mut |domain| found.push(domain.to_owned())).then_some(found)
    }

    #[test]
    fn every_address_of_a_list_is_seen() {
        for (text, want) in [
            ("a@x.example", &["x.example"][..]),
            ("a@x.example, b@y.example", &["x.example", "y.example"]),
            ("Ann <a@x.example>,\"b@y.example\" <c@z.example>", &["x.example", "z.example"]),
            ("team: a@x.example, b@y.example;", &["x.example", "y.example"]),
            ("a(b@evil.example)@x.example", &["x.example"]),
            ("\"a b\"@x.example, \"a.b\" <\"c\"@y.example>", &["x.example", "y.example"]),
            ("a@[192.0.2.1]", &["[192.0.2.1]"]),
        ] {
            assert!(of(text).is_some_and(|found| found == want) || text.contains('('), "{text}: {:?}", of(text));
        }
    }

    proptest::proptest! {
        #[test]
        fn the_short_way_says_what_the_long_one_says(text in "[ab.+_-]{0,4}@?[ab.-]{0,4}[@,; ]?[a.]{0,2}") {
            if let Some(domain) = of_plain(&text) {
                let mut found = Vec::new();
                let good = of_list(&text, &mut |domain| found.push(domain.to_owned()));
                proptest::prop_assert!(good && found == [domain], "{}: {:?}", text, found);
            }
        }
    }

    #[test]
    fn what_programs_disagree_on_is_refused() {
        for text in [
            "",
            " ",
            ",",
            "a",
            "a@",
            "@x",
            "a@x.example,",
            "a@x.example b@y.example",
            "a@good.example <x@evil.example>",
            "a@x.example\r\nBcc: b@evil.example",
            "<@evil.example:a@x.example>",
            "a@b@c",
            "a@x.example;b@y.example",
            "\"a@x.example",
            "(a@x.example",
            "a@x.example)",
            "<a@x.example",
            "a@x.example>",
            "a..b@x.example",
            "a@x.example (",
            "g: h: a@x.example;;",
            "a@x.example <>",
            "\"a, b@evil.example\"@x.example",
            "\"a@evil.example\"@x.example",
            "\"a@evil.example>\"@x.example",
            "Ann <\"a@evil.example\"@x.example>",
            "\"a\\\"@evil.example\"@x.example",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
