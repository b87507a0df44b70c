//! Manual pages: one for the program, one for each command that people see.

use clap::CommandFactory as _;

/// Each page's file name and text.
pub(super) fn pages() -> Vec<(String, String)> {
    let mut command = crate::cli::Cli::command();
    // Fills in what commands inherit, such as the global options.
    command.build();
    let mut pages = vec![(page_name("stockade"), render(command.clone()))];
    add(&command, "stockade", &mut pages);
    pages
}

fn add(command: &clap::Command, name: &str, pages: &mut Vec<(String, String)>) {
    for child in command.get_subcommands().filter(|child| !child.is_hide_set() && child.get_name() != "help") {
        let name = format!("{name}-{}", child.get_name());
        pages.push((page_name(&name), render(child.clone())));
        add(child, &name, pages);
    }
}

fn page_name(name: &str) -> String {
    format!("{name}.1")
}

fn render(command: clap::Command) -> String {
    let mut page = Vec::new();
    // Writing to memory does not fail; were it to, the check would show an empty page.
    let _ = clap_mangen::Man::new(command).render(&mut page);
    String::from_utf8(page).unwrap_or_default()
}
