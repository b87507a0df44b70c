//! `stockade pack show`: what the pack is, and everything that it has about a name, with what is said for and against.

use stockade_names::answer::Match;
use stockade_names::pack::malware::Malware;
use stockade_names::{Ecosystem, Pack, Subject, form};

use super::{Failure, failure};
use crate::knowledge::Knowledge;
use crate::visible;

const TITLE: anstyle::Style = anstyle::Style::new().bold();
/// So many owners of a repository's name are listed; the others are counted.
const MOST_OWNERS: usize = 5;

/// The pack in use.
pub(super) fn summary(known: &Knowledge) -> Result<String, Failure> {
    let (id, pack) = (known.id()?, known.pack());
    let origin = match &known.file {
        Some(file) => file.display().to_string(),
        None => "the program's own".to_owned(),
    };
    let back = if known.rolled_back { ", gone back to on purpose" } else { "" };
    let lines = |text: &[u8]| text.iter().filter(|byte| **byte == b'\n').count();
    Ok(format!(
        "{TITLE}pack {}{TITLE:#}  {origin}{back}\nsha256        {}\nnames         {}\nrepositories  {}\nmalware       {} records, {} imported\n",
        id.version,
        id.digest,
        pack.names().len(),
        pack.owners().len(),
        pack.malware().iter().count(),
        lines(known.imported()),
    ))
}

/// A name of a registry.
pub(super) fn about(known: &Knowledge, text: &str) -> Result<String, Failure> {
    let subject = match text.split_once(':') {
        Some(("npm", name)) => Subject::new(Ecosystem::Npm, name),
        Some(("pypi", name)) => Subject::new(Ecosystem::Pypi, name),
        _ => {
            let text = visible::short(text, 80);
            return Err(Failure::new(format!("`{text}` does not say in which registry"))
                .hint(format!("write npm:{text} or pypi:{text}")));
        }
    };
    let subject = subject.map_err(|error| failure(&error))?;
    let answer = known.engine().judge(&subject);
    let mut out = Page(format!(
        "{TITLE}{}{TITLE:#}  {}\n",
        visible::line(&subject.name.full),
        subject.name.ecosystem.purl_type()
    ));
    answer.known.iter().for_each(|line| out.say(1, line));
    rows(known.pack(), &subject, &mut out);
    let (ecosystem, full) = (subject.name.ecosystem, &subject.name.full);
    let imported = Malware::new(known.imported()).of(ecosystem, full);
    for record in known.pack().malware().of(ecosystem, full).into_iter().chain(imported) {
        let id = if record.id.is_empty() { String::new() } else { format!("{}: ", record.id) };
        let (versions, class, grade, source) = (record.versions, record.class, record.grade, record.source);
        out.say(1, &format!("{id}versions {versions}, {class}, grade {grade} ({source})"));
    }
    answer.matches.iter().for_each(|found| out.found(found));
    let near = known.engine().nearest(&subject, 3);
    if !near.is_empty() {
        out.say(1, "near it:");
    }
    for (record, mechanism) in near {
        out.say(2, &format!("{}  {mechanism}", record.full));
    }
    let Page(mut out) = out;
    out.push_str(&format!("  {TITLE}{}{TITLE:#}, judged with pack {}\n", answer.verdict.as_str(), answer.pack_version));
    Ok(out)
}

/// The rows of the small tables that are about the name or a word of it.
fn rows(pack: &Pack, subject: &Subject, out: &mut Page) {
    let (lists, name) = (pack.lists(), &subject.name);
    let owners = pack.owners().named(name.base());
    for known in owners.iter().take(MOST_OWNERS) {
        let official = if known.official { ", called official" } else { "" };
        out.say(1, &format!("repository `{}/{}`: {} sources{official}", known.owner, known.name, known.sources));
    }
    if owners.len() > MOST_OWNERS {
        out.say(1, &format!("{} owners more have a repository of this name", owners.len() - MOST_OWNERS));
    }
    let mut memory = form::Memory::default();
    let form = memory.read(&name.full);
    for brand in form.words().filter_map(|word| lists.brand(word)) {
        out.say(1, &format!("`{}` is a brand of {}", brand.token, brand.owners.join(", ")));
    }
    if let Some(command) = lists.command(&name.full) {
        let (ecosystem, package) = (command.ecosystem.purl_type(), &command.package);
        out.say(1, &format!("`{}` is the command of {ecosystem}:{package}", command.command));
    }
    if let Some(phantom) = lists.phantom(name.ecosystem, &name.full) {
        out.say(1, &format!("asked for by mistake: `{}` is meant ({})", phantom.meant, phantom.source));
    }
}

/// Lines, each as deep as it is told.
struct Page(String);

impl Page {
    fn say(&mut self, depth: usize, text: &str) {
        self.0.push_str(&format!("{}{}\n", "  ".repeat(depth), visible::line(text)));
    }

    /// One way in which the name could be mistaken, with all that is said for and against it.
    fn found(&mut self, found: &Match) {
        let target = found.target.as_ref();
        let target = target.map(|target| format!(" ~ {}:{}", target.ecosystem.purl_type(), target.name));
        let (verdict, mechanism) = (found.verdict.as_str(), found.mechanism);
        self.say(1, &format!("{verdict} by {mechanism}{}", target.unwrap_or_default()));
        found.evidence.iter().for_each(|text| self.say(2, &format!("for: {text}")));
        found.counter_evidence.iter().for_each(|text| self.say(2, &format!("against: {text}")));
    }
}
