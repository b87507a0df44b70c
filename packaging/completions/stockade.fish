# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_stockade_global_optspecs
    string join \n color= q/quiet v/verbose config= no-config h/help V/version
end

function __fish_stockade_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_stockade_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_stockade_using_subcommand
    set -l cmd (__fish_stockade_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c stockade -n "__fish_stockade_needs_command" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_needs_command" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_needs_command" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_needs_command" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_needs_command" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_needs_command" -s V -l version -d 'Print version'
complete -c stockade -n "__fish_stockade_needs_command" -f -a "scan" -d 'Show every MCP server of this machine, what it really runs, and what is wrong with it'
complete -c stockade -n "__fish_stockade_needs_command" -f -a "check" -d 'Say whether a package is the one you mean, before it is installed'
complete -c stockade -n "__fish_stockade_needs_command" -f -a "diff" -d 'Show what changed from one version of a package to another'
complete -c stockade -n "__fish_stockade_needs_command" -f -a "hunt" -d 'List the look-alikes of well-known packages among a file of names'
complete -c stockade -n "__fish_stockade_needs_command" -f -a "run" -d 'Start a server behind the gate, as a client\'s config does'
complete -c stockade -n "__fish_stockade_needs_command" -f -a "approvals" -d 'Answer tool calls that wait for a human'
complete -c stockade -n "__fish_stockade_needs_command" -f -a "log" -d 'Show, follow and verify what gates wrote down'
complete -c stockade -n "__fish_stockade_needs_command" -f -a "explain" -d 'Explain a check; without an id, list all'
complete -c stockade -n "__fish_stockade_needs_command" -f -a "config" -d 'Show the settings and where each comes from'
complete -c stockade -n "__fish_stockade_needs_command" -f -a "policy" -d 'Check, explain, test and take over the policies of servers'
complete -c stockade -n "__fish_stockade_needs_command" -f -a "pack" -d 'Show, renew and take back what is known of names and malware'
complete -c stockade -n "__fish_stockade_needs_command" -f -a "pins" -d 'Show what is pinned of each server\'s tools, and accept what is held because it changed'
complete -c stockade -n "__fish_stockade_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c stockade -n "__fish_stockade_needs_command" -f -a "generate" -d 'Write the files that are generated from this program'
complete -c stockade -n "__fish_stockade_needs_command" -f -a "warden" -d 'End a server whose gate was killed'
complete -c stockade -n "__fish_stockade_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l home -d 'Scan somebody else\'s home: environment, PATH and processes of this machine do not count' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l os -d 'Whose path rules apply [default: this system\'s] [possible values: linux, macos, windows]' -r -f -a "linux\t''
macos\t''
windows\t''"
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l root -d 'Where system-wide configs are found [default: /; none with --home]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l trusted-root -d 'Verify provenance against this Sigstore trust root (JSON) instead of the program\'s own' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l json -d 'JSON, in the schema of schema/scan-report.v1.json' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l sarif -d 'SARIF 2.1.0, for code scanning' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l cyclonedx -d 'CycloneDX 1.6 JSON, an MCP bill of materials' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l html -d 'One self-contained HTML page' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand scan" -s o -l output -d 'Write the one output that names no file of its own there instead of to stdout' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l fail-on -d 'Lowest severity that fails the run [default: high] [env: STOCKADE_FAIL_ON] [possible values: info, low, medium, high, critical]' -r -f -a "info\t''
low\t''
medium\t''
high\t''
critical\t''"
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l min-confidence -d 'Hide findings that are less sure [default: low] [env: STOCKADE_MIN_CONFIDENCE] [possible values: low, medium, high]' -r -f -a "low\t''
medium\t''
high\t''"
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l persona -d 'Whose findings to show [default: regular] [env: STOCKADE_PERSONA] [possible values: regular, pedantic, auditor]' -r -f -a "regular\t''
pedantic\t''
auditor\t''"
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l client -d 'Only this client (repeatable)' -r
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l server -d 'Only servers whose name or id (client/scope/name) matches (repeatable; `*` and `?` match any text)' -r
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l check -d 'Only this check (repeatable)' -r -f -a "unpinned\t''
opaque-launch\t''
shadowed-package\t''
foreign-registry\t''
alias-mismatch\t''
known-malware\t''
owner-contradiction\t''
catalogue-misbinding\t''
unclaimed-official-name\t''
cross-ecosystem-name\t''
squat\t''
deceptive-spec\t''
unknown-name\t''
look-alike-key\t''
shell-launch\t''
insecure-url\t''
secret-in-config\t''
code-in-config\t''
auto-approve\t''
inert-config\t''
duplicate-server\t''
broad-mount\t''
privileged-container\t''
env-injection\t''
unlisted-server\t''
denied-server\t''
unexplained-process\t''
unreadable\t''
stale-ignore\t''
advisory\t''
unmet-requirement\t''
new-name\t''
young-version\t''
publish-burst\t''
rewritten-version\t''
version-mimicry\t''
publisher-changed\t''
provenance-missing\t''
provenance-invalid\t''
provenance-fell\t''
repository-one-way-claim\t''
manifest-repository-mismatch\t''
install-script\t''
constant-recipient\t''
new-capability\t''
new-host\t''
new-secret\t''
new-dependency\t''
outside-dependency\t''
writes-client-config\t''
credential-harvest\t''
dns-exfil\t''
git-hook-persistence\t''
ci-abuse\t''
self-propagation\t''
time-gate\t''
hidden-code\t''
newly-minified\t''
deprecated\t''
yanked\t''"
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l exclude-check -d 'Not this check (repeatable)' -r -f -a "unpinned\t''
opaque-launch\t''
shadowed-package\t''
foreign-registry\t''
alias-mismatch\t''
known-malware\t''
owner-contradiction\t''
catalogue-misbinding\t''
unclaimed-official-name\t''
cross-ecosystem-name\t''
squat\t''
deceptive-spec\t''
unknown-name\t''
look-alike-key\t''
shell-launch\t''
insecure-url\t''
secret-in-config\t''
code-in-config\t''
auto-approve\t''
inert-config\t''
duplicate-server\t''
broad-mount\t''
privileged-container\t''
env-injection\t''
unlisted-server\t''
denied-server\t''
unexplained-process\t''
unreadable\t''
stale-ignore\t''
advisory\t''
unmet-requirement\t''
new-name\t''
young-version\t''
publish-burst\t''
rewritten-version\t''
version-mimicry\t''
publisher-changed\t''
provenance-missing\t''
provenance-invalid\t''
provenance-fell\t''
repository-one-way-claim\t''
manifest-repository-mismatch\t''
install-script\t''
constant-recipient\t''
new-capability\t''
new-host\t''
new-secret\t''
new-dependency\t''
outside-dependency\t''
writes-client-config\t''
credential-harvest\t''
dns-exfil\t''
git-hook-persistence\t''
ci-abuse\t''
self-propagation\t''
time-gate\t''
hidden-code\t''
newly-minified\t''
deprecated\t''
yanked\t''"
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l write-baseline -d 'Write down every server and finding as known' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l baseline -d 'Show what differs from a baseline, and only new findings; any difference is status 1' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l no-recorded-projects -d 'Leave out the projects that clients have on record'
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l no-processes -d 'Do not compare with running processes'
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l online -d 'Ask the registries that are configured here about every package, and judge what it is and what changed'
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l no-exit-codes -d 'End with 0 unless the tool itself failed'
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l no-ignores -d 'Report also what ignores cover'
complete -c stockade -n "__fish_stockade_using_subcommand scan" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand scan" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand scan" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand scan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand check" -l ecosystem -d 'Where names without an ecosystem live [default: judged in each]' -r -f -a "npm\t'npm'
pypi\t'The Python Package Index'"
complete -c stockade -n "__fish_stockade_using_subcommand check" -l trusted-root -d 'Verify provenance against this Sigstore trust root (JSON) instead of the program\'s own' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand check" -l json -d 'JSON, in the schema of schema/check-report.v1.json' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand check" -l sarif -d 'SARIF 2.1.0, for code scanning' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand check" -l fail-on -d 'Lowest severity that fails the run; what a human should be asked about is `medium` [default: medium] [env: STOCKADE_FAIL_ON] [possible values: info, low, medium, high, critical]' -r -f -a "info\t''
low\t''
medium\t''
high\t''
critical\t''"
complete -c stockade -n "__fish_stockade_using_subcommand check" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand check" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand check" -l offline -d 'Ask nobody: caches and the knowledge pack are all there is, and what is lacking is said [env: STOCKADE_OFFLINE]'
complete -c stockade -n "__fish_stockade_using_subcommand check" -l no-exit-codes -d 'End with 0 unless the tool itself failed or was used wrongly'
complete -c stockade -n "__fish_stockade_using_subcommand check" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand check" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand check" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand diff" -l trusted-root -d 'Verify provenance against this Sigstore trust root (JSON) instead of the program\'s own' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand diff" -l json -d 'JSON, in the schema of schema/diff-report.v1.json' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand diff" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand diff" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand diff" -l offline -d 'Ask nobody: caches and the knowledge pack are all there is, and what is lacking is said [env: STOCKADE_OFFLINE]'
complete -c stockade -n "__fish_stockade_using_subcommand diff" -l no-exit-codes -d 'End with 0 unless the tool itself failed or was used wrongly'
complete -c stockade -n "__fish_stockade_using_subcommand diff" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand diff" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand diff" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand hunt" -l since -d 'Where in the feed to begin: a sequence of the registry, 0 for all of it [default: where the state stands, else now]' -r
complete -c stockade -n "__fish_stockade_using_subcommand hunt" -l ecosystem -d 'Where names without an ecosystem live' -r -f -a "npm\t'npm'
pypi\t'The Python Package Index'"
complete -c stockade -n "__fish_stockade_using_subcommand hunt" -l csv -d 'CSV, one row a look-alike, a header first' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand hunt" -l jsonl -d 'JSON Lines, each in the schema of schema/hunt-row.v1.json' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand hunt" -l resume -d 'Keep the state there, and go on from it where it exists; needs --csv=FILE or --jsonl=FILE' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand hunt" -l checkpoint -d 'After how many lines the state is written' -r
complete -c stockade -n "__fish_stockade_using_subcommand hunt" -l verdict -d 'Lowest verdict listed' -r -f -a "note\t'Everything worth knowing'
confirm\t'What a human should be asked about'
block\t'What is denied'"
complete -c stockade -n "__fish_stockade_using_subcommand hunt" -l mechanism -d 'Only this mechanism (repeatable); `known-malware` is one' -r
complete -c stockade -n "__fish_stockade_using_subcommand hunt" -l target -d 'Only look-alikes of this name (repeatable), `npm:NAME` or NAME; known malware among them too' -r
complete -c stockade -n "__fish_stockade_using_subcommand hunt" -l fail-on -d 'Lowest severity that fails the run [default: medium] [env: STOCKADE_FAIL_ON] [possible values: info, low, medium, high, critical]' -r -f -a "info\t''
low\t''
medium\t''
high\t''
critical\t''"
complete -c stockade -n "__fish_stockade_using_subcommand hunt" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand hunt" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand hunt" -l feed -d 'The names that changed in npm\'s registry, as configured here, since the last time; not every registry has such a feed'
complete -c stockade -n "__fish_stockade_using_subcommand hunt" -l no-exit-codes -d 'End with 0 unless the tool itself failed'
complete -c stockade -n "__fish_stockade_using_subcommand hunt" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand hunt" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand hunt" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand hunt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand run" -l policy -d 'What the tools may be called with [default: the policy that comes with the program for this server, else `observe`]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand run" -l name -d 'What the server is called in messages [default: its program]' -r
complete -c stockade -n "__fish_stockade_using_subcommand run" -l hold -d 'How long a call that waits for a human is held open' -r
complete -c stockade -n "__fish_stockade_using_subcommand run" -l prose -d 'What happens to a tool whose description looks like hidden instructions' -r -f -a "hold\t'It is held until somebody accepts it'
note\t'It passes, and is written down'"
complete -c stockade -n "__fish_stockade_using_subcommand run" -l store -d 'A folder, or the address of a Redis server: `redis://host:port` [default: a folder of the user\'s state] [env: STOCKADE_STORE]' -r
complete -c stockade -n "__fish_stockade_using_subcommand run" -l store-fail -d 'What happens to a call that must be counted while the store does not answer' -r -f -a "open\t'It passes, and is not counted'
closed\t'It is denied'"
complete -c stockade -n "__fish_stockade_using_subcommand run" -l journal -d 'The journal\'s folder [default: in the user\'s state]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand run" -l otlp -d 'Send each record to an OpenTelemetry collector, too: `http://host:4318`' -r
complete -c stockade -n "__fish_stockade_using_subcommand run" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand run" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand run" -l allow-sampling -d 'Let the server ask the client\'s model'
complete -c stockade -n "__fish_stockade_using_subcommand run" -l journal-arguments -d 'Write arguments down as they are, not only their digest'
complete -c stockade -n "__fish_stockade_using_subcommand run" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand run" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand run" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and not __fish_seen_subcommand_from list show approve deny help" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and not __fish_seen_subcommand_from list show approve deny help" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and not __fish_seen_subcommand_from list show approve deny help" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and not __fish_seen_subcommand_from list show approve deny help" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and not __fish_seen_subcommand_from list show approve deny help" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and not __fish_seen_subcommand_from list show approve deny help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and not __fish_seen_subcommand_from list show approve deny help" -f -a "list" -d 'Show the calls that wait, and the answers that were not used yet'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and not __fish_seen_subcommand_from list show approve deny help" -f -a "show" -d 'Show one call with all its arguments, the rules that ask, and the answer'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and not __fish_seen_subcommand_from list show approve deny help" -f -a "approve" -d 'Let one call pass: this very one, once'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and not __fish_seen_subcommand_from list show approve deny help" -f -a "deny" -d 'Refuse one call'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and not __fish_seen_subcommand_from list show approve deny help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from list" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from list" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from list" -l json -d 'As JSON, in the schema of schema/approvals.v1.json'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from list" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from list" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from show" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from show" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from show" -l json -d 'As JSON, in the schema of schema/approvals.v1.json'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from show" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from show" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from approve" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from approve" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from approve" -l json -d 'As JSON, in the schema of schema/approvals.v1.json'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from approve" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from approve" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from approve" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from approve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from deny" -l reason -d 'Why; the agent is told' -r
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from deny" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from deny" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from deny" -l json -d 'As JSON, in the schema of schema/approvals.v1.json'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from deny" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from deny" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from deny" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from deny" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from help" -f -a "list" -d 'Show the calls that wait, and the answers that were not used yet'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one call with all its arguments, the rules that ask, and the answer'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from help" -f -a "approve" -d 'Let one call pass: this very one, once'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from help" -f -a "deny" -d 'Refuse one call'
complete -c stockade -n "__fish_stockade_using_subcommand approvals; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c stockade -n "__fish_stockade_using_subcommand log; and not __fish_seen_subcommand_from verify help" -l dir -d 'Where the journal is, if not in the user\'s state folder' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand log; and not __fish_seen_subcommand_from verify help" -l server -d 'Only servers whose identity matches (repeatable; `*` and `?` match any text)' -r
complete -c stockade -n "__fish_stockade_using_subcommand log; and not __fish_seen_subcommand_from verify help" -l tool -d 'Only tools whose name matches (repeatable; `*` and `?` match any text)' -r
complete -c stockade -n "__fish_stockade_using_subcommand log; and not __fish_seen_subcommand_from verify help" -l decision -d 'Only this decision (repeatable)' -r -f -a "allow\t'It went on'
ask\t'A human was asked'
deny\t'It did not'"
complete -c stockade -n "__fish_stockade_using_subcommand log; and not __fish_seen_subcommand_from verify help" -l rule -d 'Only what this rule decided or recorded (repeatable)' -r
complete -c stockade -n "__fish_stockade_using_subcommand log; and not __fish_seen_subcommand_from verify help" -l since -d 'Only from then on: `90s`, `10m`, `2h`, `3d` ago, a date (UTC) or a moment (RFC 3339)' -r
complete -c stockade -n "__fish_stockade_using_subcommand log; and not __fish_seen_subcommand_from verify help" -l until -d 'Only before then' -r
complete -c stockade -n "__fish_stockade_using_subcommand log; and not __fish_seen_subcommand_from verify help" -l last -d 'Only the last so many of what is there' -r
complete -c stockade -n "__fish_stockade_using_subcommand log; and not __fish_seen_subcommand_from verify help" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand log; and not __fish_seen_subcommand_from verify help" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand log; and not __fish_seen_subcommand_from verify help" -s f -l follow -d 'Go on showing what is added'
complete -c stockade -n "__fish_stockade_using_subcommand log; and not __fish_seen_subcommand_from verify help" -l json -d 'One JSON object a line, as it stands in the journal'
complete -c stockade -n "__fish_stockade_using_subcommand log; and not __fish_seen_subcommand_from verify help" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand log; and not __fish_seen_subcommand_from verify help" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand log; and not __fish_seen_subcommand_from verify help" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand log; and not __fish_seen_subcommand_from verify help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand log; and not __fish_seen_subcommand_from verify help" -f -a "verify" -d 'Say whether the journal is what was written, and name the first record that is not'
complete -c stockade -n "__fish_stockade_using_subcommand log; and not __fish_seen_subcommand_from verify help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c stockade -n "__fish_stockade_using_subcommand log; and __fish_seen_subcommand_from verify" -l expect -d 'The seal of a record that must be there, noted down or exported earlier' -r
complete -c stockade -n "__fish_stockade_using_subcommand log; and __fish_seen_subcommand_from verify" -l dir -d 'Where the journal is, if not in the user\'s state folder' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand log; and __fish_seen_subcommand_from verify" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand log; and __fish_seen_subcommand_from verify" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand log; and __fish_seen_subcommand_from verify" -l json -d 'The answer as JSON'
complete -c stockade -n "__fish_stockade_using_subcommand log; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand log; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand log; and __fish_seen_subcommand_from verify" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand log; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand log; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Say whether the journal is what was written, and name the first record that is not'
complete -c stockade -n "__fish_stockade_using_subcommand log; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c stockade -n "__fish_stockade_using_subcommand explain" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand explain" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand explain" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand explain" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand explain" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand config; and not __fish_seen_subcommand_from show check help" -f -a "show" -d 'Print every setting and where it comes from'
complete -c stockade -n "__fish_stockade_using_subcommand config; and not __fish_seen_subcommand_from show check help" -f -a "check" -d 'Say what is wrong with settings files; scan nothing'
complete -c stockade -n "__fish_stockade_using_subcommand config; and not __fish_seen_subcommand_from show check help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c stockade -n "__fish_stockade_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand config; and __fish_seen_subcommand_from show" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand config; and __fish_seen_subcommand_from show" -l json -d 'As JSON, in the schema of schema/config-show.v1.json'
complete -c stockade -n "__fish_stockade_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand config; and __fish_seen_subcommand_from show" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand config; and __fish_seen_subcommand_from check" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand config; and __fish_seen_subcommand_from check" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand config; and __fish_seen_subcommand_from check" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand config; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand config; and __fish_seen_subcommand_from check" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand config; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "show" -d 'Print every setting and where it comes from'
complete -c stockade -n "__fish_stockade_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "check" -d 'Say what is wrong with settings files; scan nothing'
complete -c stockade -n "__fish_stockade_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and not __fish_seen_subcommand_from validate lint explain test import new list show help" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand policy; and not __fish_seen_subcommand_from validate lint explain test import new list show help" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand policy; and not __fish_seen_subcommand_from validate lint explain test import new list show help" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and not __fish_seen_subcommand_from validate lint explain test import new list show help" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and not __fish_seen_subcommand_from validate lint explain test import new list show help" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and not __fish_seen_subcommand_from validate lint explain test import new list show help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and not __fish_seen_subcommand_from validate lint explain test import new list show help" -f -a "validate" -d 'Say whether files are policies, and everything that is wrong with them'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and not __fish_seen_subcommand_from validate lint explain test import new list show help" -f -a "lint" -d 'Say where policies perhaps do not mean what they say'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and not __fish_seen_subcommand_from validate lint explain test import new list show help" -f -a "explain" -d 'Decide a call and show each rule, condition, value and outcome; nothing is counted'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and not __fish_seen_subcommand_from validate lint explain test import new list show help" -f -a "test" -d 'Run the tests that stand in policies'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and not __fish_seen_subcommand_from validate lint explain test import new list show help" -f -a "import" -d 'Take over a policy that was written for Intercept, each difference as a comment'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and not __fish_seen_subcommand_from validate lint explain test import new list show help" -f -a "new" -d 'Start a server, list its tools and write a first policy for them; whatever is not named in it is denied'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and not __fish_seen_subcommand_from validate lint explain test import new list show help" -f -a "list" -d 'List the policies that come with the program'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and not __fish_seen_subcommand_from validate lint explain test import new list show help" -f -a "show" -d 'Print a policy that comes with the program'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and not __fish_seen_subcommand_from validate lint explain test import new list show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from validate" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from validate" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from validate" -l json -d 'As JSON'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from validate" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from validate" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from validate" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from lint" -l server -d 'Also say which tools and arguments this server does not have, by what `stockade pins` has recorded of it; its identity or a part of it' -r
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from lint" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from lint" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from lint" -l json -d 'As JSON'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from lint" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from lint" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from lint" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from explain" -l tool -d 'The tool that is called' -r
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from explain" -l args -d 'Its arguments, a JSON object' -r
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from explain" -l directory -d 'The directory that the server runs in [default: the working directory]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from explain" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from explain" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from explain" -l json -d 'As JSON, in the schema of schema/policy-explanation.v1.json'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from explain" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from explain" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from explain" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from test" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from test" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from test" -l json -d 'As JSON'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from test" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from test" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from import" -s o -l output -d 'Where to write it [default: the standard output]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from import" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from import" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from import" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from import" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from new" -s o -l output -l out -d 'Where to write it [default: the standard output]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from new" -l name -d 'What the server is called in it [default: what it calls itself]' -r
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from new" -l timeout -d 'Give up after so long; a package may have to be installed first' -r
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from new" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from new" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from new" -l force -d 'Replace a file that is there already'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from new" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from new" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from new" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from new" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from list" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from list" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from list" -l json -d 'As JSON'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from list" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from list" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from show" -s o -l output -d 'Where to write it, as `run` relies on it: only you may write the file [default: the standard output]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from show" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from show" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from show" -l force -d 'Replace a file that is there already'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from show" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from show" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "validate" -d 'Say whether files are policies, and everything that is wrong with them'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "lint" -d 'Say where policies perhaps do not mean what they say'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "explain" -d 'Decide a call and show each rule, condition, value and outcome; nothing is counted'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "test" -d 'Run the tests that stand in policies'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "import" -d 'Take over a policy that was written for Intercept, each difference as a comment'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "new" -d 'Start a server, list its tools and write a first policy for them; whatever is not named in it is denied'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the policies that come with the program'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "show" -d 'Print a policy that comes with the program'
complete -c stockade -n "__fish_stockade_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and not __fish_seen_subcommand_from show update rollback import-osv help" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand pack; and not __fish_seen_subcommand_from show update rollback import-osv help" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand pack; and not __fish_seen_subcommand_from show update rollback import-osv help" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and not __fish_seen_subcommand_from show update rollback import-osv help" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and not __fish_seen_subcommand_from show update rollback import-osv help" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and not __fish_seen_subcommand_from show update rollback import-osv help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and not __fish_seen_subcommand_from show update rollback import-osv help" -f -a "show" -d 'Show which pack is in use, or what it knows of a name'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and not __fish_seen_subcommand_from show update rollback import-osv help" -f -a "update" -d 'Take a newer pack; it needs the signature of a publisher that the program knows or STOCKADE_PACK_KEYS names'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and not __fish_seen_subcommand_from show update rollback import-osv help" -f -a "rollback" -d 'Go back to the pack before the one in use, else to the program\'s own'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and not __fish_seen_subcommand_from show update rollback import-osv help" -f -a "import-osv" -d 'Add OSV records, of malicious packages and of weaknesses: one file, a folder, or an all.zip'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and not __fish_seen_subcommand_from show update rollback import-osv help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from show" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from show" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from show" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from show" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from update" -l from -d 'The pack\'s file, - for the standard input, or an https address' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from update" -l osv -d 'OSV records too (repeatable): a file, a folder, or an all.zip' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from update" -l cafile -d 'From an address: trust these root certificates (PEM) too' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from update" -l timeout -d 'From an address: give up after so many seconds' -r
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from update" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from update" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from update" -l fetch-osv -d 'OSV records of npm and PyPI too, fetched from `registries.osv-dumps`'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from update" -l catalogue -d 'The servers of the MCP Registry too, for runs that cannot ask it'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from update" -l allow-http -d 'From an address: take http too; the signature is checked as ever'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from update" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from update" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from update" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from rollback" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from rollback" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from rollback" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from rollback" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from rollback" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from rollback" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from import-osv" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from import-osv" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from import-osv" -l replace -d 'Forget what was imported before'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from import-osv" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from import-osv" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from import-osv" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from import-osv" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show which pack is in use, or what it knows of a name'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from help" -f -a "update" -d 'Take a newer pack; it needs the signature of a publisher that the program knows or STOCKADE_PACK_KEYS names'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from help" -f -a "rollback" -d 'Go back to the pack before the one in use, else to the program\'s own'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from help" -f -a "import-osv" -d 'Add OSV records, of malicious packages and of weaknesses: one file, a folder, or an all.zip'
complete -c stockade -n "__fish_stockade_using_subcommand pack; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and not __fish_seen_subcommand_from list show diff accept undo forget help" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand pins; and not __fish_seen_subcommand_from list show diff accept undo forget help" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand pins; and not __fish_seen_subcommand_from list show diff accept undo forget help" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and not __fish_seen_subcommand_from list show diff accept undo forget help" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and not __fish_seen_subcommand_from list show diff accept undo forget help" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and not __fish_seen_subcommand_from list show diff accept undo forget help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and not __fish_seen_subcommand_from list show diff accept undo forget help" -f -a "list" -d 'List what is pinned; held changes first exit with 1'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and not __fish_seen_subcommand_from list show diff accept undo forget help" -f -a "show" -d 'Show what is pinned of a server, and what in it looks like hidden instructions'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and not __fish_seen_subcommand_from list show diff accept undo forget help" -f -a "diff" -d 'Show what changed since it was accepted, and the digest to accept it with'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and not __fish_seen_subcommand_from list show diff accept undo forget help" -f -a "accept" -d 'Accept a held change, or a new tool'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and not __fish_seen_subcommand_from list show diff accept undo forget help" -f -a "undo" -d 'Take the last acceptance back'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and not __fish_seen_subcommand_from list show diff accept undo forget help" -f -a "forget" -d 'Forget a server, or a part of it: the next use records it anew'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and not __fish_seen_subcommand_from list show diff accept undo forget help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from list" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from list" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from list" -l json -d 'JSON instead of a table'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from list" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from list" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from show" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from show" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from show" -l instructions -d 'Only the server\'s instructions'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from show" -l json -d 'JSON instead of text'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from show" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from show" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from diff" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from diff" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from diff" -l instructions -d 'Only the server\'s instructions'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from diff" -l json -d 'JSON instead of text'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from diff" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from diff" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from diff" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from accept" -l digest -d 'The digest that `diff` showed, or its first eight or more digits' -r
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from accept" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from accept" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from accept" -l instructions -d 'The server\'s instructions instead of a tool'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from accept" -l unattended -d 'Not at a terminal, as in a script; below a gate or its client it is refused all the same'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from accept" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from accept" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from accept" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from accept" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from undo" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from undo" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from undo" -l instructions -d 'The server\'s instructions instead of a tool'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from undo" -l unattended -d 'Not at a terminal, as in a script; below a gate or its client it is refused all the same'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from undo" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from undo" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from undo" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from undo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from forget" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from forget" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from forget" -l instructions -d 'Only the server\'s instructions'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from forget" -l unattended -d 'Not at a terminal, as in a script; below a gate or its client it is refused all the same'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from forget" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from forget" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from forget" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from forget" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from help" -f -a "list" -d 'List what is pinned; held changes first exit with 1'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show what is pinned of a server, and what in it looks like hidden instructions'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from help" -f -a "diff" -d 'Show what changed since it was accepted, and the digest to accept it with'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from help" -f -a "accept" -d 'Accept a held change, or a new tool'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from help" -f -a "undo" -d 'Take the last acceptance back'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from help" -f -a "forget" -d 'Forget a server, or a part of it: the next use records it anew'
complete -c stockade -n "__fish_stockade_using_subcommand pins; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c stockade -n "__fish_stockade_using_subcommand completions" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand completions" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand completions" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand completions" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand completions" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand generate" -l dir -d 'The repository to write into' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand generate" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand generate" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand generate" -l check -d 'Write nothing; fail if a file differs'
complete -c stockade -n "__fish_stockade_using_subcommand generate" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand generate" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand generate" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand generate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand warden" -l color -d 'When to use colour; NO_COLOR and CLICOLOR_FORCE decide for `auto`' -r -f -a "auto\t'If the stream is a terminal and the environment does not object'
always\t'Always'
never\t'Never'"
complete -c stockade -n "__fish_stockade_using_subcommand warden" -l config -d 'Read settings from this file instead of the user\'s and the project\'s stockade.toml [env: STOCKADE_CONFIG]' -r -F
complete -c stockade -n "__fish_stockade_using_subcommand warden" -s q -l quiet -d 'One line a finding, no table, no progress'
complete -c stockade -n "__fish_stockade_using_subcommand warden" -s v -l verbose -d 'Show also what is ignored, and notes on each server'
complete -c stockade -n "__fish_stockade_using_subcommand warden" -l no-config -d 'Read no settings file but the organisation\'s'
complete -c stockade -n "__fish_stockade_using_subcommand warden" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c stockade -n "__fish_stockade_using_subcommand help; and not __fish_seen_subcommand_from scan check diff hunt run approvals log explain config policy pack pins completions generate warden help" -f -a "scan" -d 'Show every MCP server of this machine, what it really runs, and what is wrong with it'
complete -c stockade -n "__fish_stockade_using_subcommand help; and not __fish_seen_subcommand_from scan check diff hunt run approvals log explain config policy pack pins completions generate warden help" -f -a "check" -d 'Say whether a package is the one you mean, before it is installed'
complete -c stockade -n "__fish_stockade_using_subcommand help; and not __fish_seen_subcommand_from scan check diff hunt run approvals log explain config policy pack pins completions generate warden help" -f -a "diff" -d 'Show what changed from one version of a package to another'
complete -c stockade -n "__fish_stockade_using_subcommand help; and not __fish_seen_subcommand_from scan check diff hunt run approvals log explain config policy pack pins completions generate warden help" -f -a "hunt" -d 'List the look-alikes of well-known packages among a file of names'
complete -c stockade -n "__fish_stockade_using_subcommand help; and not __fish_seen_subcommand_from scan check diff hunt run approvals log explain config policy pack pins completions generate warden help" -f -a "run" -d 'Start a server behind the gate, as a client\'s config does'
complete -c stockade -n "__fish_stockade_using_subcommand help; and not __fish_seen_subcommand_from scan check diff hunt run approvals log explain config policy pack pins completions generate warden help" -f -a "approvals" -d 'Answer tool calls that wait for a human'
complete -c stockade -n "__fish_stockade_using_subcommand help; and not __fish_seen_subcommand_from scan check diff hunt run approvals log explain config policy pack pins completions generate warden help" -f -a "log" -d 'Show, follow and verify what gates wrote down'
complete -c stockade -n "__fish_stockade_using_subcommand help; and not __fish_seen_subcommand_from scan check diff hunt run approvals log explain config policy pack pins completions generate warden help" -f -a "explain" -d 'Explain a check; without an id, list all'
complete -c stockade -n "__fish_stockade_using_subcommand help; and not __fish_seen_subcommand_from scan check diff hunt run approvals log explain config policy pack pins completions generate warden help" -f -a "config" -d 'Show the settings and where each comes from'
complete -c stockade -n "__fish_stockade_using_subcommand help; and not __fish_seen_subcommand_from scan check diff hunt run approvals log explain config policy pack pins completions generate warden help" -f -a "policy" -d 'Check, explain, test and take over the policies of servers'
complete -c stockade -n "__fish_stockade_using_subcommand help; and not __fish_seen_subcommand_from scan check diff hunt run approvals log explain config policy pack pins completions generate warden help" -f -a "pack" -d 'Show, renew and take back what is known of names and malware'
complete -c stockade -n "__fish_stockade_using_subcommand help; and not __fish_seen_subcommand_from scan check diff hunt run approvals log explain config policy pack pins completions generate warden help" -f -a "pins" -d 'Show what is pinned of each server\'s tools, and accept what is held because it changed'
complete -c stockade -n "__fish_stockade_using_subcommand help; and not __fish_seen_subcommand_from scan check diff hunt run approvals log explain config policy pack pins completions generate warden help" -f -a "completions" -d 'Print the completion script of a shell'
complete -c stockade -n "__fish_stockade_using_subcommand help; and not __fish_seen_subcommand_from scan check diff hunt run approvals log explain config policy pack pins completions generate warden help" -f -a "generate" -d 'Write the files that are generated from this program'
complete -c stockade -n "__fish_stockade_using_subcommand help; and not __fish_seen_subcommand_from scan check diff hunt run approvals log explain config policy pack pins completions generate warden help" -f -a "warden" -d 'End a server whose gate was killed'
complete -c stockade -n "__fish_stockade_using_subcommand help; and not __fish_seen_subcommand_from scan check diff hunt run approvals log explain config policy pack pins completions generate warden help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from approvals" -f -a "list" -d 'Show the calls that wait, and the answers that were not used yet'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from approvals" -f -a "show" -d 'Show one call with all its arguments, the rules that ask, and the answer'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from approvals" -f -a "approve" -d 'Let one call pass: this very one, once'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from approvals" -f -a "deny" -d 'Refuse one call'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from log" -f -a "verify" -d 'Say whether the journal is what was written, and name the first record that is not'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "show" -d 'Print every setting and where it comes from'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "check" -d 'Say what is wrong with settings files; scan nothing'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from policy" -f -a "validate" -d 'Say whether files are policies, and everything that is wrong with them'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from policy" -f -a "lint" -d 'Say where policies perhaps do not mean what they say'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from policy" -f -a "explain" -d 'Decide a call and show each rule, condition, value and outcome; nothing is counted'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from policy" -f -a "test" -d 'Run the tests that stand in policies'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from policy" -f -a "import" -d 'Take over a policy that was written for Intercept, each difference as a comment'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from policy" -f -a "new" -d 'Start a server, list its tools and write a first policy for them; whatever is not named in it is denied'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from policy" -f -a "list" -d 'List the policies that come with the program'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from policy" -f -a "show" -d 'Print a policy that comes with the program'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from pack" -f -a "show" -d 'Show which pack is in use, or what it knows of a name'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from pack" -f -a "update" -d 'Take a newer pack; it needs the signature of a publisher that the program knows or STOCKADE_PACK_KEYS names'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from pack" -f -a "rollback" -d 'Go back to the pack before the one in use, else to the program\'s own'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from pack" -f -a "import-osv" -d 'Add OSV records, of malicious packages and of weaknesses: one file, a folder, or an all.zip'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from pins" -f -a "list" -d 'List what is pinned; held changes first exit with 1'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from pins" -f -a "show" -d 'Show what is pinned of a server, and what in it looks like hidden instructions'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from pins" -f -a "diff" -d 'Show what changed since it was accepted, and the digest to accept it with'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from pins" -f -a "accept" -d 'Accept a held change, or a new tool'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from pins" -f -a "undo" -d 'Take the last acceptance back'
complete -c stockade -n "__fish_stockade_using_subcommand help; and __fish_seen_subcommand_from pins" -f -a "forget" -d 'Forget a server, or a part of it: the next use records it anew'
