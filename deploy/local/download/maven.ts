/** Fetches from Maven, through its own client, so that its settings (mirrors, proxies) decide where from. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Say } from '../say.ts';
import { withLock } from './lock.ts';
import { run } from './run.ts';

/** `group:artifact:version`, or `group:artifact:version:type:classifier` for a file that is not a jar. */
export type Coordinates = string;

interface MavenContext {
  readonly cache: string;
  readonly env: Readonly<Record<string, string>>;
  readonly say: Say;
}

/** Copies the artefacts and all they need at run time into `folder`. */
export async function copyWithDependencies(
  context: MavenContext,
  artefacts: readonly Coordinates[],
  folder: string,
): Promise<void> {
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`];
  await maven(context, folder, artefacts, goal);
}

/** Copies one artefact into `folder` and returns its path. */
export async function copyArtefact(
  context: MavenContext,
  artefact: Coordinates,
  folder: string,
): Promise<string> {
  await maven(
    context,
    folder,
    [],
    ['dependency:copy', `-Dartifact=${artefact}`, `-DoutputDirectory=${folder}`],
  );
  return join(folder, fileNameOf(artefact));
}

/** The file that Maven writes for these coordinates. */
export function fileNameOf(artefact: Coordinates): string {
  const [, name, version, type = 'jar', classifier] = artefact.split(':');
  return `${name}-${version}${classifier === undefined ? '' : `-${classifier}`}.${type}`;
}

/** Maven 3 does not share its local repository between processes, so one runs at a time. */
async function maven(
  context: MavenContext,
  folder: string,
  artefacts: readonly Coordinates[],
  goal: readonly string[],
): Promise<void> {
  const project = `${folder}.pom`;
  await mkdir(project, { recursive: true });
  const pom = join(project, 'pom.xml');
  await writeFile(pom, pomFor(artefacts));
  const args = ['--batch-mode', '--quiet', '--file', pom, ...goal];
  const onWait = (): void => context.say('waits for another Maven');
  await withLock(join(context.cache, 'maven.lock'), onWait, () =>
    run({ command: 'mvn', args, env: context.env }),
  );
  await rm(project, { recursive: true, force: true });
}

/** A project that depends on the artefacts and is nothing else. */
export function pomFor(artefacts: readonly Coordinates[]): string {
  const dependencies = artefacts.map((each) => {
    const [group, name, version] = each.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion>
<groupId>upshot</groupId><artifactId>engine</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>${dependencies.join('\n')}</dependencies>
</project>
`;
}
