
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'stockade' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'stockade'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'stockade' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('scan', 'scan', [CompletionResultType]::ParameterValue, 'Show every MCP server of this machine, what it really runs, and what is wrong with it')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Say whether a package is the one you mean, before it is installed')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show what changed from one version of a package to another')
            [CompletionResult]::new('hunt', 'hunt', [CompletionResultType]::ParameterValue, 'List the look-alikes of well-known packages among a file of names')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Start a server behind the gate, as a client''s config does')
            [CompletionResult]::new('approvals', 'approvals', [CompletionResultType]::ParameterValue, 'Answer tool calls that wait for a human')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Show, follow and verify what gates wrote down')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a check; without an id, list all')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show the settings and where each comes from')
            [CompletionResult]::new('policy', 'policy', [CompletionResultType]::ParameterValue, 'Check, explain, test and take over the policies of servers')
            [CompletionResult]::new('pack', 'pack', [CompletionResultType]::ParameterValue, 'Show, renew and take back what is known of names and malware')
            [CompletionResult]::new('pins', 'pins', [CompletionResultType]::ParameterValue, 'Show what is pinned of each server''s tools, and accept what is held because it changed')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Write the files that are generated from this program')
            [CompletionResult]::new('warden', 'warden', [CompletionResultType]::ParameterValue, 'End a server whose gate was killed')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'stockade;scan' {
            [CompletionResult]::new('--home', '--home', [CompletionResultType]::ParameterName, 'Scan somebody else''s home: environment, PATH and processes of this machine do not count')
            [CompletionResult]::new('--os', '--os', [CompletionResultType]::ParameterName, 'Whose path rules apply [default: this system''s] [possible values: linux, macos, windows]')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'Where system-wide configs are found [default: /; none with --home]')
            [CompletionResult]::new('--trusted-root', '--trusted-root', [CompletionResultType]::ParameterName, 'Verify provenance against this Sigstore trust root (JSON) instead of the program''s own')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'JSON, in the schema of schema/scan-report.v1.json')
            [CompletionResult]::new('--sarif', '--sarif', [CompletionResultType]::ParameterName, 'SARIF 2.1.0, for code scanning')
            [CompletionResult]::new('--cyclonedx', '--cyclonedx', [CompletionResultType]::ParameterName, 'CycloneDX 1.6 JSON, an MCP bill of materials')
            [CompletionResult]::new('--html', '--html', [CompletionResultType]::ParameterName, 'One self-contained HTML page')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the one output that names no file of its own there instead of to stdout')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the one output that names no file of its own there instead of to stdout')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'Lowest severity that fails the run [default: high] [env: STOCKADE_FAIL_ON] [possible values: info, low, medium, high, critical]')
            [CompletionResult]::new('--min-confidence', '--min-confidence', [CompletionResultType]::ParameterName, 'Hide findings that are less sure [default: low] [env: STOCKADE_MIN_CONFIDENCE] [possible values: low, medium, high]')
            [CompletionResult]::new('--persona', '--persona', [CompletionResultType]::ParameterName, 'Whose findings to show [default: regular] [env: STOCKADE_PERSONA] [possible values: regular, pedantic, auditor]')
            [CompletionResult]::new('--client', '--client', [CompletionResultType]::ParameterName, 'Only this client (repeatable)')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'Only servers whose name or id (client/scope/name) matches (repeatable; `*` and `?` match any text)')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Only this check (repeatable)')
            [CompletionResult]::new('--exclude-check', '--exclude-check', [CompletionResultType]::ParameterName, 'Not this check (repeatable)')
            [CompletionResult]::new('--write-baseline', '--write-baseline', [CompletionResultType]::ParameterName, 'Write down every server and finding as known')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Show what differs from a baseline, and only new findings; any difference is status 1')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--no-recorded-projects', '--no-recorded-projects', [CompletionResultType]::ParameterName, 'Leave out the projects that clients have on record')
            [CompletionResult]::new('--no-processes', '--no-processes', [CompletionResultType]::ParameterName, 'Do not compare with running processes')
            [CompletionResult]::new('--online', '--online', [CompletionResultType]::ParameterName, 'Ask the registries that are configured here about every package, and judge what it is and what changed')
            [CompletionResult]::new('--no-exit-codes', '--no-exit-codes', [CompletionResultType]::ParameterName, 'End with 0 unless the tool itself failed')
            [CompletionResult]::new('--no-ignores', '--no-ignores', [CompletionResultType]::ParameterName, 'Report also what ignores cover')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;check' {
            [CompletionResult]::new('--ecosystem', '--ecosystem', [CompletionResultType]::ParameterName, 'Where names without an ecosystem live [default: judged in each]')
            [CompletionResult]::new('--trusted-root', '--trusted-root', [CompletionResultType]::ParameterName, 'Verify provenance against this Sigstore trust root (JSON) instead of the program''s own')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'JSON, in the schema of schema/check-report.v1.json')
            [CompletionResult]::new('--sarif', '--sarif', [CompletionResultType]::ParameterName, 'SARIF 2.1.0, for code scanning')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'Lowest severity that fails the run; what a human should be asked about is `medium` [default: medium] [env: STOCKADE_FAIL_ON] [possible values: info, low, medium, high, critical]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask nobody: caches and the knowledge pack are all there is, and what is lacking is said [env: STOCKADE_OFFLINE]')
            [CompletionResult]::new('--no-exit-codes', '--no-exit-codes', [CompletionResultType]::ParameterName, 'End with 0 unless the tool itself failed or was used wrongly')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;diff' {
            [CompletionResult]::new('--trusted-root', '--trusted-root', [CompletionResultType]::ParameterName, 'Verify provenance against this Sigstore trust root (JSON) instead of the program''s own')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'JSON, in the schema of schema/diff-report.v1.json')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask nobody: caches and the knowledge pack are all there is, and what is lacking is said [env: STOCKADE_OFFLINE]')
            [CompletionResult]::new('--no-exit-codes', '--no-exit-codes', [CompletionResultType]::ParameterName, 'End with 0 unless the tool itself failed or was used wrongly')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;hunt' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Where in the feed to begin: a sequence of the registry, 0 for all of it [default: where the state stands, else now]')
            [CompletionResult]::new('--ecosystem', '--ecosystem', [CompletionResultType]::ParameterName, 'Where names without an ecosystem live')
            [CompletionResult]::new('--csv', '--csv', [CompletionResultType]::ParameterName, 'CSV, one row a look-alike, a header first')
            [CompletionResult]::new('--jsonl', '--jsonl', [CompletionResultType]::ParameterName, 'JSON Lines, each in the schema of schema/hunt-row.v1.json')
            [CompletionResult]::new('--resume', '--resume', [CompletionResultType]::ParameterName, 'Keep the state there, and go on from it where it exists; needs --csv=FILE or --jsonl=FILE')
            [CompletionResult]::new('--checkpoint', '--checkpoint', [CompletionResultType]::ParameterName, 'After how many lines the state is written')
            [CompletionResult]::new('--verdict', '--verdict', [CompletionResultType]::ParameterName, 'Lowest verdict listed')
            [CompletionResult]::new('--mechanism', '--mechanism', [CompletionResultType]::ParameterName, 'Only this mechanism (repeatable); `known-malware` is one')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Only look-alikes of this name (repeatable), `npm:NAME` or NAME; known malware among them too')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'Lowest severity that fails the run [default: medium] [env: STOCKADE_FAIL_ON] [possible values: info, low, medium, high, critical]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--feed', '--feed', [CompletionResultType]::ParameterName, 'The names that changed in npm''s registry, as configured here, since the last time; not every registry has such a feed')
            [CompletionResult]::new('--no-exit-codes', '--no-exit-codes', [CompletionResultType]::ParameterName, 'End with 0 unless the tool itself failed')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;run' {
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'What the tools may be called with [default: the policy that comes with the program for this server, else `observe`]')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What the server is called in messages [default: its program]')
            [CompletionResult]::new('--hold', '--hold', [CompletionResultType]::ParameterName, 'How long a call that waits for a human is held open')
            [CompletionResult]::new('--prose', '--prose', [CompletionResultType]::ParameterName, 'What happens to a tool whose description looks like hidden instructions')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'A folder, or the address of a Redis server: `redis://host:port` [default: a folder of the user''s state] [env: STOCKADE_STORE]')
            [CompletionResult]::new('--store-fail', '--store-fail', [CompletionResultType]::ParameterName, 'What happens to a call that must be counted while the store does not answer')
            [CompletionResult]::new('--journal', '--journal', [CompletionResultType]::ParameterName, 'The journal''s folder [default: in the user''s state]')
            [CompletionResult]::new('--otlp', '--otlp', [CompletionResultType]::ParameterName, 'Send each record to an OpenTelemetry collector, too: `http://host:4318`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--allow-sampling', '--allow-sampling', [CompletionResultType]::ParameterName, 'Let the server ask the client''s model')
            [CompletionResult]::new('--journal-arguments', '--journal-arguments', [CompletionResultType]::ParameterName, 'Write arguments down as they are, not only their digest')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;approvals' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show the calls that wait, and the answers that were not used yet')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one call with all its arguments, the rules that ask, and the answer')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Let one call pass: this very one, once')
            [CompletionResult]::new('deny', 'deny', [CompletionResultType]::ParameterValue, 'Refuse one call')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'stockade;approvals;list' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON, in the schema of schema/approvals.v1.json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;approvals;show' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON, in the schema of schema/approvals.v1.json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;approvals;approve' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON, in the schema of schema/approvals.v1.json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;approvals;deny' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why; the agent is told')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON, in the schema of schema/approvals.v1.json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;approvals;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show the calls that wait, and the answers that were not used yet')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one call with all its arguments, the rules that ask, and the answer')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Let one call pass: this very one, once')
            [CompletionResult]::new('deny', 'deny', [CompletionResultType]::ParameterValue, 'Refuse one call')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'stockade;approvals;help;list' {
            break
        }
        'stockade;approvals;help;show' {
            break
        }
        'stockade;approvals;help;approve' {
            break
        }
        'stockade;approvals;help;deny' {
            break
        }
        'stockade;approvals;help;help' {
            break
        }
        'stockade;log' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Where the journal is, if not in the user''s state folder')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'Only servers whose identity matches (repeatable; `*` and `?` match any text)')
            [CompletionResult]::new('--tool', '--tool', [CompletionResultType]::ParameterName, 'Only tools whose name matches (repeatable; `*` and `?` match any text)')
            [CompletionResult]::new('--decision', '--decision', [CompletionResultType]::ParameterName, 'Only this decision (repeatable)')
            [CompletionResult]::new('--rule', '--rule', [CompletionResultType]::ParameterName, 'Only what this rule decided or recorded (repeatable)')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only from then on: `90s`, `10m`, `2h`, `3d` ago, a date (UTC) or a moment (RFC 3339)')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only before then')
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'Only the last so many of what is there')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Go on showing what is added')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Go on showing what is added')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object a line, as it stands in the journal')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Say whether the journal is what was written, and name the first record that is not')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'stockade;log;verify' {
            [CompletionResult]::new('--expect', '--expect', [CompletionResultType]::ParameterName, 'The seal of a record that must be there, noted down or exported earlier')
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Where the journal is, if not in the user''s state folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The answer as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;log;help' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Say whether the journal is what was written, and name the first record that is not')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'stockade;log;help;verify' {
            break
        }
        'stockade;log;help;help' {
            break
        }
        'stockade;explain' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;config' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print every setting and where it comes from')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Say what is wrong with settings files; scan nothing')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'stockade;config;show' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON, in the schema of schema/config-show.v1.json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;config;check' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;config;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print every setting and where it comes from')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Say what is wrong with settings files; scan nothing')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'stockade;config;help;show' {
            break
        }
        'stockade;config;help;check' {
            break
        }
        'stockade;config;help;help' {
            break
        }
        'stockade;policy' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Say whether files are policies, and everything that is wrong with them')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Say where policies perhaps do not mean what they say')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Decide a call and show each rule, condition, value and outcome; nothing is counted')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Run the tests that stand in policies')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Take over a policy that was written for Intercept, each difference as a comment')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Start a server, list its tools and write a first policy for them; whatever is not named in it is denied')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the policies that come with the program')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print a policy that comes with the program')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'stockade;policy;validate' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;policy;lint' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'Also say which tools and arguments this server does not have, by what `stockade pins` has recorded of it; its identity or a part of it')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;policy;explain' {
            [CompletionResult]::new('--tool', '--tool', [CompletionResultType]::ParameterName, 'The tool that is called')
            [CompletionResult]::new('--args', '--args', [CompletionResultType]::ParameterName, 'Its arguments, a JSON object')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'The directory that the server runs in [default: the working directory]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON, in the schema of schema/policy-explanation.v1.json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;policy;test' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;policy;import' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where to write it [default: the standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where to write it [default: the standard output]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;policy;new' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where to write it [default: the standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where to write it [default: the standard output]')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Where to write it [default: the standard output]')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What the server is called in it [default: what it calls itself]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after so long; a package may have to be installed first')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace a file that is there already')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;policy;list' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;policy;show' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where to write it, as `run` relies on it: only you may write the file [default: the standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where to write it, as `run` relies on it: only you may write the file [default: the standard output]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace a file that is there already')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;policy;help' {
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Say whether files are policies, and everything that is wrong with them')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Say where policies perhaps do not mean what they say')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Decide a call and show each rule, condition, value and outcome; nothing is counted')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Run the tests that stand in policies')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Take over a policy that was written for Intercept, each difference as a comment')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Start a server, list its tools and write a first policy for them; whatever is not named in it is denied')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the policies that come with the program')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print a policy that comes with the program')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'stockade;policy;help;validate' {
            break
        }
        'stockade;policy;help;lint' {
            break
        }
        'stockade;policy;help;explain' {
            break
        }
        'stockade;policy;help;test' {
            break
        }
        'stockade;policy;help;import' {
            break
        }
        'stockade;policy;help;new' {
            break
        }
        'stockade;policy;help;list' {
            break
        }
        'stockade;policy;help;show' {
            break
        }
        'stockade;policy;help;help' {
            break
        }
        'stockade;pack' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show which pack is in use, or what it knows of a name')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Take a newer pack; it needs the signature of a publisher that the program knows or STOCKADE_PACK_KEYS names')
            [CompletionResult]::new('rollback', 'rollback', [CompletionResultType]::ParameterValue, 'Go back to the pack before the one in use, else to the program''s own')
            [CompletionResult]::new('import-osv', 'import-osv', [CompletionResultType]::ParameterValue, 'Add OSV records, of malicious packages and of weaknesses: one file, a folder, or an all.zip')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'stockade;pack;show' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;pack;update' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The pack''s file, - for the standard input, or an https address')
            [CompletionResult]::new('--osv', '--osv', [CompletionResultType]::ParameterName, 'OSV records too (repeatable): a file, a folder, or an all.zip')
            [CompletionResult]::new('--cafile', '--cafile', [CompletionResultType]::ParameterName, 'From an address: trust these root certificates (PEM) too')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'From an address: give up after so many seconds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--fetch-osv', '--fetch-osv', [CompletionResultType]::ParameterName, 'OSV records of npm and PyPI too, fetched from `registries.osv-dumps`')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'The servers of the MCP Registry too, for runs that cannot ask it')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'From an address: take http too; the signature is checked as ever')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;pack;rollback' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;pack;import-osv' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--replace', '--replace', [CompletionResultType]::ParameterName, 'Forget what was imported before')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;pack;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show which pack is in use, or what it knows of a name')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Take a newer pack; it needs the signature of a publisher that the program knows or STOCKADE_PACK_KEYS names')
            [CompletionResult]::new('rollback', 'rollback', [CompletionResultType]::ParameterValue, 'Go back to the pack before the one in use, else to the program''s own')
            [CompletionResult]::new('import-osv', 'import-osv', [CompletionResultType]::ParameterValue, 'Add OSV records, of malicious packages and of weaknesses: one file, a folder, or an all.zip')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'stockade;pack;help;show' {
            break
        }
        'stockade;pack;help;update' {
            break
        }
        'stockade;pack;help;rollback' {
            break
        }
        'stockade;pack;help;import-osv' {
            break
        }
        'stockade;pack;help;help' {
            break
        }
        'stockade;pins' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what is pinned; held changes first exit with 1')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what is pinned of a server, and what in it looks like hidden instructions')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show what changed since it was accepted, and the digest to accept it with')
            [CompletionResult]::new('accept', 'accept', [CompletionResultType]::ParameterValue, 'Accept a held change, or a new tool')
            [CompletionResult]::new('undo', 'undo', [CompletionResultType]::ParameterValue, 'Take the last acceptance back')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Forget a server, or a part of it: the next use records it anew')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'stockade;pins;list' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'JSON instead of a table')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;pins;show' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--instructions', '--instructions', [CompletionResultType]::ParameterName, 'Only the server''s instructions')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'JSON instead of text')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;pins;diff' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--instructions', '--instructions', [CompletionResultType]::ParameterName, 'Only the server''s instructions')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'JSON instead of text')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;pins;accept' {
            [CompletionResult]::new('--digest', '--digest', [CompletionResultType]::ParameterName, 'The digest that `diff` showed, or its first eight or more digits')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--instructions', '--instructions', [CompletionResultType]::ParameterName, 'The server''s instructions instead of a tool')
            [CompletionResult]::new('--unattended', '--unattended', [CompletionResultType]::ParameterName, 'Not at a terminal, as in a script; below a gate or its client it is refused all the same')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;pins;undo' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--instructions', '--instructions', [CompletionResultType]::ParameterName, 'The server''s instructions instead of a tool')
            [CompletionResult]::new('--unattended', '--unattended', [CompletionResultType]::ParameterName, 'Not at a terminal, as in a script; below a gate or its client it is refused all the same')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;pins;forget' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--instructions', '--instructions', [CompletionResultType]::ParameterName, 'Only the server''s instructions')
            [CompletionResult]::new('--unattended', '--unattended', [CompletionResultType]::ParameterName, 'Not at a terminal, as in a script; below a gate or its client it is refused all the same')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;pins;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what is pinned; held changes first exit with 1')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what is pinned of a server, and what in it looks like hidden instructions')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show what changed since it was accepted, and the digest to accept it with')
            [CompletionResult]::new('accept', 'accept', [CompletionResultType]::ParameterValue, 'Accept a held change, or a new tool')
            [CompletionResult]::new('undo', 'undo', [CompletionResultType]::ParameterValue, 'Take the last acceptance back')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Forget a server, or a part of it: the next use records it anew')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'stockade;pins;help;list' {
            break
        }
        'stockade;pins;help;show' {
            break
        }
        'stockade;pins;help;diff' {
            break
        }
        'stockade;pins;help;accept' {
            break
        }
        'stockade;pins;help;undo' {
            break
        }
        'stockade;pins;help;forget' {
            break
        }
        'stockade;pins;help;help' {
            break
        }
        'stockade;completions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;generate' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'The repository to write into')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Write nothing; fail if a file differs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;warden' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of the user''s and the project''s stockade.toml [env: STOCKADE_CONFIG]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line a finding, no table, no progress')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show also what is ignored, and notes on each server')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no settings file but the organisation''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'stockade;help' {
            [CompletionResult]::new('scan', 'scan', [CompletionResultType]::ParameterValue, 'Show every MCP server of this machine, what it really runs, and what is wrong with it')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Say whether a package is the one you mean, before it is installed')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show what changed from one version of a package to another')
            [CompletionResult]::new('hunt', 'hunt', [CompletionResultType]::ParameterValue, 'List the look-alikes of well-known packages among a file of names')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Start a server behind the gate, as a client''s config does')
            [CompletionResult]::new('approvals', 'approvals', [CompletionResultType]::ParameterValue, 'Answer tool calls that wait for a human')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Show, follow and verify what gates wrote down')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a check; without an id, list all')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show the settings and where each comes from')
            [CompletionResult]::new('policy', 'policy', [CompletionResultType]::ParameterValue, 'Check, explain, test and take over the policies of servers')
            [CompletionResult]::new('pack', 'pack', [CompletionResultType]::ParameterValue, 'Show, renew and take back what is known of names and malware')
            [CompletionResult]::new('pins', 'pins', [CompletionResultType]::ParameterValue, 'Show what is pinned of each server''s tools, and accept what is held because it changed')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Write the files that are generated from this program')
            [CompletionResult]::new('warden', 'warden', [CompletionResultType]::ParameterValue, 'End a server whose gate was killed')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'stockade;help;scan' {
            break
        }
        'stockade;help;check' {
            break
        }
        'stockade;help;diff' {
            break
        }
        'stockade;help;hunt' {
            break
        }
        'stockade;help;run' {
            break
        }
        'stockade;help;approvals' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show the calls that wait, and the answers that were not used yet')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one call with all its arguments, the rules that ask, and the answer')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Let one call pass: this very one, once')
            [CompletionResult]::new('deny', 'deny', [CompletionResultType]::ParameterValue, 'Refuse one call')
            break
        }
        'stockade;help;approvals;list' {
            break
        }
        'stockade;help;approvals;show' {
            break
        }
        'stockade;help;approvals;approve' {
            break
        }
        'stockade;help;approvals;deny' {
            break
        }
        'stockade;help;log' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Say whether the journal is what was written, and name the first record that is not')
            break
        }
        'stockade;help;log;verify' {
            break
        }
        'stockade;help;explain' {
            break
        }
        'stockade;help;config' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print every setting and where it comes from')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Say what is wrong with settings files; scan nothing')
            break
        }
        'stockade;help;config;show' {
            break
        }
        'stockade;help;config;check' {
            break
        }
        'stockade;help;policy' {
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Say whether files are policies, and everything that is wrong with them')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Say where policies perhaps do not mean what they say')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Decide a call and show each rule, condition, value and outcome; nothing is counted')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Run the tests that stand in policies')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Take over a policy that was written for Intercept, each difference as a comment')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Start a server, list its tools and write a first policy for them; whatever is not named in it is denied')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the policies that come with the program')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print a policy that comes with the program')
            break
        }
        'stockade;help;policy;validate' {
            break
        }
        'stockade;help;policy;lint' {
            break
        }
        'stockade;help;policy;explain' {
            break
        }
        'stockade;help;policy;test' {
            break
        }
        'stockade;help;policy;import' {
            break
        }
        'stockade;help;policy;new' {
            break
        }
        'stockade;help;policy;list' {
            break
        }
        'stockade;help;policy;show' {
            break
        }
        'stockade;help;pack' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show which pack is in use, or what it knows of a name')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Take a newer pack; it needs the signature of a publisher that the program knows or STOCKADE_PACK_KEYS names')
            [CompletionResult]::new('rollback', 'rollback', [CompletionResultType]::ParameterValue, 'Go back to the pack before the one in use, else to the program''s own')
            [CompletionResult]::new('import-osv', 'import-osv', [CompletionResultType]::ParameterValue, 'Add OSV records, of malicious packages and of weaknesses: one file, a folder, or an all.zip')
            break
        }
        'stockade;help;pack;show' {
            break
        }
        'stockade;help;pack;update' {
            break
        }
        'stockade;help;pack;rollback' {
            break
        }
        'stockade;help;pack;import-osv' {
            break
        }
        'stockade;help;pins' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what is pinned; held changes first exit with 1')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what is pinned of a server, and what in it looks like hidden instructions')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show what changed since it was accepted, and the digest to accept it with')
            [CompletionResult]::new('accept', 'accept', [CompletionResultType]::ParameterValue, 'Accept a held change, or a new tool')
            [CompletionResult]::new('undo', 'undo', [CompletionResultType]::ParameterValue, 'Take the last acceptance back')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Forget a server, or a part of it: the next use records it anew')
            break
        }
        'stockade;help;pins;list' {
            break
        }
        'stockade;help;pins;show' {
            break
        }
        'stockade;help;pins;diff' {
            break
        }
        'stockade;help;pins;accept' {
            break
        }
        'stockade;help;pins;undo' {
            break
        }
        'stockade;help;pins;forget' {
            break
        }
        'stockade;help;completions' {
            break
        }
        'stockade;help;generate' {
            break
        }
        'stockade;help;warden' {
            break
        }
        'stockade;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
