/**
 * `npm run bench -- [name …] [--json]`: runs benchmarks on engines and services of their own. `--sizes`, `--tenants` and `--peers` narrow
 * the matcher's (`npm run bench -- matcher --sizes=1000 --tenants=1 --peers=mingo,sift`); `--sizes`, `--records`, `--clients`, `--rounds` and
 * `--burst` the stream's (`npm run bench -- stream --sizes=1000 --clients=kafkajs --rounds=1 --burst=0`); `--records` the history's
 * (`npm run bench -- history --records=100000`); `--records`, `--seconds` and
 * `--peers` the runs' (`npm run bench -- runs --records=1000 --seconds=5 --peers=none`); `--sizes`, `--records` and `--seconds` the
 * timers' (`npm run bench -- timers --sizes=100000 --records=5000 --seconds=5`).
 */
import { parseArgs } from 'node:util';
import { UpshotError } from '@upshot/errors';
import { printFigures, reportOf, type Figure } from './report.ts';

type Benchmark = (
  say: (line: string) => void,
  flags: Readonly<Record<string, string | undefined>>,
) => Promise<readonly Figure[]>;

/** Each benchmark tells its progress on stderr and returns its figures; only what is asked for is loaded. */
const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  spine: async (say) => (await import('./spine/index.ts')).spine(say),
  dates: async (say) => (await import('./dates/index.ts')).dates(say),
  history: async (say, flags) => (await import('./history/index.ts')).history(say, flags),
  matcher: async (say, flags) => (await import('./matcher/index.ts')).matcher(say, flags),
  stream: async (say, flags) => (await import('./stream/index.ts')).stream(say, flags),
  runs: async (say, flags) => (await import('./runs/index.ts')).runs(say, flags),
  timers: async (say, flags) => (await import('./timers/index.ts')).timers(say, flags),
};

const text = { type: 'string' } as const;
const { positionals: asked, values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    sizes: text,
    tenants: text,
    peers: text,
    records: text,
    clients: text,
    rounds: text,
    burst: text,
    seconds: text,
  },
});
const { json, ...flags } = values;
const figures: Figure[] = [];
for (const name of asked.length > 0 ? asked : Object.keys(BENCHMARKS)) {
  const benchmark = BENCHMARKS[name];
  if (benchmark === undefined)
    throw new UpshotError(
      'config_invalid',
      `no benchmark ${name}; there are: ${Object.keys(BENCHMARKS).join(', ')}`,
    );
  figures.push(...(await benchmark((line) => void process.stderr.write(`${name}: ${line}\n`), flags)));
}
const report = reportOf(figures);
process.stdout.write(`${report.commit} on ${report.machine}\n${printFigures(figures)}\n`);
if (json === true) process.stdout.write(`${JSON.stringify(report)}\n`);
