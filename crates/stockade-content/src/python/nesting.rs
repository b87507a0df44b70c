//! How deep a Python source nests, before a parser that recurses sees it.
//!
//! - counted are brackets, operators between two separators (a long sum is a tree as deep as it is long), and blocks inside
//!   each other by their indentation;
//! - strings are skipped; what stands between braces in one counts as if it stood outside, whether or not it is an f-string.

/// A sum or chain of members of genuine code may be this many times longer than brackets are deep.
const CHAIN: usize = 10;

/// Says what is too deep.
pub(super) fn check(source: &str, limit: usize) -> Result<(), String> {
    if source.len() <= limit {
        return Ok(());
    }
    let bytes = source.as_bytes();
    // A chain's length at each open bracket; the brackets below it stay open.
    let mut levels = vec![0_usize];
    let mut total = 0_usize;
    let mut at = 0;
    let mut start_of_line = true;
    while let Some(byte) = bytes.get(at).copied() {
        if start_of_line && levels.len() == 1 {
            let rest = bytes.get(at..).unwrap_or_default();
            let indent = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            if indent > limit {
                return Err(format!("it is indented by more than {limit} at byte {at}"));
            }
        }
        start_of_line = false;
        let mut step = 1;
        match byte {
            b'#' => step = memchr::memchr(b'\n', bytes.get(at..).unwrap_or_default()).unwrap_or(bytes.len() - at),
            b'"' | b'\'' => {
                let length = string_length(bytes.get(at..).unwrap_or_default(), byte);
                let body = bytes.get(at..at + length).unwrap_or_default();
                let opened = body.iter().filter(|byte| **byte == b'{').count();
                let inside = if opened == 0 { 0 } else { body.iter().filter(|byte| deepens(**byte)).count() };
                if inside / CHAIN > limit {
                    return Err(format!("a string nests deeper than {limit} at byte {at}"));
                }
                step = length.max(1);
            }
            b'(' | b'[' | b'{' => {
                levels.push(0);
                if levels.len() > limit {
                    return Err(format!("it nests deeper than {limit} at byte {at}"));
                }
            }
            b')' | b']' | b'}' => {
                if levels.len() > 1 {
                    total -= levels.pop().unwrap_or(0);
                }
                // Calls and subscripts follow each other: `a()()()`.
                deeper(&mut levels, &mut total);
            }
            b'\n' => {
                start_of_line = true;
                if levels.len() == 1 {
                    reset(&mut levels, &mut total);
                }
            }
            b',' | b';' => reset(&mut levels, &mut total),
            byte if deepens(byte) => deeper(&mut levels, &mut total),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => {
                let rest = bytes.get(at..).unwrap_or_default();
                step = rest
                    .iter()
                    .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | 0x80..))
                    .count()
                    .max(1);
                if matches!(
                    rest.get(..step),
                    Some(b"not" | b"lambda" | b"await" | b"if" | b"else" | b"and" | b"or" | b"in" | b"is" | b"yield")
                ) {
                    deeper(&mut levels, &mut total);
                }
            }
            _ => {}
        }
        if total > limit.saturating_mul(CHAIN) {
            return Err(format!("an expression is longer than {} operators at byte {at}", limit.saturating_mul(CHAIN)));
        }
        at += step;
    }
    Ok(())
}

const fn deepens(byte: u8) -> bool {
    matches!(
        byte,
        b'+' | b'-'
            | b'*'
            | b'/'
            | b'%'
            | b'@'
            | b'&'
            | b'|'
            | b'^'
            | b'~'
            | b'<'
            | b'>'
            | b'='
            | b'!'
            | b'.'
            | b':'
            | b'('
            | b'['
            | b'{'
    )
}

fn deeper(levels: &mut [usize], total: &mut usize) {
    if let Some(chain) = levels.last_mut() {
        *chain += 1;
        *total += 1;
    }
}

fn reset(levels: &mut [usize], total: &mut usize) {
    if let Some(chain) = levels.last_mut() {
        *total -= *chain;
        *chain = 0;
    }
}

/// The length of the string that begins here, quotes included; to the line's end where it is not closed.
fn string_length(bytes: &[u8], quote: u8) -> usize {
    let triple = bytes.get(1) == Some(&quote) && bytes.get(2) == Some(&quote);
    let mut at = if triple { 3 } else { 1 };
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\n' if !triple => return at,
            byte if *byte == quote => {
                if !triple {
                    return at + 1;
                }
                if bytes.get(at + 1) == Some(&quote) && bytes.get(at + 2) == Some(&quote) {
                    return at + 3;
                }
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn depth_is_counted_whatever_makes_it() {
        for (name, unit, close, count) in [
            ("brackets", "[", "]", 5_000),
            ("calls", "f(", ")", 5_000),
            ("sums", "a+", "", 50_000),
            ("signs", "-", "", 50_000),
            ("nots", "not ", "", 50_000),
            ("members", "a.", "", 50_000),
            ("conditions", "a if b else ", "", 50_000),
            ("lambdas", "lambda:", "", 50_000),
        ] {
            let source = format!("{}x{}", unit.repeat(count), close.repeat(count));
            assert!(check(&source, 2_000).is_err(), "{name}");
        }
    }

    #[test]
    fn what_repeats_without_nesting_is_not_deep() {
        for unit in
            ["a = b + 1\n", "f(a, b)[1]\n", "'((((((' + \\\n", "# ((((\n", "x = [1, 2, 3]\n", "\"\"\"((((\n\"\"\"\n"]
        {
            assert_eq!(check(&unit.repeat(8_000), 2_000), Ok(()), "{unit}");
        }
    }
}
