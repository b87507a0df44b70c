//! The rules, in the order of the page. A test walks the list and demands each rule's paragraph in `docs/prose.md`.

#[cfg(test)]
mod testing;

use super::Rule;

macro_rules! rules {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*

        /// Every rule.
        pub static ALL: &[&Rule] = &[$(&$module::RULE),*];
    };
}

rules! {
    invisible_characters,
    tag_characters,
    variation_selectors,
    bidi_override,
    terminal_escape,
    mixed_script_word,
    hidden_markup,
    padding,
    encoded_text,
    concealment,
    approval_bypass,
    credential_seeking,
    sensitive_path,
    conversation_seeking,
    conversation_parameter,
    system_prompt_override,
    instruction_tags,
    chat_markers,
    tool_precedence,
    other_server_tool,
    recipient_redirect,
    exfiltration_address,
    download_and_run,
}

/// The rule with this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.id == id)
}
