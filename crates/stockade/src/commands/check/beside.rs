//! Two names one above the other, what differs marked in colour and by carets below.

use crate::visible::line;

const MARK: anstyle::Style = anstyle::AnsiColor::Red.on_default().bold();
/// Stands where the other name has a character more.
const GAP: char = '·';
/// Names that differ in more than this share of their letters are not aligned: the marks would say nothing.
const MOST_SHARE: usize = 2;

/// A column of the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Column {
    this: char,
    that: char,
}

/// Three lines without a break behind the last: `this`, `that`, and carets where they differ. `left` is what stands in
/// front of each name; both have the same width, and differ where the ecosystems do.
pub(super) fn draw(indent: &str, left: (&str, &str), this: &str, that: &str) -> String {
    let (this, that) = (line(this), line(that));
    let columns = align(&this, &that);
    let width = left.0.chars().count().max(left.1.chars().count());
    let mut out = String::new();
    let this = marked(&columns, |column| column.this);
    let that = marked(&columns, |column| column.that);
    for (left, name) in [(left.0, this), (left.1, that)] {
        out.push_str(&format!("{indent}{left:width$}{name}\n"));
    }
    let carets: String = columns.iter().map(|column| if column.this == column.that { ' ' } else { '^' }).collect();
    let front = if carets.trim().is_empty() { "^".repeat(width) } else { " ".repeat(width) };
    out.push_str(indent);
    out.push_str(
        &format!("{front}{carets}")
            .trim_end()
            .replace('^', &format!("{MARK}^{MARK:#}"))
            .replace(&format!("{MARK:#}{MARK}"), ""),
    );
    out
}

fn marked(columns: &[Column], pick: fn(&Column) -> char) -> String {
    // Blanks behind the end of the shorter name are nothing to mark.
    let end = columns.iter().rposition(|column| pick(column) != ' ').map_or(0, |last| last + 1);
    let mut out = String::new();
    let mut inside = false;
    for column in columns.iter().take(end) {
        let differs = column.this != column.that;
        if differs != inside {
            out.push_str(&if differs { format!("{MARK}") } else { format!("{MARK:#}") });
            inside = differs;
        }
        out.push(pick(column));
    }
    if inside {
        out.push_str(&format!("{MARK:#}"));
    }
    out
}

/// Both names with gaps, so that what is equal stands in one column; side by side from the left where they have too
/// little in common.
fn align(this: &str, that: &str) -> Vec<Column> {
    let (this, that): (Vec<char>, Vec<char>) = (this.chars().collect(), that.chars().collect());
    let columns = shortest(&this, &that);
    let differing = columns.iter().filter(|column| column.this != column.that).count();
    if differing * MOST_SHARE <= columns.len() {
        return columns;
    }
    let length = this.len().max(that.len());
    let at = |text: &[char], place: usize| text.get(place).copied().unwrap_or(' ');
    (0..length).map(|place| Column { this: at(&this, place), that: at(&that, place) }).collect()
}

/// The alignment with the fewest differences, by the table of Levenshtein's distance read backwards.
fn shortest(this: &[char], that: &[char]) -> Vec<Column> {
    let width = that.len() + 1;
    let mut costs = vec![0_usize; (this.len() + 1) * width];
    let get = |costs: &[usize], row: usize, column: usize| costs.get(row * width + column).copied().unwrap_or(0);
    for row in 0..=this.len() {
        for column in 0..width {
            let cost = match (row.checked_sub(1), column.checked_sub(1)) {
                (None, _) => column,
                (_, None) => row,
                (Some(above), Some(before)) => {
                    let differs = usize::from(this.get(above) != that.get(before));
                    let replaced = get(&costs, above, before) + differs;
                    replaced.min(get(&costs, above, column) + 1).min(get(&costs, row, before) + 1)
                }
            };
            if let Some(place) = costs.get_mut(row * width + column) {
                *place = cost;
            }
        }
    }
    let (mut row, mut column) = (this.len(), that.len());
    let mut out = Vec::with_capacity(row.max(column));
    while row > 0 || column > 0 {
        let here = get(&costs, row, column);
        let pair = row.checked_sub(1).zip(column.checked_sub(1));
        let (left, right) =
            (row.checked_sub(1).and_then(|at| this.get(at)), column.checked_sub(1).and_then(|at| that.get(at)));
        let straight =
            pair.is_some_and(|(above, before)| get(&costs, above, before) + usize::from(left != right) == here);
        let up = row > 0 && get(&costs, row - 1, column) + 1 == here;
        let (down, back) = if straight {
            (1, 1)
        } else if up {
            (1, 0)
        } else {
            (0, 1)
        };
        let pick = |taken: usize, c: Option<&char>| if taken == 1 { c.copied().unwrap_or(GAP) } else { GAP };
        out.push(Column { this: pick(down, left), that: pick(back, right) });
        row -= down;
        column -= back;
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(left: (&str, &str), this: &str, that: &str) -> String {
        anstream::adapter::strip_str(&draw("", left, this, that)).to_string()
    }

    #[test]
    fn what_differs_is_marked() {
        assert_eq!(
            plain(("npm:", "npm:"), "suport-color", "supports-color"),
            "npm:su·port·-color\nnpm:supports-color\n      ^    ^"
        );
        assert_eq!(plain(("pypi:", "pypi:"), "requets", "requests"), "pypi:reque·ts\npypi:requests\n          ^");
        assert_eq!(plain(("npm:", "npm:"), "opencraw", "openclaw"), "npm:opencraw\nnpm:openclaw\n         ^");
        assert_eq!(
            plain(("npm:", "pypi:"), "mcp-server-fetch", "mcp-server-fetch"),
            "npm: mcp-server-fetch\npypi:mcp-server-fetch\n^^^^^"
        );
        let coloured = draw("  ", ("a:", "a:"), "xy", "xz");
        assert!(coloured.starts_with("  a:x\u{1b}[") && coloured.lines().count() == 3, "{coloured:?}");
    }

    #[test]
    fn what_has_little_in_common_is_not_torn_apart() {
        assert_eq!(plain(("", ""), "abc", "xyzxyz"), "abc\nxyzxyz\n^^^^^^");
        assert_eq!(plain(("", ""), "g\u{202e}h", "g"), "g\\u{202e}h\ng\n ^^^^^^^^^");
    }

    #[test]
    fn any_two_texts_can_be_drawn() {
        for (this, that) in [("", ""), ("a", ""), ("", "a"), ("aaaaaaaaaa", "aaaaaaaaa"), ("é", "e")] {
            let drawn = plain(("", ""), this, that);
            assert!(drawn.lines().count() >= 2 || (this.is_empty() && that.is_empty()), "{drawn:?}");
        }
    }
}
