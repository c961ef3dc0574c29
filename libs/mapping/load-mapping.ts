/** Reads a source mapping from its YAML text, or says line by line what is wrong with it. Pure. */
import { err, ok, type Result } from '@upshot/errors';
import type { z } from 'zod';
import { buildModule } from './build-module.ts';
import { checkDuplicates, checkModule, type Finding } from './check-names.ts';
import { readYaml, type YamlSource } from './document.ts';
import { mappingFile, type MappingFile } from './mapping-schema.ts';
import type { MappingProblem } from './problem.ts';
import { relateModules } from './relate-modules.ts';
import type { ModuleMapping, SourceMapping } from './types.ts';

/** `fileName` only names the file in problems. All problems are told at once, in the order of their lines. */
export function loadMapping(
  text: string,
  fileName: string,
): Result<SourceMapping, readonly MappingProblem[]> {
  const source = readYaml(text);
  if (source.problems.length > 0)
    return err(
      source.problems.map((each) => ({ file: fileName, path: '', line: each.line, message: each.message })),
    );
  const parsed = mappingFile.safeParse(source.data);
  const findings = parsed.success ? checkFile(parsed.data) : parsed.error.issues.flatMap(issueFindings);
  if (!parsed.success || findings.length > 0) return err(toProblems(source, fileName, findings));
  return ok(build(parsed.data));
}

function checkFile(file: MappingFile): readonly Finding[] {
  const modules = Object.entries(file.modules);
  if (modules.length === 0) return [{ path: ['modules'], message: 'no module is mapped' }];
  return [...modules.flatMap(([name, entry]) => checkModule(file, name, entry)), ...checkDuplicates(file)];
}

/** One finding for each key that is unknown, so that each names its own line; one for any other issue. */
function issueFindings(issue: z.core.$ZodIssue): readonly Finding[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], message: 'unknown key' }));
  if (issue.code === 'invalid_key') return [{ path, message: issue.issues[0]?.message ?? issue.message }];
  return [{ path, message: issue.message }];
}

function toProblems(
  source: YamlSource,
  file: string,
  findings: readonly Finding[],
): readonly MappingProblem[] {
  return findings
    .map(({ path, message }) => ({ file, line: source.lineOf(path), path: path.join('.'), message }))
    .sort((a, b) => a.line - b.line);
}

function build(file: MappingFile): SourceMapping {
  const modules = relateModules(
    new Map<string, ModuleMapping>(
      Object.entries(file.modules).map(([name, entry]) => [name, buildModule(file, name, entry)]),
    ),
  );
  const byTopic = [...modules.values()].flatMap((each) =>
    each.topic === null ? [] : [[each.topic, each] as const],
  );
  return { modules, byTopic: new Map(byTopic) };
}
