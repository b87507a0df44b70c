//! The table of servers. Columns give way as the terminal gets narrow; below 72 columns each server is a short list.

use comfy_table::{ContentArrangement, Table, presets};
use stockade_model::{Launch, Server};

use super::{BOLD, DIM, Page, words};
use crate::visible::line;

/// The table, or what to say where there is nothing to show.
pub(super) fn render(page: &Page<'_>) -> String {
    if page.view.servers.is_empty() {
        return "No MCP servers found.\n".to_owned();
    }
    let mut out = if page.style.width < 72 { list(page) } else { table(page) };
    if page.style.verbose {
        out.push_str(&details(page));
    }
    out
}

fn cells(page: &Page<'_>, server: &Server, launch: &Launch) -> [String; 6] {
    [
        server.client.to_string(),
        server.scope.to_string(),
        crate::visible::short(&server.name.value, 60),
        words::runs(launch, page.paths),
        words::pin(launch),
        words::state(server).to_owned(),
    ]
}

fn table(page: &Page<'_>) -> String {
    let wide = page.style.width >= 100;
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(page.style.width).unwrap_or(u16::MAX));
    let join = |[client, scope, name, runs, pin, state]: [String; 6]| {
        if wide {
            vec![client, scope, name, runs, pin, state]
        } else {
            vec![format!("{client}/{scope}"), name, runs, pin, state]
        }
    };
    table.set_header(join(["CLIENT", "SCOPE", "SERVER", "RUNS", "PIN", "STATE"].map(str::to_owned)));
    for (server, launch) in page.view.servers() {
        table.add_row(join(cells(page, server, launch)));
    }
    // The widths go to what runs: the other columns wrap at their slashes and blanks least well.
    let fixed = if wide { vec![0, 1, 4, 5] } else { vec![0, 3, 4] };
    for index in fixed {
        if let Some(column) = table.column_mut(index) {
            column.set_constraint(comfy_table::ColumnConstraint::ContentWidth);
        }
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let mut out = String::new();
    for (at, row) in table.lines().enumerate() {
        let row = row.trim_end();
        out.push_str(&if at == 0 { format!("{BOLD}{row}{BOLD:#}\n") } else { format!("{row}\n") });
    }
    out
}

fn list(page: &Page<'_>) -> String {
    let mut out = String::new();
    for (server, launch) in page.view.servers() {
        let [client, scope, name, runs, pin, state] = cells(page, server, launch);
        out.push_str(&format!("{BOLD}{name}{BOLD:#} {DIM}{client}/{scope}{DIM:#}\n  {runs}\n  pin: {pin}; {state}\n"));
    }
    out
}

/// With `--verbose`: where each server stands, what changes its meaning, and what is worth a note.
fn details(page: &Page<'_>) -> String {
    let mut out = String::from("\n");
    for (server, launch) in page.view.servers() {
        let place = page.place(&stockade_model::Location::span(server.source, server.name.span));
        out.push_str(&format!("{BOLD}{}{BOLD:#} {DIM}{place}{DIM:#}\n", line(&server.id())));
        let mut say = |what: &str, text: String| out.push_str(&format!("  {what}: {text}\n"));
        let words: Vec<String> =
            server.command.iter().chain(&server.args).map(|word| line(&word.value).into_owned()).collect();
        if !words.is_empty() {
            say("line", words.join(" "));
        }
        if let Some(why) = words::state_reason(server) {
            say(words::state(server), why);
        }
        for component in &launch.components {
            for registry in component.registries.iter().filter(|registry| registry.url.is_some()) {
                say("registry", line(registry.url.as_deref().unwrap_or_default()).into_owned());
            }
        }
        for effect in &launch.effects {
            say("effect", format!("{}={}", line(&effect.name), line(&effect.value)));
        }
        for opaque in &launch.opaque {
            say("opaque", line(&opaque.detail).into_owned());
        }
        for note in &launch.notes {
            say("note", line(note).into_owned());
        }
    }
    out
}
