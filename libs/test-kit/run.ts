/** Plays every scenario file of a folder, or the files named, and prints what came out otherwise: `node libs/test-kit/run.ts <folder>`. */
import { toUpshotError } from '@upshot/errors';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { argv, exit, stdout } from 'node:process';
import { dirname, join, resolve } from 'node:path';
import { playScenario, readScenarios, type Played } from './index.ts';

const ENDINGS = /\.scenarios\.(?:ya?ml|json)$/u;

/** Scenario files below a path, in order; a file that is named is taken whatever it is called. */
function filesIn(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => ENDINGS.test(name) && !name.includes('node_modules'))
    .toSorted()
    .map((name) => join(path, name));
}

function play(file: string): readonly Played[] {
  try {
    const readOther = (path: string): string => readFileSync(resolve(dirname(file), path), 'utf8');
    return readScenarios(readFileSync(file, 'utf8'), readOther).map(({ scenario, given }) =>
      playScenario(scenario, given),
    );
  } catch (thrown) {
    const { message } = toUpshotError(thrown);
    return [{ name: '(the file itself)', failures: [{ step: 0, verb: 'read', message }], story: [] }];
  }
}

const told = (file: string, { name, failures, story }: Played): string =>
  [
    `${file}: ${name}`,
    ...failures.map(({ step, verb, message }) => `  step ${String(step)}, ${verb}: ${message}`),
    ...story.map((line) => `    ${line}`),
  ].join('\n');

const files = argv.slice(2).flatMap(filesIn);
const played = files.flatMap((file) => play(file).map((each) => ({ file, each })));
const broken = played.filter(({ each }) => each.failures.length > 0);
for (const { file, each } of broken) stdout.write(`${told(file, each)}\n\n`);
const counted = `${String(played.length)} scenarios in ${String(files.length)} files, ${String(broken.length)} broken`;
stdout.write(`${counted}\n`);
exit(broken.length > 0 || played.length === 0 ? 1 : 0);
