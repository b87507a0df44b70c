//! Programs that start the words behind their own options as they stand: one [`Prefix`] row each.

use stockade_model::Launch;

use crate::resolve::{Call, Outcome, Word, options::Grammar, options::Parsed, peel};

/// Where such a program's own words end.
#[derive(Clone, Copy, Debug)]
pub(super) enum Style {
    /// At the first operand, with so many operands of its own in front of the command.
    Front(usize),
    /// Options are its own wherever they stand up to `--`, with so many operands of its own in front of the command.
    Mixed(usize),
    /// At `--`, with at least and at most so many operands of its own in front.
    Dashes(usize, usize),
}

/// One program.
#[derive(Clone, Copy, Debug)]
pub(super) struct Prefix {
    /// The launcher's id.
    pub(super) id: &'static str,
    /// Its options in front of the subcommand.
    pub(super) globals: Grammar,
    /// Subcommands that start a command; empty where it has none.
    pub(super) verbs: &'static [&'static str],
    /// Its options (behind the subcommand).
    pub(super) options: Grammar,
    /// Where they end.
    pub(super) style: Style,
    /// What it changes that a reader should know.
    pub(super) note: &'static str,
}

impl Prefix {
    /// A program without options, whose first word is the command.
    pub(super) const fn plain(id: &'static str) -> Self {
        Self { id, globals: Grammar::NONE, verbs: &[], options: Grammar::NONE, style: Style::Front(0), note: "" }
    }

    /// The words behind the subcommand. [`Outcome::NotMine`] where it is another subcommand.
    pub(super) fn behind_verb<'a>(&self, args: &'a [Word], launch: &mut Launch) -> Result<&'a [Word], Outcome> {
        if self.verbs.is_empty() {
            return Ok(args);
        }
        let parsed = match self.globals.front(args) {
            Ok(parsed) => parsed,
            // An option that only another subcommand knows makes it no less that subcommand.
            Err(_) if !args.iter().any(|word| self.verbs.contains(&word.text.as_str())) => {
                return Err(Outcome::NotMine);
            }
            Err(unknown) => return Err(peel::unknown(self.id, &unknown, launch)),
        };
        match parsed.operands.first() {
            Some(verb) if self.verbs.contains(&verb.text.as_str()) && parsed.before_dashes.is_none() => {
                // Behind the first operand nothing was read, so the rest is the tail of the words.
                Ok(args.get(args.len() - parsed.operands.len() + 1..).unwrap_or_default())
            }
            _ => Err(Outcome::NotMine),
        }
    }

    /// Its own options and the operands.
    pub(super) fn parse(&self, args: &[Word]) -> Result<Parsed, crate::resolve::options::Unknown> {
        match self.style {
            Style::Front(_) => self.options.front(args),
            Style::Mixed(_) | Style::Dashes(..) => self.options.anywhere(args),
        }
    }

    /// The words of the command.
    pub(super) fn command(&self, parsed: &Parsed) -> Option<Vec<Word>> {
        let skip = match self.style {
            Style::Front(own) | Style::Mixed(own) => own,
            Style::Dashes(least, most) => parsed.before_dashes.filter(|before| (least..=most).contains(before))?,
        };
        Some(parsed.operands.iter().skip(skip).cloned().collect())
    }

    /// Reads the call and goes on with what it starts.
    pub(super) fn peel(&self, call: &Call, launch: &mut Launch) -> Outcome {
        self.peel_with(call, launch, |_, _| {})
    }

    /// The same, with what its options do to the command.
    pub(super) fn peel_with(&self, call: &Call, launch: &mut Launch, with: impl FnOnce(&Parsed, &mut Call)) -> Outcome {
        let args = match self.behind_verb(&call.args, launch) {
            Ok(args) => args,
            Err(outcome) => return outcome,
        };
        match self.parse(args) {
            Ok(parsed) => self.finish(&parsed, call, launch, with),
            Err(unknown) => peel::unknown(self.id, &unknown, launch),
        }
    }

    /// Goes on with what it starts, its options already read.
    pub(super) fn finish(
        &self,
        parsed: &Parsed,
        call: &Call,
        launch: &mut Launch,
        with: impl FnOnce(&Parsed, &mut Call),
    ) -> Outcome {
        match self.command(parsed).and_then(|words| call.inner(words)) {
            Some(mut inner) => {
                with(parsed, &mut inner);
                peel::call(self.id, self.note, inner)
            }
            None => peel::empty(self.id, call, launch),
        }
    }
}
