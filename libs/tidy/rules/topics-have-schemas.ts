/** Each topic has its schema, and each schema its topic. */
import { z } from 'zod';
import { type Finding, type Rule } from '../rule.ts';
import type { Tree } from '../tree.ts';

const TOPICS = 'schemas/topics.json';
const topicsSchema = z.array(z.object({ name: z.string(), schema: z.string() }));

const sample = (schemas: readonly string[], ...topics: readonly string[]): Tree => [
  { path: TOPICS, text: JSON.stringify(topics.map((schema) => ({ name: `upshot.${schema}s`, schema }))) },
  ...schemas.map((name) => ({ path: `schemas/avro/${name}.avsc`, text: '{}' })),
];

export const topicsHaveSchemas: Rule = {
  name: 'each topic has a schema, each schema a topic',
  why: 'Everything on Kafka has a type, and no type describes nothing.',
  check(tree) {
    const file = tree.find(({ path }) => path === TOPICS);
    const topics = topicsSchema.safeParse(JSON.parse(file?.text ?? 'null'));
    if (!topics.success) return [{ path: TOPICS, line: 1, message: 'is no list of topics' }];
    return [...withoutSchema(topics.data, tree), ...withoutTopic(topics.data, tree)];
  },
  broken: [
    sample([], 'timer'),
    sample(['timer', 'run'], 'timer'),
    [{ path: TOPICS, text: '[{"name":"x"}]' }],
  ],
  sound: [sample(['timer', 'run'], 'timer', 'run', 'timer')],
};

type Topics = z.output<typeof topicsSchema>;

function withoutSchema(topics: Topics, tree: Tree): readonly Finding[] {
  return topics
    .filter(({ schema }) => !tree.some(({ path }) => path === `schemas/avro/${schema}.avsc`))
    .map(({ name }) => ({ path: TOPICS, line: 1, message: `${name} has no schema` }));
}

function withoutTopic(topics: Topics, tree: Tree): readonly Finding[] {
  return tree
    .flatMap(({ path }) => /^schemas\/avro\/([^/]+)\.avsc$/u.exec(path)?.[1] ?? [])
    .filter((name) => !topics.some(({ schema }) => schema === name))
    .map((name) => ({ path: `schemas/avro/${name}.avsc`, line: 1, message: 'is on no topic' }));
}
