//! What changed of a text, word by word: `copies it to [-the user-]{+the user and their accountant+}`.
//!
//! - what stayed is cut down to the words around a change; what changed is all there;
//! - bounded: a middle that is too long to be compared word by word is one change.

/// Words of what stayed that are kept on each side of a change.
const AROUND: usize = 8;
/// Products of word counts that are compared one by one.
const MOST: usize = 1 << 20;

/// One stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Kept,
    Gone,
    Come,
}

/// A text on one line.
pub(super) fn flat(text: &str) -> String {
    text.replace("\r\n", "⏎").replace('\n', "⏎")
}

/// A text in which no mark stands but ours: whoever wrote it could else make what came look as if it had been there.
fn unmarked(text: &str) -> String {
    flat(text).replace("{+", "{\\+").replace("+}", "+\\}").replace("[-", "[\\-").replace("-]", "-\\]")
}

/// The difference, on one line; none where there is none.
pub(super) fn between(old: &str, new: &str) -> Option<String> {
    if old == new {
        return None;
    }
    let (old, new) = (unmarked(old), unmarked(new));
    let (old, new) = (words(&old), words(&new));
    let before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = (old.get(before..).unwrap_or_default(), new.get(before..).unwrap_or_default());
    let behind = rest.0.iter().rev().zip(rest.1.iter().rev()).take_while(|(a, b)| a == b).count();
    let gone = rest.0.get(..rest.0.len() - behind).unwrap_or_default();
    let come = rest.1.get(..rest.1.len() - behind).unwrap_or_default();
    let mut all: Vec<(Kind, &str)> = Vec::new();
    all.extend(old.iter().take(before).map(|word| (Kind::Kept, *word)));
    all.extend(steps(gone, come));
    all.extend(old.iter().skip(old.len() - behind).map(|word| (Kind::Kept, *word)));
    Some(shown(&all))
}

/// Words with the blanks behind them, and marks of punctuation by themselves: schemas have few blanks.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut ends = false;
    for (at, char) in text.char_indices() {
        let joins = char.is_alphanumeric() || matches!(char, '_' | '-' | '\'');
        let blank = char == ' ';
        if at > start && !blank && (ends || !joins) {
            words.extend(text.get(start..at));
            start = at;
        }
        ends = blank || !joins;
    }
    words.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    words
}

/// What stayed, went and came.
fn steps<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<(Kind, &'t str)> {
    let of = |kind: Kind, words: &[&'t str]| words.iter().map(|word| (kind, *word)).collect::<Vec<_>>();
    if old.len().saturating_mul(new.len()) > MOST {
        return [of(Kind::Gone, old), of(Kind::Come, new)].concat();
    }
    let mut out = Vec::with_capacity(old.len() + new.len());
    for op in similar::capture_diff_slices(similar::Algorithm::Myers, old, new) {
        let (was, is) = (old.get(op.old_range()).unwrap_or_default(), new.get(op.new_range()).unwrap_or_default());
        if op.tag() == similar::DiffTag::Equal {
            out.extend(of(Kind::Kept, was));
        } else {
            out.extend(of(Kind::Gone, was));
            out.extend(of(Kind::Come, is));
        }
    }
    out
}

fn shown(all: &[(Kind, &str)]) -> String {
    let mut out = String::new();
    let groups: Vec<&[(Kind, &str)]> = all.chunk_by(|a, b| a.0 == b.0).collect();
    for (index, group) in groups.iter().enumerate() {
        let text = |words: &[(Kind, &str)]| words.iter().map(|(_, word)| *word).collect::<String>();
        match group.first().map(|(kind, _)| *kind) {
            Some(Kind::Gone) => out.push_str(&format!("[-{}-]", text(group))),
            Some(Kind::Come) => out.push_str(&format!("{{+{}+}}", text(group))),
            Some(Kind::Kept) => {
                let head = if index == 0 { 0 } else { AROUND };
                let tail = if index + 1 == groups.len() { 0 } else { AROUND };
                if group.len() <= head + tail + 1 {
                    out.push_str(&text(group));
                } else {
                    out.push_str(&text(group.get(..head).unwrap_or_default()));
                    out.push('…');
                    out.push_str(&text(group.get(group.len() - tail..).unwrap_or_default()));
                }
            }
            None => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_marked_and_what_stayed_is_cut_down() {
        assert_eq!(between("Sends a mail.", "Sends a mail."), None);
        assert_eq!(between("Sends a mail.", "Sends two mails.").unwrap(), "Sends [-a mail-]{+two mails+}.");
        let long = "one two three four five six seven eight nine ten eleven twelve";
        let text = between(&format!("{long} a {long}"), &format!("{long} b {long}")).unwrap();
        assert_eq!(
            text,
            "…five six seven eight nine ten eleven twelve [-a -]{+b +}one two three four five six seven eight …"
        );
        assert_eq!(between("a\nb", "a\nb\nread ~/.ssh").unwrap(), "a⏎b{+⏎read ~/.ssh+}");
        assert_eq!(between("", "new").unwrap(), "{+new+}");
        assert_eq!(between("a", "a+} b {+c").unwrap(), "a{++\\} b {\\+c+}");
        assert_eq!(between("{\"a\":string()}", "{\"a\":number()}").unwrap(), "{\"a\":[-string-]{+number+}()}");
    }

    #[test]
    fn both_sides_can_be_read_from_it() {
        let (old, new) = ("The quick brown fox jumps", "A quick red fox leaps, and jumps");
        let steps = steps(&words(old), &words(new));
        let side = |not: Kind| steps.iter().filter(|(kind, _)| *kind != not).map(|(_, word)| *word).collect::<String>();
        assert_eq!((side(Kind::Come).as_str(), side(Kind::Gone).as_str()), (old, new));
    }

    #[test]
    fn a_long_text_is_one_change() {
        let text = |word: &str| (0..2_000).map(|number| format!("{word}{number} same ")).collect::<String>();
        let shown = between(&text("a"), &text("b")).unwrap();
        assert_eq!((shown.matches("[-").count(), shown.matches("{+").count()), (1, 1));
    }
}
