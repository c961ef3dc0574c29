/** The command: plays a folder, prints what is broken, and says so by its exit code. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EXAMPLES } from './testing/folder.ts';

const COMMAND = fileURLToPath(new URL('run.ts', import.meta.url));
const run = (...paths: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...paths], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'scenarios-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const BROKEN = 'fields: {}\nscenarios: [{ name: not so, script: [{ expect: { ended: null } }] }]';

describe('the command', () => {
  it('plays the examples', () => {
    const { status, stdout } = run(fileURLToPath(EXAMPLES));
    expect([stdout, status]).toEqual(['8 scenarios in 2 files, 0 broken\n', 0]);
  }, 60_000);
  it('prints what is broken, with its story, and files that cannot be read', () => {
    const folder = folderWith({ 'a.scenarios.yaml': BROKEN, 'b.scenarios.json': '{', 'other.yaml': 'x' });
    const { status, stdout } = run(folder);
    expect(status).toBe(1);
    expect(stdout).toContain(
      'not so\n  step 1, expect: /ended: expected null, found "completed end_of_graph"',
    );
    expect(stdout).toContain('    run-finished completed end_of_graph');
    expect(stdout).toContain('b.scenarios.json: (the file itself)');
    expect(stdout).toContain('2 scenarios in 2 files, 2 broken');
  }, 60_000);
  it('that finds nothing to play does not pass', () => {
    expect(run(folderWith({})).status).toBe(1);
  }, 60_000);
});
