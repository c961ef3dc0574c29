/** Finds each action's parent and arm, and refuses what is no forest. */
import type { Path } from '../shared/path.ts';
import { quoted } from '../shared/read.ts';
import type { Report } from '../shared/report.ts';
import type { ReadAction } from './read-actions.ts';

export type Arm = 'yes' | 'no';

/** An action and where it stands; without a parent it is of the top level. */
export interface PlacedAction extends ReadAction {
  readonly parentId: string | null;
  readonly arm: Arm | null;
}

/** Every action with its place, in the order of `sortOrder` (what was sent first stays first among equals). */
export function placeActions(
  actions: readonly ReadAction[],
  path: Path,
  report: Report,
): readonly PlacedAction[] {
  const byName = nameActions(actions, path, report);
  const placed = actions.map((action) => place(action, byName, [...path, action.at], report));
  refuseCircles(placed, path, report);
  return placed.sort((a, b) => a.sortOrder - b.sortOrder);
}

/** Two actions may not share a name, be it id or tempId: their children could not be told apart. */
function nameActions(
  actions: readonly ReadAction[],
  path: Path,
  report: Report,
): ReadonlyMap<string, ReadAction> {
  const byName = new Map<string, ReadAction>();
  for (const action of actions)
    for (const { key, name } of action.names) {
      const other = byName.get(name);
      if (other !== undefined && other !== action)
        report([...path, action.at, key], 'duplicate', `is the name of actions[${other.at}] already`);
      else byName.set(name, action);
    }
  return byName;
}

function place(
  action: ReadAction,
  byName: ReadonlyMap<string, ReadAction>,
  path: Path,
  report: Report,
): PlacedAction {
  const arm = readArm(action, [...path, 'branch'], report);
  if (action.parentName === null) return { ...action, parentId: null, arm: null };
  const parent = byName.get(action.parentName);
  const place = [...path, 'parentActionId'];
  if (parent === undefined) report(place, 'not_found', `there is no action ${quoted(action.parentName)}`);
  else if (parent.actionType !== 'branch')
    report(place, 'invalid_value', `actions[${parent.at}] is not a branch`);
  return { ...action, parentId: parent?.id ?? null, arm };
}

function readArm({ branch, parentName }: ReadAction, path: Path, report: Report): Arm | null {
  if (branch === 'yes' || branch === 'no') {
    if (parentName === null) report(path, 'invalid_value', 'needs a parentActionId beside it');
    return branch;
  }
  if (branch !== null) report(path, 'invalid_value', 'must be yes or no');
  else if (parentName !== null) report(path, 'required', 'is required beside a parentActionId (yes or no)');
  return null;
}

function refuseCircles(actions: readonly PlacedAction[], path: Path, report: Report): void {
  const parents = new Map(actions.map((action) => [action.id, action.parentId]));
  for (const action of actions)
    if (isOwnAncestor(action.id, parents))
      report([...path, action.at, 'parentActionId'], 'invalid_value', 'leads back to the action itself');
}

function isOwnAncestor(id: string, parents: ReadonlyMap<string, string | null>): boolean {
  const seen = new Set<string>();
  let above = parents.get(id) ?? null;
  while (above !== null && above !== id && !seen.has(above)) {
    seen.add(above);
    above = parents.get(above) ?? null;
  }
  return above === id;
}
