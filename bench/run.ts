/** `npm run bench -- [name …] [--json]`: runs benchmarks on engines and services of their own. */
import { UpshotError } from '@upshot/errors';
import { printFigures, reportOf, type Figure } from './report.ts';
import { spine } from './spine/index.ts';

/** Each benchmark tells its progress on stderr and returns its figures. */
const BENCHMARKS: Readonly<Record<string, (say: (line: string) => void) => Promise<readonly Figure[]>>> = {
  spine,
};

const args = process.argv.slice(2);
const asked = args.filter((arg) => !arg.startsWith('--'));
const figures: Figure[] = [];
for (const name of asked.length > 0 ? asked : Object.keys(BENCHMARKS)) {
  const benchmark = BENCHMARKS[name];
  if (benchmark === undefined)
    throw new UpshotError(
      'config_invalid',
      `no benchmark ${name}; there are: ${Object.keys(BENCHMARKS).join(', ')}`,
    );
  figures.push(...(await benchmark((line) => void process.stderr.write(`${name}: ${line}\n`))));
}
const report = reportOf(figures);
process.stdout.write(`${report.commit} on ${report.machine}\n${printFigures(figures)}\n`);
if (args.includes('--json')) process.stdout.write(`${JSON.stringify(report)}\n`);
