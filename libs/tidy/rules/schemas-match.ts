/** Every Avro schema can be read, has its record's type, and says the same as it. */
import { Type } from 'avsc';
import { z } from 'zod';
import { fileOf, type Finding, type Rule } from '../rule.ts';
import type { SourceFile, Tree } from '../tree.ts';

interface RecordType {
  readonly name: string;
  readonly fields: readonly string[];
}

const AVSC = (fields: string): string => `{ "type": "record", "name": "Timer", "fields": [${fields}] }`;
const ID = '{ "name": "id", "type": "string" }';
const BLOCK =
  '{ "name": "block", "type": { "type": "record", "name": "Block", "fields": [{ "name": "a", "type": "int" }] } }';
const pair = (avsc: string, record: string): Tree => [
  { path: 'schemas/avro/timer.avsc', text: avsc },
  { path: 'schemas/records/timer.ts', text: record },
];

export const schemasMatch: Rule = {
  name: 'every .avsc parses, and its record in schemas/records has the same fields',
  why: 'Types are what the code believes, schemas are what is on Kafka.',
  check: (tree) =>
    tree
      .filter(({ path }) => /^schemas\/avro\/[^/]+\.avsc$/u.test(path))
      .flatMap((file) => compare(file, tree)),
  broken: [
    fileOf('schemas/avro/timer.avsc', AVSC(ID)),
    pair('{ "type": "recrod" }', ''),
    pair(AVSC(ID), 'export interface Other {\n  readonly id: string;\n}'),
    pair(AVSC(ID), 'export interface Timer {\n  readonly id: string;\n  readonly dueAtMs: number;\n}'),
    pair(
      AVSC(`${ID}, ${BLOCK}`),
      'export interface Timer {\n  readonly id: string;\n  readonly block: Block;\n}',
    ),
    pair(
      AVSC(`${ID}, ${BLOCK}`),
      'export interface Timer {\n  readonly id: string;\n  readonly block: B;\n}\nexport interface B {\n  readonly b: number;\n}',
    ),
  ],
  sound: [
    pair(AVSC(ID), '/** A timer. */\nexport interface Timer {\n  /** Which. */\n  readonly id: string;\n}'),
    pair(
      AVSC(`${ID}, ${BLOCK}`),
      'export interface Timer {\n  readonly id: string;\n  readonly block: Block;\n}\nexport interface Block {\n  readonly a: number;\n}',
    ),
    [
      ...pair(
        AVSC(`${ID}, ${BLOCK}`),
        "import type { B } from './b.ts';\nexport interface Timer {\n  readonly id: string;\n  readonly block?: B;\n}",
      ),
      { path: 'schemas/records/b.ts', text: 'export interface B {\n  readonly a: number;\n}' },
    ],
  ],
};

function compare({ path, text }: SourceFile, tree: Tree): readonly Finding[] {
  const recordPath = path.replace('/avro/', '/records/').replace(/\.avsc$/u, '.ts');
  const record = tree.find((file) => file.path === recordPath);
  if (record === undefined) return [{ path, line: 1, message: `has no ${recordPath}` }];
  const records = recordsIn(text);
  if (records === null) return [{ path, line: 1, message: 'is no Avro schema' }];
  const interfaces = interfacesIn(record, tree);
  return records
    .filter((each, at) => !isSaid(each, interfaces, at === 0))
    .map(({ name }) => ({ path: recordPath, line: 1, message: `${name} has other fields than its schema` }));
}

/**
 * The record itself is said under its own name, and so is what is nested in it where that name is in use; else it is one of the
 * types that several records share, since Avro wants a name of its own for each place.
 */
function isSaid(
  { name, fields }: RecordType,
  interfaces: readonly RecordType[],
  isOutermost: boolean,
): boolean {
  const same = (each: RecordType): boolean => each.fields.join() === fields.join();
  const own = interfaces.find((each) => each.name === name);
  return own === undefined ? !isOutermost && interfaces.some(same) : same(own);
}

/** Every record type in the schema, nested ones too; null for what avsc cannot read. */
function recordsIn(text: string): readonly RecordType[] | null {
  try {
    const schema: unknown = JSON.parse(text);
    Type.forSchema(z.any().parse(schema));
    return walk(schema);
  } catch {
    return null;
  }
}

const recordSchema = z.object({
  type: z.literal('record'),
  name: z.string(),
  fields: z.array(z.object({ name: z.string(), type: z.unknown() })),
});

function walk(schema: unknown): readonly RecordType[] {
  const record = recordSchema.safeParse(schema);
  if (record.success) {
    const { name, fields } = record.data;
    return [
      { name, fields: fields.map((field) => field.name).toSorted() },
      ...fields.flatMap(({ type }) => walk(type)),
    ];
  }
  return typeof schema === 'object' && schema !== null ? Object.values(schema).flatMap(walk) : [];
}

/** The interfaces of a file, and of the files beside it that it imports. */
function interfacesIn({ path, text }: SourceFile, tree: Tree): readonly RecordType[] {
  const folder = path.slice(0, path.lastIndexOf('/'));
  const beside = [...text.matchAll(/from '\.\/([\w-]+\.ts)'/gu)].map(([, name]) => `${folder}/${name}`);
  const texts = [text, ...tree.filter((file) => beside.includes(file.path)).map((file) => file.text)];
  return texts.flatMap((each) =>
    [...each.matchAll(/^export interface (\w+) \{\n([\s\S]*?)^\}/gmu)].map(([, name = '', body = '']) => ({
      name,
      fields: [...body.matchAll(/^ {2}readonly (\w+)\??:/gmu)].map(([, field = '']) => field).toSorted(),
    })),
  );
}
