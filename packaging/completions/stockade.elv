
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
            cand diff 'Show what changed from one version of a package to another'
            cand hunt 'List the look-alikes of well-known packages among a file of names'
            cand run 'Start a server behind the gate, as a client''s config does'
            cand approvals 'Answer tool calls that wait for a human'
            cand log 'Show, follow and verify what gates wrote down'
            cand explain 'Explain a check; without an id, list all'
            cand config 'Show the settings and where each comes from'
            cand policy 'Check, explain, test and take over the policies of servers'
            cand pack 'Show, renew and take back what is known of names and malware'
            cand pins 'Show what is pinned of each server''s tools, and accept what is held because it changed'
            cand completions 'Print the completion script of a shell'
            cand generate 'Write the files that are generated from this program'
            cand warden 'End a server whose gate was killed'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'stockade;scan'= {
            cand --home 'Scan somebody else''s home: environment, PATH and processes of this machine do not count'
            cand --os 'Whose path rules apply [default: this system''s] [possible values: linux, macos, windows]'
            cand --root 'Where system-wide configs are found [default: /; none with --home]'
            cand --trusted-root 'Verify provenance against this Sigstore trust root (JSON) instead of the program''s own'
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
            cand --online 'Ask the registries that are configured here about every package, and judge what it is and what changed'
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
            cand --trusted-root 'Verify provenance against this Sigstore trust root (JSON) instead of the program''s own'
            cand --json 'JSON, in the schema of schema/check-report.v1.json'
            cand --sarif 'SARIF 2.1.0, for code scanning'
            cand --fail-on 'Lowest severity that fails the run; what a human should be asked about is `medium` [default: medium] [env: STOCKADE_FAIL_ON] [possible values: info, low, medium, high, critical]'
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --offline 'Ask nobody: caches and the knowledge pack are all there is, and what is lacking is said [env: STOCKADE_OFFLINE]'
            cand --no-exit-codes 'End with 0 unless the tool itself failed or was used wrongly'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;diff'= {
            cand --trusted-root 'Verify provenance against this Sigstore trust root (JSON) instead of the program''s own'
            cand --json 'JSON, in the schema of schema/diff-report.v1.json'
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --offline 'Ask nobody: caches and the knowledge pack are all there is, and what is lacking is said [env: STOCKADE_OFFLINE]'
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
            cand --since 'Where in the feed to begin: a sequence of the registry, 0 for all of it [default: where the state stands, else now]'
            cand --ecosystem 'Where names without an ecosystem live'
            cand --csv 'CSV, one row a look-alike, a header first'
            cand --jsonl 'JSON Lines, each in the schema of schema/hunt-row.v1.json'
            cand --resume 'Keep the state there, and go on from it where it exists; needs --csv=FILE or --jsonl=FILE'
            cand --checkpoint 'After how many lines the state is written'
            cand --verdict 'Lowest verdict listed'
            cand --mechanism 'Only this mechanism (repeatable); `known-malware` is one'
            cand --target 'Only look-alikes of this name (repeatable), `npm:NAME` or NAME; known malware among them too'
            cand --fail-on 'Lowest severity that fails the run [default: medium] [env: STOCKADE_FAIL_ON] [possible values: info, low, medium, high, critical]'
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --feed 'The names that changed in npm''s registry, as configured here, since the last time; not every registry has such a feed'
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
            cand --policy 'What the tools may be called with [default: the policy that comes with the program for this server, else `observe`]'
            cand --name 'What the server is called in messages [default: its program]'
            cand --hold 'How long a call that waits for a human is held open'
            cand --prose 'What happens to a tool whose description looks like hidden instructions'
            cand --store 'A folder, or the address of a Redis server: `redis://host:port` [default: a folder of the user''s state] [env: STOCKADE_STORE]'
            cand --store-fail 'What happens to a call that must be counted while the store does not answer'
            cand --journal 'The journal''s folder [default: in the user''s state]'
            cand --otlp 'Send each record to an OpenTelemetry collector, too: `http://host:4318`'
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --allow-sampling 'Let the server ask the client''s model'
            cand --journal-arguments 'Write arguments down as they are, not only their digest'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;approvals'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'Show the calls that wait, and the answers that were not used yet'
            cand show 'Show one call with all its arguments, the rules that ask, and the answer'
            cand approve 'Let one call pass: this very one, once'
            cand deny 'Refuse one call'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'stockade;approvals;list'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --json 'As JSON, in the schema of schema/approvals.v1.json'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;approvals;show'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --json 'As JSON, in the schema of schema/approvals.v1.json'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;approvals;approve'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --json 'As JSON, in the schema of schema/approvals.v1.json'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;approvals;deny'= {
            cand --reason 'Why; the agent is told'
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --json 'As JSON, in the schema of schema/approvals.v1.json'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;approvals;help'= {
            cand list 'Show the calls that wait, and the answers that were not used yet'
            cand show 'Show one call with all its arguments, the rules that ask, and the answer'
            cand approve 'Let one call pass: this very one, once'
            cand deny 'Refuse one call'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'stockade;approvals;help;list'= {
        }
        &'stockade;approvals;help;show'= {
        }
        &'stockade;approvals;help;approve'= {
        }
        &'stockade;approvals;help;deny'= {
        }
        &'stockade;approvals;help;help'= {
        }
        &'stockade;log'= {
            cand --dir 'Where the journal is, if not in the user''s state folder'
            cand --server 'Only servers whose identity matches (repeatable; `*` and `?` match any text)'
            cand --tool 'Only tools whose name matches (repeatable; `*` and `?` match any text)'
            cand --decision 'Only this decision (repeatable)'
            cand --rule 'Only what this rule decided or recorded (repeatable)'
            cand --since 'Only from then on: `90s`, `10m`, `2h`, `3d` ago, a date (UTC) or a moment (RFC 3339)'
            cand --until 'Only before then'
            cand --last 'Only the last so many of what is there'
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand -f 'Go on showing what is added'
            cand --follow 'Go on showing what is added'
            cand --json 'One JSON object a line, as it stands in the journal'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand verify 'Say whether the journal is what was written, and name the first record that is not'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'stockade;log;verify'= {
            cand --expect 'The seal of a record that must be there, noted down or exported earlier'
            cand --dir 'Where the journal is, if not in the user''s state folder'
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --json 'The answer as JSON'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;log;help'= {
            cand verify 'Say whether the journal is what was written, and name the first record that is not'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'stockade;log;help;verify'= {
        }
        &'stockade;log;help;help'= {
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
        &'stockade;policy'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand validate 'Say whether files are policies, and everything that is wrong with them'
            cand lint 'Say where policies perhaps do not mean what they say'
            cand explain 'Decide a call and show each rule, condition, value and outcome; nothing is counted'
            cand test 'Run the tests that stand in policies'
            cand import 'Take over a policy that was written for Intercept, each difference as a comment'
            cand new 'Start a server, list its tools and write a first policy for them; whatever is not named in it is denied'
            cand list 'List the policies that come with the program'
            cand show 'Print a policy that comes with the program'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'stockade;policy;validate'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --json 'As JSON'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;policy;lint'= {
            cand --server 'Also say which tools and arguments this server does not have, by what `stockade pins` has recorded of it; its identity or a part of it'
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --json 'As JSON'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;policy;explain'= {
            cand --tool 'The tool that is called'
            cand --args 'Its arguments, a JSON object'
            cand --directory 'The directory that the server runs in [default: the working directory]'
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --json 'As JSON, in the schema of schema/policy-explanation.v1.json'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;policy;test'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --json 'As JSON'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;policy;import'= {
            cand -o 'Where to write it [default: the standard output]'
            cand --output 'Where to write it [default: the standard output]'
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
        &'stockade;policy;new'= {
            cand -o 'Where to write it [default: the standard output]'
            cand --output 'Where to write it [default: the standard output]'
            cand --out 'Where to write it [default: the standard output]'
            cand --name 'What the server is called in it [default: what it calls itself]'
            cand --timeout 'Give up after so long; a package may have to be installed first'
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --force 'Replace a file that is there already'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;policy;list'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --json 'As JSON'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;policy;show'= {
            cand -o 'Where to write it, as `run` relies on it: only you may write the file [default: the standard output]'
            cand --output 'Where to write it, as `run` relies on it: only you may write the file [default: the standard output]'
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --force 'Replace a file that is there already'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;policy;help'= {
            cand validate 'Say whether files are policies, and everything that is wrong with them'
            cand lint 'Say where policies perhaps do not mean what they say'
            cand explain 'Decide a call and show each rule, condition, value and outcome; nothing is counted'
            cand test 'Run the tests that stand in policies'
            cand import 'Take over a policy that was written for Intercept, each difference as a comment'
            cand new 'Start a server, list its tools and write a first policy for them; whatever is not named in it is denied'
            cand list 'List the policies that come with the program'
            cand show 'Print a policy that comes with the program'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'stockade;policy;help;validate'= {
        }
        &'stockade;policy;help;lint'= {
        }
        &'stockade;policy;help;explain'= {
        }
        &'stockade;policy;help;test'= {
        }
        &'stockade;policy;help;import'= {
        }
        &'stockade;policy;help;new'= {
        }
        &'stockade;policy;help;list'= {
        }
        &'stockade;policy;help;show'= {
        }
        &'stockade;policy;help;help'= {
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
            cand import-osv 'Add OSV records, of malicious packages and of weaknesses: one file, a folder, or an all.zip'
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
            cand --from 'The pack''s file, - for the standard input, or an https address'
            cand --osv 'OSV records too (repeatable): a file, a folder, or an all.zip'
            cand --cafile 'From an address: trust these root certificates (PEM) too'
            cand --timeout 'From an address: give up after so many seconds'
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --fetch-osv 'OSV records of npm and PyPI too, fetched from `registries.osv-dumps`'
            cand --catalogue 'The servers of the MCP Registry too, for runs that cannot ask it'
            cand --allow-http 'From an address: take http too; the signature is checked as ever'
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
            cand import-osv 'Add OSV records, of malicious packages and of weaknesses: one file, a folder, or an all.zip'
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
        &'stockade;pins'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List what is pinned; held changes first exit with 1'
            cand show 'Show what is pinned of a server, and what in it looks like hidden instructions'
            cand diff 'Show what changed since it was accepted, and the digest to accept it with'
            cand accept 'Accept a held change, or a new tool'
            cand undo 'Take the last acceptance back'
            cand forget 'Forget a server, or a part of it: the next use records it anew'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'stockade;pins;list'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --json 'JSON instead of a table'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;pins;show'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --instructions 'Only the server''s instructions'
            cand --json 'JSON instead of text'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;pins;diff'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --instructions 'Only the server''s instructions'
            cand --json 'JSON instead of text'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;pins;accept'= {
            cand --digest 'The digest that `diff` showed, or its first eight or more digits'
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --instructions 'The server''s instructions instead of a tool'
            cand --unattended 'Not at a terminal, as in a script; below a gate or its client it is refused all the same'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;pins;undo'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --instructions 'The server''s instructions instead of a tool'
            cand --unattended 'Not at a terminal, as in a script; below a gate or its client it is refused all the same'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;pins;forget'= {
            cand --color 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`'
            cand --config 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]'
            cand --instructions 'Only the server''s instructions'
            cand --unattended 'Not at a terminal, as in a script; below a gate or its client it is refused all the same'
            cand -q 'One line a finding, no table, no progress'
            cand --quiet 'One line a finding, no table, no progress'
            cand -v 'Show also what is ignored, and notes on each server'
            cand --verbose 'Show also what is ignored, and notes on each server'
            cand --no-config 'Read no settings file but the organisation''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'stockade;pins;help'= {
            cand list 'List what is pinned; held changes first exit with 1'
            cand show 'Show what is pinned of a server, and what in it looks like hidden instructions'
            cand diff 'Show what changed since it was accepted, and the digest to accept it with'
            cand accept 'Accept a held change, or a new tool'
            cand undo 'Take the last acceptance back'
            cand forget 'Forget a server, or a part of it: the next use records it anew'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'stockade;pins;help;list'= {
        }
        &'stockade;pins;help;show'= {
        }
        &'stockade;pins;help;diff'= {
        }
        &'stockade;pins;help;accept'= {
        }
        &'stockade;pins;help;undo'= {
        }
        &'stockade;pins;help;forget'= {
        }
        &'stockade;pins;help;help'= {
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
            cand diff 'Show what changed from one version of a package to another'
            cand hunt 'List the look-alikes of well-known packages among a file of names'
            cand run 'Start a server behind the gate, as a client''s config does'
            cand approvals 'Answer tool calls that wait for a human'
            cand log 'Show, follow and verify what gates wrote down'
            cand explain 'Explain a check; without an id, list all'
            cand config 'Show the settings and where each comes from'
            cand policy 'Check, explain, test and take over the policies of servers'
            cand pack 'Show, renew and take back what is known of names and malware'
            cand pins 'Show what is pinned of each server''s tools, and accept what is held because it changed'
            cand completions 'Print the completion script of a shell'
            cand generate 'Write the files that are generated from this program'
            cand warden 'End a server whose gate was killed'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'stockade;help;scan'= {
        }
        &'stockade;help;check'= {
        }
        &'stockade;help;diff'= {
        }
        &'stockade;help;hunt'= {
        }
        &'stockade;help;run'= {
        }
        &'stockade;help;approvals'= {
            cand list 'Show the calls that wait, and the answers that were not used yet'
            cand show 'Show one call with all its arguments, the rules that ask, and the answer'
            cand approve 'Let one call pass: this very one, once'
            cand deny 'Refuse one call'
        }
        &'stockade;help;approvals;list'= {
        }
        &'stockade;help;approvals;show'= {
        }
        &'stockade;help;approvals;approve'= {
        }
        &'stockade;help;approvals;deny'= {
        }
        &'stockade;help;log'= {
            cand verify 'Say whether the journal is what was written, and name the first record that is not'
        }
        &'stockade;help;log;verify'= {
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
        &'stockade;help;policy'= {
            cand validate 'Say whether files are policies, and everything that is wrong with them'
            cand lint 'Say where policies perhaps do not mean what they say'
            cand explain 'Decide a call and show each rule, condition, value and outcome; nothing is counted'
            cand test 'Run the tests that stand in policies'
            cand import 'Take over a policy that was written for Intercept, each difference as a comment'
            cand new 'Start a server, list its tools and write a first policy for them; whatever is not named in it is denied'
            cand list 'List the policies that come with the program'
            cand show 'Print a policy that comes with the program'
        }
        &'stockade;help;policy;validate'= {
        }
        &'stockade;help;policy;lint'= {
        }
        &'stockade;help;policy;explain'= {
        }
        &'stockade;help;policy;test'= {
        }
        &'stockade;help;policy;import'= {
        }
        &'stockade;help;policy;new'= {
        }
        &'stockade;help;policy;list'= {
        }
        &'stockade;help;policy;show'= {
        }
        &'stockade;help;pack'= {
            cand show 'Show which pack is in use, or what it knows of a name'
            cand update 'Take a newer pack; it needs the signature of a publisher that the program knows or STOCKADE_PACK_KEYS names'
            cand rollback 'Go back to the pack before the one in use, else to the program''s own'
            cand import-osv 'Add OSV records, of malicious packages and of weaknesses: one file, a folder, or an all.zip'
        }
        &'stockade;help;pack;show'= {
        }
        &'stockade;help;pack;update'= {
        }
        &'stockade;help;pack;rollback'= {
        }
        &'stockade;help;pack;import-osv'= {
        }
        &'stockade;help;pins'= {
            cand list 'List what is pinned; held changes first exit with 1'
            cand show 'Show what is pinned of a server, and what in it looks like hidden instructions'
            cand diff 'Show what changed since it was accepted, and the digest to accept it with'
            cand accept 'Accept a held change, or a new tool'
            cand undo 'Take the last acceptance back'
            cand forget 'Forget a server, or a part of it: the next use records it anew'
        }
        &'stockade;help;pins;list'= {
        }
        &'stockade;help;pins;show'= {
        }
        &'stockade;help;pins;diff'= {
        }
        &'stockade;help;pins;accept'= {
        }
        &'stockade;help;pins;undo'= {
        }
        &'stockade;help;pins;forget'= {
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
