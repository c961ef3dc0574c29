/** One word for one thing: no name uses a word that the glossary says not to. */
import { codeOf } from '../code-of.ts';
import { isTypeScript } from '../places.ts';
import { type Finding, type Rule } from '../rule.ts';
import type { SourceFile, Tree } from '../tree.ts';

const GLOSSARY = 'GLOSSARY.md';
/** The dialects speak the words of the APIs that they imitate; the rules' samples break them on purpose. */
const FOREIGN = /^libs\/dialects\/|^libs\/tidy\/rules\/|^services\/definition-api\/|^deploy\/crm\//u;

const sample = (path: string, text: string): Tree => [
  {
    path: GLOSSARY,
    text: '| Word | What it is | Not |\n|---|---|---|\n| run | one | execution, run instance |\n',
  },
  { path, text },
];

export const oneWord: Rule = {
  name: 'no name uses a word that GLOSSARY.md says not to',
  why: 'One word, one thing, from the schema field to the span to the label on the page.',
  check(tree) {
    const banned = bannedIn(tree.find(({ path }) => path === GLOSSARY)?.text ?? '');
    if (banned.length === 0) return [{ path: GLOSSARY, line: 1, message: 'has no table of words' }];
    return tree.filter(({ path }) => !FOREIGN.test(path)).flatMap((file) => misnamed(file, banned));
  },
  broken: [
    sample('libs/flow/execution.ts', ''),
    sample('libs/flow/a.ts', 'export const startExecution = 1;'),
    sample('libs/flow/a.ts', 'export interface RunInstance {}'),
    sample('schemas/avro/a.avsc', '{ "name": "executionId" }'),
    sample('services/a/stages/a.ts', "recordedStage(telemetry, 'load-execution', {});"),
    [{ path: 'libs/flow/run.ts', text: '' }],
  ],
  sound: [
    sample('libs/flow/a.ts', 'export const run = 1; // an execution\nconst execution = 2;'),
    sample('libs/dialects/zoho/execution.ts', 'export const execution = 1;'),
    sample('libs/flow/a.ts', 'export const executioner = 1;'),
  ],
};

/** The words of the table's last column. */
function bannedIn(glossary: string): readonly string[] {
  const rows = glossary.split('\n').filter((row) => /^\|(?!\s*Word\s*\||-)/u.test(row));
  return rows
    .flatMap((row) => (row.split('|')[3] ?? '').split(',').map((word) => word.trim()))
    .filter(Boolean);
}

function misnamed({ path, text }: SourceFile, banned: readonly string[]): readonly Finding[] {
  return [path, ...namesIn(path, text)].flatMap((name) => {
    const words = ` ${wordsOf(name)} `;
    const found = banned.find((word) => words.includes(` ${word} `));
    return found === undefined ? [] : [{ path, line: 1, message: `${name} says ${found}` }];
  });
}

function namesIn(path: string, text: string): readonly string[] {
  const firstOf = (pattern: RegExp, source: string) =>
    [...source.matchAll(pattern)].map(([, name = '']) => name);
  if (path.endsWith('.avsc')) return firstOf(/"name":\s*"([^"]+)"/gu, text);
  if (!isTypeScript(path)) return [];
  const exported = /^export (?:async )?(?:const|function|interface|type|class) (\w+)/gmu;
  return [...firstOf(exported, codeOf(text)), ...firstOf(/[sS]tage\([^)'\n]*'([a-z-]+)'/gu, text)];
}

/** `startRun`, `start-run` and `START_RUN` are all "start run". */
function wordsOf(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/gu, '$1 $2')
    .replace(/[^A-Za-z0-9]+/gu, ' ')
    .toLowerCase();
}
