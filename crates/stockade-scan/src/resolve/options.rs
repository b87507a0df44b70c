//! Reads a program's options by its own grammar, and refuses what that grammar does not know.
//!
//! A word that only looks like an option's value may be the very thing that runs (`npx --cache good evil`), so an
//! option that is not in the table ends in [`Unknown`], never in a guess about what it takes. Abbreviated long options
//! (`--pre` for `--preserve-env`) count as unknown for the same reason.

use stockade_model::{Opaque, launch::OpaqueReason};

use super::Word;

/// Which options a program has and what each takes. Names carry their dashes; letters are `-x`.
#[derive(Clone, Copy, Debug)]
pub struct Grammar {
    /// Take nothing.
    pub switches: &'static [&'static str],
    /// Take one value: the next word, `--name=value`, or for letters the rest of the word.
    pub values: &'static [&'static str],
    /// Take two words (`-H KEY VALUE`).
    pub pairs: &'static [&'static str],
    /// Take a value only where it is attached (`--name=value`, `-xvalue`).
    pub attached: &'static [&'static str],
    /// Take the next word too, unless it begins with a dash.
    pub maybe: &'static [&'static str],
    /// Take every following word up to one that begins with a dash.
    pub many: &'static [&'static str],
}

impl Grammar {
    /// No options at all; the start of every table.
    pub const NONE: Self = Self { switches: &[], values: &[], pairs: &[], attached: &[], maybe: &[], many: &[] };
}

/// One option that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Its name with dashes, as in the table.
    pub name: &'static str,
    /// What it took.
    pub values: Vec<Word>,
}

/// Options and operands of one command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The options, in order.
    pub flags: Vec<Flag>,
    /// The operands, in order; what follows `--` is among them.
    pub operands: Vec<Word>,
    /// How many operands stood in front of `--`; none where there was no `--`.
    pub before_dashes: Option<usize>,
    /// Whether options stood between operands.
    pub interrupted: bool,
}

impl Parsed {
    /// Whether an option was given.
    pub fn has(&self, name: &str) -> bool {
        self.flags.iter().any(|flag| flag.name == name)
    }

    /// The first value of the last use of an option.
    pub fn last(&self, name: &str) -> Option<&Word> {
        self.flags.iter().rev().find(|flag| flag.name == name)?.values.first()
    }

    /// The first value of the last use of any of these options.
    pub fn last_of(&self, names: &[&str]) -> Option<&Word> {
        self.flags.iter().rev().find(|flag| names.contains(&flag.name))?.values.first()
    }
}

/// A word that the grammar does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// It.
    pub word: Word,
}

impl Unknown {
    /// Says so in a launch.
    pub fn opaque(&self, program: &str) -> Opaque {
        Opaque {
            reason: OpaqueReason::UnknownArgument,
            detail: format!("`{program}` is given `{}`, which is not an option known to it", self.word.text),
            span: self.word.span,
        }
    }
}

impl Grammar {
    /// Options up to the first operand; everything from there on is an operand, dashes or not.
    pub fn front(&self, args: &[Word]) -> Result<Parsed, Unknown> {
        self.read(args, true)
    }

    /// Options and operands in any order.
    pub fn anywhere(&self, args: &[Word]) -> Result<Parsed, Unknown> {
        self.read(args, false)
    }

    fn read(&self, args: &[Word], stop: bool) -> Result<Parsed, Unknown> {
        let mut parsed = Parsed::default();
        let mut after_operand = false;
        let mut rest = args;
        while let Some((word, tail)) = rest.split_first() {
            rest = tail;
            if word.text == "--" {
                parsed.before_dashes = Some(parsed.operands.len());
                parsed.operands.extend(rest.iter().cloned());
                break;
            }
            if !word.text.starts_with('-') || word.text == "-" {
                parsed.interrupted |= !parsed.operands.is_empty() && !after_operand;
                parsed.operands.push(word.clone());
                after_operand = true;
                if stop {
                    parsed.operands.extend(rest.iter().cloned());
                    break;
                }
                continue;
            }
            after_operand = false;
            rest = self.option(word, rest, &mut parsed.flags)?;
        }
        Ok(parsed)
    }

    /// One word that begins with a dash; gives back what follows it and its values.
    fn option<'w>(&self, word: &Word, rest: &'w [Word], flags: &mut Vec<Flag>) -> Result<&'w [Word], Unknown> {
        let unknown = || Unknown { word: word.clone() };
        let (name, value) = match word.text.split_once('=') {
            Some((name, value)) => (name, Some(Word::at(value, word.span))),
            None => (word.text.as_str(), None),
        };
        if let Some(rest) = self.whole(name, value, rest, flags) {
            return rest.ok_or_else(unknown);
        }
        // A cluster of letters: `-it`, `-uroot`.
        let letters = word.text.strip_prefix('-').filter(|letters| !letters.starts_with('-')).ok_or_else(unknown)?;
        let mut from = flags.len();
        for (at, letter) in letters.char_indices() {
            let name = format!("-{letter}");
            let after = letters.get(at + letter.len_utf8()..).unwrap_or("");
            if let Some(name) = find(self.switches, &name) {
                flags.push(Flag { name, values: Vec::new() });
                from += 1;
                continue;
            }
            let attached = (!after.is_empty()).then(|| Word::at(after, word.span));
            return match self.whole(&name, attached, rest, flags) {
                Some(Some(rest)) => Ok(rest),
                _ => {
                    flags.truncate(from);
                    Err(unknown())
                }
            };
        }
        Ok(rest)
    }

    /// An option by its whole name: none where it is not in the table, `Some(None)` where it is used wrongly.
    fn whole<'w>(
        &self,
        name: &str,
        value: Option<Word>,
        rest: &'w [Word],
        flags: &mut Vec<Flag>,
    ) -> Option<Option<&'w [Word]>> {
        if let Some(name) = find(self.switches, name) {
            if value.is_some() {
                return Some(None);
            }
            flags.push(Flag { name, values: Vec::new() });
            return Some(Some(rest));
        }
        if let Some(name) = find(self.attached, name) {
            flags.push(Flag { name, values: value.into_iter().collect() });
            return Some(Some(rest));
        }
        let (name, wanted) = (find(self.values, name).map(|name| (name, 1..=1)))
            .or_else(|| find(self.pairs, name).map(|name| (name, 2..=2)))
            .or_else(|| find(self.maybe, name).map(|name| (name, 0..=1)))
            .or_else(|| find(self.many, name).map(|name| (name, 0..=usize::MAX)))?;
        let mut values: Vec<Word> = value.into_iter().collect();
        let mut rest = rest;
        // `--name=value` is complete; otherwise words are taken, dashes and all where the number is fixed.
        while values.len() < *wanted.end() && (values.is_empty() || *wanted.end() > 1) {
            match rest.split_first() {
                Some((next, tail)) if values.len() < *wanted.start() || !next.text.starts_with('-') => {
                    values.push(next.clone());
                    rest = tail;
                }
                _ => break,
            }
        }
        if values.len() < *wanted.start() {
            return Some(None);
        }
        flags.push(Flag { name, values });
        Some(Some(rest))
    }
}

fn find(table: &'static [&'static str], name: &str) -> Option<&'static str> {
    table.iter().copied().find(|known| *known == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRAMMAR: Grammar = Grammar {
        switches: &["-i", "-t", "--init"],
        values: &["-u", "--user"],
        pairs: &["-H"],
        attached: &["--colour"],
        maybe: &["--verify"],
        many: &["--origin"],
    };

    fn words(text: &str) -> Vec<Word> {
        text.split(' ').map(Word::plain).collect()
    }

    fn operands(parsed: &Parsed) -> Vec<&str> {
        parsed.operands.iter().map(|word| word.text.as_str()).collect()
    }

    #[test]
    fn every_kind_takes_what_it_takes() {
        let parsed = GRAMMAR
            .front(&words("-it -uroot --user=me -H k -v --colour --verify no --origin a b --init cmd --init"))
            .unwrap();
        assert_eq!(operands(&parsed), ["cmd", "--init"]);
        assert_eq!(parsed.last("-u").unwrap().text, "root");
        assert_eq!(parsed.last_of(&["-u", "--user"]).unwrap().text, "me");
        let pair = parsed.flags.iter().find(|flag| flag.name == "-H").unwrap();
        assert_eq!(pair.values.len(), 2);
        assert_eq!(parsed.last("--verify").unwrap().text, "no");
        assert!(parsed.has("-t") && parsed.has("--colour"));
    }

    #[test]
    fn what_is_not_in_the_table_is_refused() {
        for line in ["--use me", "-x", "-ix", "--init=1", "-u", "-H k", "--unknown=1"] {
            assert!(GRAMMAR.front(&words(line)).is_err(), "{line}");
        }
    }

    #[test]
    fn two_dashes_end_the_options() {
        let parsed = GRAMMAR.anywhere(&words("a -i -- -u b")).unwrap();
        assert_eq!(operands(&parsed), ["a", "-u", "b"]);
        assert_eq!(parsed.before_dashes, Some(1));
        assert!(!parsed.interrupted);
        assert!(GRAMMAR.anywhere(&words("a -i b")).unwrap().interrupted);
    }
}
