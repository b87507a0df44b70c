//! `php [options] file.php`.

use stockade_model::{Launch, Role, launch::EffectKind, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::{Call, Machine, Outcome, options::Grammar, peel, script};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "php", names: &["php", "php8", "php-cli"], summary: "a PHP file", resolve };

const GRAMMAR: Grammar = Grammar {
    switches: &["-a", "-C", "-e", "-l", "-n", "-q", "-s", "-w", "-H", "-i", "-m", "-v"],
    values: &["-c", "-d", "-f", "-r", "-B", "-R", "-F", "-E", "-S", "-t", "-z"],
    ..Grammar::NONE
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let parsed = match GRAMMAR.front(&call.args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    for flag in &parsed.flags {
        let Some(value) = flag.values.first() else { continue };
        let key = value.text.split('=').next().unwrap_or("").trim();
        let loads =
            matches!(key, "auto_prepend_file" | "auto_append_file" | "extension" | "zend_extension" | "include_path");
        if flag.name == "-c" || flag.name == "-z" || (flag.name == "-d" && loads) {
            script::effect(EffectKind::InjectsCode, flag.name, value, launch);
        }
    }
    if let Some(code) = parsed.last_of(&["-r", "-B", "-R", "-E"]) {
        return script::inline("php", code, Role::Server, launch);
    }
    match parsed.last_of(&["-f", "-F"]).or_else(|| parsed.operands.first()) {
        Some(word) if word.text == "-" => {
            let detail = "`php -` runs what stands on its input";
            peel::opaque(OpaqueReason::InlineCode, detail, word.span, launch)
        }
        Some(word) => script::run(LAUNCHER.id, word, &[], &[], call, machine, launch),
        None => peel::empty(LAUNCHER.id, call, launch),
    }
}
