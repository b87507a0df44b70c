//! `under`: the path is one of these directories or inside it.
//!
//! Both readings must be: by its letters (`..`, `//`, `~` taken away) and as the system would open it, links followed. A
//! server may do either, so a path of which one is inside and the other is not is an error: it gets past no rule, neither
//! one that allows nor one that forbids. Letters in another case are another path, also where the file system does not care.

use std::borrow::Cow;

use super::{Operator, Predicate, Sight, strings};
use crate::operand::{Operand, Trouble, Truth};
use crate::resolver::{PathResolver, inside, lexical};

pub(super) const OPERATOR: Operator = Operator {
    id: "under",
    value: "path or list",
    summary: "the path is one of these directories or inside it, links followed",
    sight: Sight::Each,
    compile: |node, _| {
        let paths = strings(node)?;
        match paths.iter().find(|path| path.is_empty() || is_address(path) || path.contains('\0')) {
            Some(path) => Err(format!("`{path}` is not a path")),
            None => {
                let clean = |path: String| if path.starts_with('/') { lexical(&path).into_owned() } else { path };
                Ok(Box::new(Under(paths.into_iter().map(clean).collect())))
            }
        }
    },
};

/// The directories; those that do not depend on where the server runs are clean already.
struct Under(Vec<String>);

impl Predicate for Under {
    fn one(&self, operand: Operand<'_>, paths: &dyn PathResolver) -> Truth {
        let text = match operand.want_text() {
            Ok(text) => text,
            Err(why) => return Truth::Error(why),
        };
        let real = |path: &str| paths.real(path).map_err(|why| Trouble::Path(why.into()));
        let judge = || -> Result<bool, Trouble> {
            let whole = absolute(text, paths)?;
            let letters = lexical(&whole);
            let opened = real(&whole)?;
            let opened = lexical(&opened);
            // Where letters and system read `..` differently, what the letters say is opened by some servers.
            let opened_by_letters = if letters == whole { None } else { Some(real(&letters)?) };
            let opened_by_letters = opened_by_letters.as_deref().map(lexical);
            let mut torn = false;
            for directory in &self.0 {
                let directory = absolute(directory, paths)?;
                let directory = lexical(&directory);
                let opened_directory = real(&directory)?;
                let opened_directory = lexical(&opened_directory);
                let by_letters = inside(&letters, &directory) || inside(&letters, &opened_directory);
                let links = [Some(&opened), opened_by_letters.as_ref()];
                let mut links = links.into_iter().flatten().map(|path| inside(path, &opened_directory));
                if by_letters && links.clone().all(|inside| inside) {
                    return Ok(true);
                }
                torn |= by_letters || links.any(|inside| inside);
            }
            if torn {
                return Err(Trouble::Path("its letters and its links lead to different places".into()));
            }
            Ok(false)
        };
        judge().map_or_else(Truth::Error, Truth::of)
    }
}

fn is_address(text: &str) -> bool {
    text.split_once("://")
        .is_some_and(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)))
}

/// The path from the root on, `..` still in it.
fn absolute<'t>(text: &'t str, paths: &dyn PathResolver) -> Result<Cow<'t, str>, Trouble> {
    if text.contains('\0') || is_address(text) {
        return Err(Trouble::Unreadable("a path"));
    }
    if text.starts_with('/') {
        return Ok(Cow::Borrowed(text));
    }
    if let Some(rest) = text.strip_prefix('~') {
        if !rest.is_empty() && !rest.starts_with('/') {
            return Err(Trouble::Unreadable("a path that can be resolved: it names another user's home"));
        }
        let home = paths.home().ok_or(Trouble::Unreadable("resolvable: there is no home directory"))?;
        return Ok(Cow::Owned(format!("{home}{rest}")));
    }
    let directory = paths.directory().ok_or(Trouble::Unreadable("resolvable: the server's directory is not known"))?;
    Ok(Cow::Owned(format!("{directory}/{text}")))
}
