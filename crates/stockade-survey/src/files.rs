//! Which files of a Python release would be installed on this machine, and which others somebody may get.
//!
//! - the best wheel by the tags of the interpreter, as pip and uv take it; the source where no wheel can be had;
//! - where no interpreter answers, every file that this system and processor could take is a candidate;
//! - up to [`MOST`] candidates are read and what any of them does is a fact of the release: another Python takes another of
//!   them. Of more the best is read, and the others are named.

use stockade_assess::version::{Range, Version};
use stockade_model::Ecosystem;
use stockade_registry::pypi::{File, FileKind};

use crate::adapt;
use crate::python::Python;
use crate::python::tags::{Fit, Tags};

/// More candidates than that are not all read.
const MOST: usize = 4;

/// The files of a release.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files<'f> {
    /// The one that is judged, and whose evidence counts.
    pub(crate) main: Option<&'f File>,
    /// Others that may be installed here, and are read too.
    pub(crate) also: Vec<&'f File>,
    /// Files that somebody may get, and that are not read.
    pub(crate) unread: Vec<&'f File>,
    /// Why the main one may be another than what is installed.
    pub(crate) doubt: Option<&'static str>,
}

impl<'f> Files<'f> {
    /// Chooses. The interpreter is asked only where files differ by it.
    pub(crate) fn of(all: &[&'f File], python: &dyn Fn() -> Python) -> Self {
        let wheels: Vec<&File> = all.iter().copied().filter(|file| file.kind() == FileKind::Wheel).collect();
        let sources: Vec<&File> = all.iter().copied().filter(|file| file.kind() == FileKind::Sdist).collect();
        if let [only] = wheels.as_slice()
            && only.filename.ends_with("-none-any.whl")
        {
            return Self { main: Some(only), ..Self::default() };
        }
        if wheels.is_empty() {
            return Self { main: adapt::pypi::chosen(&sources), ..Self::default() };
        }
        let python = python();
        let tags = Tags::of(&python);
        let own = python.interpreter.as_ref().and_then(|own| Version::parse(Ecosystem::Pypi, &own.version));
        let is_for = |file: &File| {
            let asked = file.requires_python.known().and_then(|text| Range::parse(Ecosystem::Pypi, text));
            own.as_ref().zip(asked).is_none_or(|(own, asked)| asked.holds(own))
        };
        let fit = |file: &File| if is_for(file) { tags.fit(&file.filename) } else { Fit::No };
        let mut fitting: Vec<(Fit, &File)> = wheels.iter().map(|file| (fit(file), *file)).collect();
        fitting.retain(|(fit, _)| *fit != Fit::No);
        // Of equals the higher build number, which the order of names comes near to.
        fitting.sort_by(|a, b| (a.0, &b.1.filename).cmp(&(b.0, &a.1.filename)));
        let mut candidates: Vec<&File> = fitting.into_iter().map(|(_, file)| file).collect();
        let mut doubt = None;
        if !tags.is_known() {
            // Without an order the file for any machine goes first, as long as there is one.
            let best = adapt::pypi::chosen(&candidates);
            candidates.sort_by_key(|file| Some(&file.filename) != best.map(|best| &best.filename));
            doubt = (candidates.len() > 1).then_some("no Python could be asked which of them it takes");
        }
        if candidates.is_empty() {
            let main = adapt::pypi::chosen(&sources).or_else(|| adapt::pypi::chosen(&wheels));
            doubt = Some("no wheel of it is for this machine");
            candidates.extend(main);
        }
        let read = if candidates.len() > MOST { 1 } else { candidates.len() };
        let is_read = |file: &File| candidates.iter().take(read).any(|other| other.filename == file.filename);
        let unread = wheels.iter().copied().filter(|file| !is_read(file)).collect();
        let mut read = candidates.iter().copied().take(read);
        Self { main: read.next(), also: read.collect(), unread, doubt }
    }
}

#[cfg(test)]
mod tests {
    use stockade_registry::Fact;

    use super::*;
    use crate::adapt::pypi::tests::file;
    use crate::python::tests::linux;

    /// The main one, the others that are read, and how many are not.
    fn chosen(python: &Python, names: &[&str]) -> (String, Vec<String>, usize) {
        let files: Vec<File> = names.iter().map(|name| file(name)).collect();
        let all: Vec<&File> = files.iter().collect();
        let found = Files::of(&all, &|| python.clone());
        let also = found.also.iter().map(|file| file.filename.clone()).collect();
        (found.main.map(|file| file.filename.clone()).unwrap_or_default(), also, found.unread.len())
    }

    const ANY: &str = "a-1-py3-none-any.whl";
    const OWN: &str = "a-1-cp312-cp312-manylinux_2_17_x86_64.whl";
    const MAC: &str = "a-1-cp312-cp312-macosx_11_0_arm64.whl";

    #[test]
    fn what_the_client_takes_is_judged_and_not_the_file_for_any_machine() {
        let (main, also, unread) = chosen(&linux("3.12.1"), &["a-1.tar.gz", ANY, MAC, OWN]);
        assert_eq!((main.as_str(), also, unread), (OWN, vec![ANY.to_owned()], 1));
        let (main, also, unread) = chosen(&linux("3.11.1"), &["a-1.tar.gz", ANY, MAC, OWN]);
        assert_eq!((main.as_str(), also.len(), unread), (ANY, 0, 2));
        assert_eq!(chosen(&linux("3.11.1"), &["a-1.tar.gz", MAC, OWN]).0, "a-1.tar.gz");
        assert_eq!(chosen(&linux("3.11.1"), &["a-1.tar.gz"]).0, "a-1.tar.gz");
        let never = || -> Python { panic!("nothing depends on it") };
        let (source, any) = (file("a-1.tar.gz"), file(ANY));
        assert_eq!(Files::of(&[&source, &any], &never).main.unwrap().filename, ANY);
    }

    #[test]
    fn without_an_interpreter_all_candidates_are_read_while_they_are_few() {
        let mut unknown = linux("3.12.1");
        unknown.interpreter = None;
        let (main, also, unread) = chosen(&unknown, &[ANY, MAC, OWN, "a-1-cp313-cp313-manylinux_2_17_x86_64.whl"]);
        assert_eq!((main.as_str(), also.len(), unread), (ANY, 2, 1));
        let many: Vec<String> = (5..12).map(|minor| OWN.replace("312", &format!("3{minor}"))).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let (_, also, unread) = chosen(&unknown, &many);
        assert_eq!((also.len(), unread), (0, 6));
    }

    #[test]
    fn a_file_for_another_python_is_not_taken() {
        let (mut new, old) = (file(ANY), file("a-1-1-py3-none-any.whl"));
        new.requires_python = Fact::Known(">=3.13".to_owned());
        let found = Files::of(&[&new, &old], &|| linux("3.12.1"));
        assert_eq!(found.main.unwrap().filename, old.filename);
    }
}
