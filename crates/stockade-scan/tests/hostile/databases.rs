//! Databases that are torn, computed instead of stored, or full of one row.

use rusqlite::Connection;
use stockade_model::ProblemKind;

use super::{HONEST, Stage, WITNESS, evil, has_honest, problems_at};

const PLACE: &str = ".config/dyad/sqlite.db";
const TABLE: &str =
    "create table mcp_servers (id, name, transport, command, args, env_json, headers_json, url, enabled);
    create table mcp_tool_consents (server_id, tool_name, consent);
    insert into mcp_servers values (1, 'a', 'stdio', 'npx', '[\"-y\", \"a-mcp\"]', '{}', null, null, 1);";

fn made(stage: &Stage, statements: &str) -> std::path::PathBuf {
    let path = stage.at(PLACE);
    let database = Connection::open(&path).unwrap();
    database.execute_batch(statements).unwrap();
    database.close().unwrap();
    path
}

#[test]
fn a_whole_database_is_read_and_every_torn_one_is_said_to_be_torn() {
    let stage = Stage::new();
    stage.write(WITNESS.1, HONEST);
    let path = made(&stage, TABLE);
    let whole = std::fs::read(&path).unwrap();
    let dyad = |inventory: &stockade_model::Inventory| {
        inventory.servers.iter().filter(|server| server.client.0 == "dyad").count()
    };
    assert_eq!(dyad(&stage.discover()), 1);
    let noise = evil::random(whole.len());
    let mut refused = 0;
    for round in 0..60_usize {
        let mut torn = whole.clone();
        match round % 3 {
            0 => torn.truncate(whole.len() * round / 60),
            1 => torn.iter_mut().skip(100).step_by(7 + round).zip(&noise).for_each(|(byte, noise)| *byte = *noise),
            _ => {
                let from = 100 + round * 50;
                torn.iter_mut().skip(from).take(200).zip(&noise).for_each(|(byte, noise)| *byte = *noise);
            }
        }
        std::fs::write(&path, torn).unwrap();
        let inventory = stage.discover();
        assert!(has_honest(&inventory));
        let problems = problems_at(&inventory, &path).filter(|problem| problem.kind == ProblemKind::Syntax).count();
        refused += usize::from(problems == 1);
        assert!(problems <= 1);
    }
    assert!(refused > 30, "only {refused} of 60 torn databases were noticed");
}

#[test]
fn a_table_that_is_computed_for_ever_is_given_up() {
    let stage = Stage::new();
    stage.write(WITNESS.1, HONEST);
    // One more column than the consents have would be an error; these have what is asked for, without end.
    let endless = format!(
        "{TABLE} drop table mcp_tool_consents;
         create view mcp_tool_consents as with recursive n(x) as (select 1 union all select x + 1 from n)
             select 1 as server_id, 't' as tool_name, 'always' as consent from n;"
    );
    let path = made(&stage, &endless);
    let inventory = stage.discover();
    let named: Vec<_> = problems_at(&inventory, &path).collect();
    assert!(named.iter().any(|problem| problem.message.contains("interrupted")), "{named:?}");
    assert!(has_honest(&inventory));
}

#[test]
fn a_value_larger_than_any_is_refused() {
    let stage = Stage::new();
    let path = made(&stage, &format!("{TABLE} update mcp_servers set args = zeroblob(100000000);"));
    let inventory = stage.discover();
    let named: Vec<_> = problems_at(&inventory, &path).collect();
    assert!(named.iter().any(|problem| problem.message.contains("too big")), "{named:?}");
}
