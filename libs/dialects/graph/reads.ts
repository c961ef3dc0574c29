/** What nodes read of the run itself: variables, and what steps came to; by templates, by conditions, and to set variables from. */
import type { Graph, Node } from '@upshot/definitions';
import type { Criteria } from '@upshot/rules';
import { compileTemplate } from '@upshot/templates';
import type { FieldValue } from '@upshot/values';
import { eachCondition } from '../shared/check-criteria.ts';
import { forEachText } from '../shared/json.ts';
import { reach } from './reach.ts';

/** One thing that a node reads, and that nothing from the start on says first or at all. */
export interface Read {
  readonly node: string;
  readonly of: 'variables' | 'steps';
  /** The variable, or the node whose step it is. */
  readonly name: string;
}

/**
 * What a run that begins at `start` reads and cannot say by itself: variables that no node sets that it can come to, and steps of nodes
 * that it cannot come to. What is read by a computed name is not known before, and is left out.
 */
export function readFromBefore(graph: Graph, start: string | null): readonly Read[] {
  const leaving = Map.groupBy(graph.edges, ({ from }) => from);
  const reached = reach(start === null ? [] : [start], { leaving: (id) => leaving.get(id) ?? [] });
  const nodes = graph.nodes.filter(({ id }) => reached.has(id));
  const set = new Set(nodes.flatMap((node) => (node.kind === 'set' ? Object.keys(node.variables) : [])));
  const said = ({ of, name }: Read): boolean => (of === 'variables' ? set : reached).has(name);
  return nodes.flatMap((node) => readsOf(node)).filter((read) => !said(read));
}

/** Each thing once. */
function readsOf(node: Node): readonly Read[] {
  const paths = new Set([
    ...templatesOf(node).flatMap(pathsIn),
    ...criteriaOf(node).flatMap(asked),
    ...from(node),
  ]);
  const reads = new Map<string, Read>();
  for (const path of paths) {
    const [of = '', name = ''] = path.split('.', 2);
    if ((of === 'variables' || of === 'steps') && name !== '')
      reads.set(`${of}.${name}`, { node: node.id, of, name });
  }
  return [...reads.values()];
}

function templatesOf(node: Node): readonly FieldValue[] {
  if (node.kind === 'action') return [node.config];
  if (node.kind !== 'task') return [];
  const { title, description = '', assignment, escalation } = node;
  return [[title, description, assignment.id, escalation?.assignment.id ?? '']];
}

function pathsIn(texts: FieldValue): readonly string[] {
  const paths: string[] = [];
  forEachText(texts, [], (text) => {
    const compiled = text.includes('{{') ? compileTemplate(text) : null;
    if (compiled?.ok === true) paths.push(...compiled.value.fields.filter((field) => !field.includes('[')));
  });
  return paths;
}

function criteriaOf(node: Node): readonly Criteria[] {
  if (node.kind === 'branch') return node.arms.map(({ criteria }) => criteria);
  if (node.kind === 'loop') return node.while === undefined ? [] : [node.while];
  return node.kind === 'wait_for_event' && node.criteria !== undefined ? [node.criteria] : [];
}

function asked(criteria: Criteria): readonly string[] {
  const paths: string[] = [];
  eachCondition(criteria, [], ({ field, related }) => {
    if (related === undefined && field.startsWith('$')) paths.push(field.slice(1));
  });
  return paths;
}

function from(node: Node): readonly string[] {
  if (node.kind !== 'set' && node.kind !== 'sub_workflow') return [];
  return Object.values(node.variables).flatMap((each) => ('from' in each ? [each.from] : []));
}
