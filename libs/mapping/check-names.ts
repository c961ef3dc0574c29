/** Checks that the names inside a mapping file point at things that are there. */
import type { FieldType } from '@upshot/values';
import type { MappingFile, ModuleEntry } from './mapping-schema.ts';
import type { Path } from './document.ts';

export interface Finding {
  readonly path: Path;
  readonly message: string;
}

/** Which types a role's column may have; a role that is not named may have any. */
const ROLE_TYPES: Readonly<Partial<Record<keyof ModuleEntry['roles'], readonly FieldType[]>>> = {
  owner: ['reference', 'text', 'integer'],
  score: ['integer', 'decimal'],
  dueDate: ['date', 'datetime'],
  completed: ['boolean', 'date', 'datetime'],
  converted: ['boolean', 'date', 'datetime'],
  tags: ['list', 'json', 'text'],
  customFields: ['json'],
  timeZone: ['text'],
  cause: ['text'],
};

/** Everything that one module says of names which are not there, or of columns of the wrong type. */
export function checkModule(file: MappingFile, name: string, entry: ModuleEntry): readonly Finding[] {
  return [
    ...(entry.table === undefined ? checkWithoutTable(entry) : checkKeyColumns(file, entry, entry.id)),
    ...checkRoles(entry),
    ...checkOutcomes(entry),
    ...checkScores(entry),
    ...checkSections(entry),
    ...checkActivities(entry),
    ...checkAliases(entry),
    ...checkLookups(file, entry),
  ].map((each) => ({ ...each, path: ['modules', name, ...each.path] }));
}

/** Tables and topics that two modules lay claim to. */
export function checkDuplicates(file: MappingFile): readonly Finding[] {
  const seen = new Map<string, string>();
  const findings: Finding[] = [];
  for (const [name, entry] of Object.entries(file.modules))
    for (const [what, value] of claimsOf(entry)) {
      const first = seen.get(`${what} ${value}`);
      seen.set(`${what} ${value}`, first ?? name);
      if (first !== undefined)
        findings.push({
          path: ['modules', name, what],
          message: `duplicate ${what} ${value}: ${first} has it already`,
        });
    }
  return findings;
}

const claimsOf = ({ table, topic }: ModuleEntry): readonly (readonly ['table' | 'topic', string])[] => [
  ...(table === undefined ? [] : [['table', table] as const]),
  ...(topic === undefined ? [] : [['topic', topic] as const]),
];

/** A module without a table is one whose activities are told; what only a table has says nothing there. */
function checkWithoutTable(entry: ModuleEntry): readonly Finding[] {
  if (Object.keys(entry.activities).length === 0)
    return [{ path: [], message: 'has neither a table nor activities' }];
  return (['topic', 'tenant', 'roles', 'outcomes', 'scores'] as const)
    .filter((key) => (typeof entry[key] === 'string' ? true : Object.keys(entry[key] ?? {}).length > 0))
    .map((key) => ({ path: [key], message: 'needs a table, which is not given' }));
}

function checkKeyColumns(file: MappingFile, entry: ModuleEntry, id: string | undefined): readonly Finding[] {
  const tenant = entry.tenant ?? file.tenant;
  if (id === undefined) return [{ path: ['table'], message: 'no id is given' }];
  const findings = missing(entry, ['id'], id, 'the id');
  if (tenant === undefined)
    return [...findings, { path: ['table'], message: 'no tenant is given, here or for the whole file' }];
  if (entry.topic === undefined && file.topicPrefix === undefined)
    return [...findings, { path: ['table'], message: 'no topic is given, and the file has no topicPrefix' }];
  return 'column' in tenant
    ? [...findings, ...missing(entry, ['tenant', 'column'], tenant.column, 'the tenant')]
    : findings;
}

function checkRoles(entry: ModuleEntry): readonly Finding[] {
  return roleEntries(entry).flatMap(([role, column]) => {
    const allowed = ROLE_TYPES[role];
    const type = typeOf(entry, column);
    if (type === undefined) return missing(entry, ['roles', role], column, `the role ${role}`);
    if (allowed === undefined || allowed.includes(type)) return [];
    return [
      {
        path: ['roles', role],
        message: `column ${column} is of type ${type}; the role ${role} needs ${allowed.join(' or ')}`,
      },
    ];
  });
}

function checkOutcomes(entry: ModuleEntry): readonly Finding[] {
  const needs = { won: 'stage', lost: 'stage', completed: 'status' } as const;
  return (['won', 'lost', 'completed'] as const)
    .filter((outcome) => entry.outcomes[outcome] !== undefined && entry.roles[needs[outcome]] === undefined)
    .map((outcome) => ({
      path: ['outcomes', outcome],
      message: `needs the role ${needs[outcome]}, which is not given`,
    }));
}

function checkScores(entry: ModuleEntry): readonly Finding[] {
  return Object.entries(entry.scores).flatMap(([name, column]) => {
    const type = typeOf(entry, column);
    if (type === undefined) return missing(entry, ['scores', name], column, `the score ${name}`);
    if (type === 'integer' || type === 'decimal') return [];
    const message = `column ${column} is of type ${type}; a score needs integer or decimal`;
    return [{ path: ['scores', name], message }];
  });
}

const checkSections = (entry: ModuleEntry): readonly Finding[] =>
  Object.entries(entry.sections).flatMap(([section, columns]) =>
    columns.flatMap((column, at) =>
      missing(entry, ['sections', section, at], column, `the section ${section}`),
    ),
  );

/** A field of an activity's data is told apart by its name: it is no column, and of one type in all activities. */
function checkActivities(entry: ModuleEntry): readonly Finding[] {
  const types = new Map<string, FieldType>();
  return Object.entries(entry.activities).flatMap(([activity, fields]) =>
    Object.entries(fields).flatMap(([name, type]) => {
      const path = ['activities', activity, name];
      const known = types.get(name) ?? type;
      types.set(name, known);
      if (Object.hasOwn(entry.fields, name)) return [{ path, message: `${name} is a column already` }];
      if (known !== type) return [{ path, message: `${name} is of type ${known} in another activity` }];
      return [];
    }),
  );
}

function checkAliases(entry: ModuleEntry): readonly Finding[] {
  return Object.entries(entry.aliases).flatMap(([alias, column]) => {
    if (Object.hasOwn(entry.fields, alias))
      return [{ path: ['aliases', alias], message: `${alias} is a column already` }];
    return missing(entry, ['aliases', alias], column, `the alias ${alias}`);
  });
}

function checkLookups(file: MappingFile, entry: ModuleEntry): readonly Finding[] {
  return Object.entries(entry.lookups).flatMap(([name, lookup]) => {
    const unknown = Object.hasOwn(file.modules, lookup.module)
      ? []
      : [{ path: ['lookups', name, 'module'], message: `no module ${lookup.module} is mapped` }];
    return [...missing(entry, ['lookups', name, 'column'], lookup.column, `the lookup ${name}`), ...unknown];
  });
}

function missing(entry: ModuleEntry, path: Path, column: string, who: string): readonly Finding[] {
  return Object.hasOwn(entry.fields, column)
    ? []
    : [{ path, message: `column ${column} of ${who} is not among the fields` }];
}

const typeOf = (entry: ModuleEntry, column: string): FieldType | undefined => {
  const field = Object.hasOwn(entry.fields, column) ? entry.fields[column] : undefined;
  return typeof field === 'object' ? field.type : field;
};

function roleEntries(entry: ModuleEntry): readonly (readonly [keyof ModuleEntry['roles'], string])[] {
  const names = Object.keys(entry.roles) as (keyof ModuleEntry['roles'])[];
  return names.flatMap((role) => {
    const column = entry.roles[role];
    return column === undefined ? [] : [[role, column] as const];
  });
}
