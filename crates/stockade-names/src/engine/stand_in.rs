//! Names under which people ask for a scoped package that is worth protecting: `playwright-mcp` for `@playwright/mcp`. Whoever
//! imitates the one imitates the other, however few know the plain name.

use crate::form::{Form, Memory};
use crate::keys;
use crate::pack::marks::Mark;
use crate::pack::{NameRecord, Pack, layout};

/// The protected package that a plain name stands for.
pub(super) fn of<'a>(pack: &'a Pack, plain: &NameRecord<'_>, form: &Form<'_>) -> Option<&'a str> {
    if form.scope.is_some() {
        return None;
    }
    let names = pack.names();
    let marks = pack.marks();
    let same_key = pack.table(layout::NEAR).get(keys::hash(form.squashed.as_bytes()));
    let protected = same_key.filter(|id| marks.get(*id).is_some_and(Mark::is_protected)).filter_map(|id| names.get(id));
    let mut protected = protected.filter(|record| record.is_protected() && record.ecosystem == plain.ecosystem);
    let mut memory = Memory::default();
    protected
        .find(|record| {
            let scoped = memory.read(record.full);
            // Beside `@excalidraw/excalidraw` the plain name is as much the owner's.
            let doubled = scoped.scope.is_some_and(|scope| keys::behind(scoped.squashed, scope) == Some(""));
            !doubled && keys::is_flattened(&scoped, &pack.lists().aliases, form.squashed)
        })
        .map(|record| record.full)
}

#[cfg(test)]
mod tests {
    use crate::pack::build::{Input, NameInput, build};
    use crate::pack::names::PROTECTED;
    use crate::{Ecosystem, Engine, Pack, Subject, Verdict};

    #[test]
    fn a_slip_in_the_plain_form_of_a_protected_name() {
        let mut input = Input { version: 1, ..Input::default() };
        let name = |popularity, flags| NameInput { popularity: Some(popularity), flags, ..NameInput::default() };
        input.names.insert((Ecosystem::Npm, "@playwright/mcp".into()), name(6_000_000, PROTECTED));
        input.names.insert((Ecosystem::Npm, "playwright-mcp".into()), name(900, 0));
        input.names.insert((Ecosystem::Npm, "plain-weather".into()), name(900, 0));
        let small = Pack::open(build(&input).unwrap()).unwrap();
        let verdict = |name| Engine::new(&small).judge(&Subject::new(Ecosystem::Npm, name).unwrap()).verdict;
        assert_eq!(verdict("playwrght-mcp"), Verdict::Confirm);
        assert_eq!(verdict("plain-wether"), Verdict::Note, "a name that hardly anybody uses");
    }
}
