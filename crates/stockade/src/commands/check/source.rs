//! Where specs come from: the command line, and a list on the standard input that is read line by line.

use std::io::BufRead;

use stockade_model::redact;

use super::spec::{self, Meaning, Surroundings, Wrong};

/// Longer lines are said to be wrong and skipped, so that memory stays bounded whatever comes.
const LONGEST: usize = 256 << 10;

/// One spec, as far as it was understood.
#[derive(Debug)]
pub(super) struct Asked {
    /// As it was typed, secrets replaced.
    pub(super) text: String,
    /// The line of the standard input.
    pub(super) line: Option<u64>,
    /// What it means.
    pub(super) meaning: Result<Meaning, Wrong>,
}

/// A spec of the command line.
pub(super) fn argument(text: &str, around: &Surroundings<'_>) -> Asked {
    Asked { text: redact::redact(None, text.trim()).0, line: None, meaning: spec::read(text, around) }
}

/// The words behind `--`.
pub(super) fn launch(words: &[String], around: &Surroundings<'_>) -> Asked {
    let text = redact::redact_argv(words.iter().map(String::as_str)).join(" ");
    Asked { text, line: None, meaning: spec::words(words, around) }
}

/// One line that holds something, with its number; comments and empty lines are passed over. `number` counts on.
///
/// # Errors
/// Where reading fails.
pub(super) fn next_line(
    input: &mut impl BufRead,
    number: &mut u64,
) -> std::io::Result<Option<(u64, Result<String, Wrong>)>> {
    loop {
        let Some(bytes) = read_line(input)? else { return Ok(None) };
        *number += 1;
        let text = match bytes {
            Err(length) => {
                let message = format!("the line has {length} bytes; more than {LONGEST} are not read");
                return Ok(Some((*number, Err(Wrong { message, hint: None }))));
            }
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => text,
                Err(_) => {
                    let message = "the line is not UTF-8".to_owned();
                    return Ok(Some((*number, Err(Wrong { message, hint: None }))));
                }
            },
        };
        let text = text.strip_prefix('\u{feff}').filter(|_| *number == 1).unwrap_or(&text).trim();
        if !text.is_empty() && !text.starts_with('#') {
            return Ok(Some((*number, Ok(text.to_owned()))));
        }
    }
}

/// The bytes of the next line without its end, or how many it has where they are too many; none at the end.
fn read_line(input: &mut impl BufRead) -> std::io::Result<Option<Result<Vec<u8>, usize>>> {
    let mut line = Vec::new();
    let mut length = 0;
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok((length > 0).then_some(if length > LONGEST { Err(length) } else { Ok(line) }));
        }
        let (part, used, ended) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(at) => (buffer.get(..at).unwrap_or(&[]), at + 1, true),
            None => (buffer, buffer.len(), false),
        };
        length += part.len();
        if length <= LONGEST {
            line.extend_from_slice(part);
        } else {
            line = Vec::new();
        }
        input.consume(used);
        if ended {
            return Ok(Some(if length > LONGEST { Err(length) } else { Ok(line) }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_numbered_and_bad_ones_cost_themselves() {
        let mut text = b"\xef\xbb\xbf# comment\n\nnpm:a\r\n\xff\n".to_vec();
        text.extend(std::iter::repeat_n(b'x', LONGEST + 1));
        text.extend(b"\n  pypi:b");
        let (mut input, mut number, mut found) = (text.as_slice(), 0, Vec::new());
        while let Some((line, text)) = next_line(&mut input, &mut number).unwrap() {
            found.push((line, text.map_err(|wrong| wrong.message)));
        }
        assert_eq!(found[0], (3, Ok("npm:a".to_owned())));
        assert_eq!(found[1], (4, Err("the line is not UTF-8".to_owned())));
        assert!(found[2].0 == 5 && found[2].1.as_ref().unwrap_err().contains("262145 bytes"));
        assert_eq!(found[3], (6, Ok("pypi:b".to_owned())));
        assert_eq!(found.len(), 4);
    }
}
