
use builtin;
use str;

set edit:completion:arg-completer[stockade] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'stockade'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'stockade'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand scan 'Show every MCP server of this machine, what it really runs, and what is wrong with it'
            cand check 'Say whether a package is the one you mean, before it is installed'
            cand hunt 'List the look-alikes of well-known packages among a file of names'
            cand run 'Start a server behind the gate, as a client''s config does'
            cand explain 'Explain a check; without an id, list all'
            cand config 'Show the settings and where each comes from'
            cand pack 'Show, renew and take back what is known of names and malware'
            cand completions 'Print the completion script of a shell'
            cand generate 'Write the files that are generated from this program'
            cand warden 'End a server whose gate was killed'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'stockade;scan'= {
            cand --home 'Scan somebody else''s home: environment, PATH and processes of this machine do not count'
            cand --os 'Whose path rules apply [default: this system''s] [possible values: linux, macos, windows]'
            cand --root 'Where system-wide configs are found [default: /; none with --home]'
            cand --json 'JSON, in the schema of schema/scan-report.v1.json'
            cand --sarif 'SARIF 2.1.0, for code scanning'
            cand --cyclonedx 'CycloneDX 1.6 JSON, an MCP bill of materials'
            cand --html 'One self-contained HTML page'
            cand -o 'Write the one output that names no file of its own there instead of to stdout'
            cand --output 'Write the one output that names no file of its own there instead of to stdout'
            cand --fail-on 'Lowest severity that fails the run [default: high] [env: STOCKADE_FAIL_ON] [possible values: info, low, medium, high, critical]'
            cand --min-confidence 'Hide findings that are less sure [default: low] [env: STOCKADE_MIN_CONFIDENCE] [possible values: low, medium, high]'
            cand --persona 'Whose findings to show [default: regular] [env: STOCKADE_PERSONA] [possible values: regular, pedantic, auditor]'
            cand --client 'Only this client (repeatable)'
            cand --server 'Only servers whose name or id (client/scope/name) matches (repeatable; `*` and `?` match any text)'
            cand --check 'Only this check (repeatable)'
            cand --exclude-check 'Not this check (repeatable)'
            cand --write-baseline 'Write down every server and finding as known'
            cand --baseline 'Show what differs from a baseline, and only new findings; any difference is status 1'
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --no-recorded-projects 'Leave out the projects that clients have on record'
            cand --no-processes 'Do not compare with running processes'
            cand --no-exit-codes 'End with 0 unless the tool itself failed'
            cand --no-ignores 'Report also what ignores cover'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;check'= {
            cand --ecosystem 'Where names without an ecosystem live [default: judged in each]'
            cand --json 'JSON, in the schema of schema/check-report.v1.json'
            cand --sarif 'SARIF 2.1.0, for code scanning'
            cand --fail-on 'Lowest severity that fails the run; what a human should be asked about is `medium` [default: medium] [env: STOCKADE_FAIL_ON] [possible values: info, low, medium, high, critical]'
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --no-exit-codes 'End with 0 unless the tool itself failed or was used wrongly'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;hunt'= {
            cand --ecosystem 'Where names without an ecosystem live'
            cand --csv 'CSV, one row a look-alike, a header first'
            cand --jsonl 'JSON Lines, each in the schema of schema/hunt-row.v1.json'
            cand --resume 'Keep the state there, and go on from it where it exists; needs --csv=FILE or --jsonl=FILE'
            cand --checkpoint 'After how many lines the state is written'
            cand --verdict 'Lowest verdict listed'
            cand --mechanism 'Only this mechanism (repeatable); `known-malware` is one'
            cand --target 'Only look-alikes of this name (repeatable), `npm:NAME` or NAME'
            cand --fail-on 'Lowest severity that fails the run [default: medium] [env: STOCKADE_FAIL_ON] [possible values: info, low, medium, high, critical]'
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --no-exit-codes 'End with 0 unless the tool itself failed'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;run'= {
            cand --policy 'What the tools may be called with'
            cand --name 'What the server is called in messages [default: its program]'
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;explain'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;config'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand show 'Print every setting and where it comes from'
            cand check 'Say what is wrong with settings files; scan nothing'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'stockade;config;show'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --json 'As JSON, in the schema of schema/config-show.v1.json'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;config;check'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;config;help'= {
            cand show 'Print every setting and where it comes from'
            cand check 'Say what is wrong with settings files; scan nothing'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'stockade;config;help;show'= {
        }
        &'stockade;config;help;check'= {
        }
        &'stockade;config;help;help'= {
        }
        &'stockade;pack'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand show 'Show which pack is in use, or what it knows of a name'
            cand update 'Take a newer pack; it needs the signature of a publisher that the program knows or STOCKADE_PACK_KEYS names'
            cand rollback 'Go back to the pack before the one in use, else to the program''s own'
            cand import-osv 'Add OSV records of malicious packages (MAL-...): one file, a folder, or an all.zip'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'stockade;pack;show'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;pack;update'= {
            cand --from 'The pack''s file; - for the standard input'
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;pack;rollback'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;pack;import-osv'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --replace 'Forget what was imported before'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;pack;help'= {
            cand show 'Show which pack is in use, or what it knows of a name'
            cand update 'Take a newer pack; it needs the signature of a publisher that the program knows or STOCKADE_PACK_KEYS names'
            cand rollback 'Go back to the pack before the one in use, else to the program''s own'
            cand import-osv 'Add OSV records of malicious packages (MAL-...): one file, a folder, or an all.zip'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'stockade;pack;help;show'= {
        }
        &'stockade;pack;help;update'= {
        }
        &'stockade;pack;help;rollback'= {
        }
        &'stockade;pack;help;import-osv'= {
        }
        &'stockade;pack;help;help'= {
        }
        &'stockade;completions'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;generate'= {
            cand --dir 'The repository to write into'
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --check 'Write nothing; fail if a file differs'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;warden'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;help'= {
            cand scan 'Show every MCP server of this machine, what it really runs, and what is wrong with it'
            cand check 'Say whether a package is the one you mean, before it is installed'
            cand hunt 'List the look-alikes of well-known packages among a file of names'
            cand run 'Start a server behind the gate, as a client''s config does'
            cand explain 'Explain a check; without an id, list all'
            cand config 'Show the settings and where each comes from'
            cand pack 'Show, renew and take back what is known of names and malware'
            cand completions 'Print the completion script of a shell'
            cand generate 'Write the files that are generated from this program'
            cand warden 'End a server whose gate was killed'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'stockade;help;scan'= {
        }
        &'stockade;help;check'= {
        }
        &'stockade;help;hunt'= {
        }
        &'stockade;help;run'= {
        }
        &'stockade;help;explain'= {
        }
        &'stockade;help;config'= {
            cand show 'Print every setting and where it comes from'
            cand check 'Say what is wrong with settings files; scan nothing'
        }
        &'stockade;help;config;show'= {
        }
        &'stockade;help;config;check'= {
        }
        &'stockade;help;pack'= {
            cand show 'Show which pack is in use, or what it knows of a name'
            cand update 'Take a newer pack; it needs the signature of a publisher that the program knows or STOCKADE_PACK_KEYS names'
            cand rollback 'Go back to the pack before the one in use, else to the program''s own'
            cand import-osv 'Add OSV records of malicious packages (MAL-...): one file, a folder, or an all.zip'
        }
        &'stockade;help;pack;show'= {
        }
        &'stockade;help;pack;update'= {
        }
        &'stockade;help;pack;rollback'= {
        }
        &'stockade;help;pack;import-osv'= {
        }
        &'stockade;help;completions'= {
        }
        &'stockade;help;generate'= {
        }
        &'stockade;help;warden'= {
        }
        &'stockade;help;help'= {
        }
    ]
    $completions[$command]
}
