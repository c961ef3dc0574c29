/** In the stream services each stage stands in a file that is named as its span. */
import { isTest } from '../places.ts';
import { type Finding, type Rule } from '../rule.ts';
import type { SourceFile, Tree } from '../tree.ts';

/** A stage that sends what the stage before it has planned, in whose span that is seen. */
const SPANLESS: readonly string[] = ['services/matcher/stages/send-commands.ts'];

const sample = (text: string): Tree => [
  { path: 'services/a/topology.ts', text: "import type { Batch } from '@upshot/bus';" },
  { path: 'services/a/stages/load-run.ts', text },
];

export const stagesAreSpans: Rule = {
  name: "a stage of a stream service has its span's name",
  why: 'From a span in a trace one finds the file, and back.',
  check: (tree) =>
    tree
      .filter(({ path }) => /^services\/[^/]+\/stages\/[^/]+\.ts$/u.test(path) && !isTest(path))
      .flatMap((file) => spans(file, tree)),
  broken: [sample("recordedStage(telemetry, 'load', {});")],
  sound: [
    sample("recordedStage(telemetry, 'load-run', {});"),
    [...sample(''), { path: 'services/a/trace-run.ts', text: "stage('load-run', timing);" }],
    sample('').slice(1),
  ],
};

function spans({ path }: SourceFile, tree: Tree): readonly Finding[] {
  const [, service = '', stage = ''] = /^(services\/[^/]+)\/stages\/([^/]+)\.ts$/u.exec(path) ?? [];
  const files = tree.filter((file) => file.path.startsWith(`${service}/`) && !isTest(file.path));
  const streams = files.some(
    (file) => file.path === `${service}/topology.ts` && /@upshot\/bus'/u.test(file.text),
  );
  if (!streams || SPANLESS.includes(path) || files.some(({ text }) => text.includes(`'${stage}'`))) return [];
  return [{ path, line: 1, message: `no span is named ${stage}` }];
}
