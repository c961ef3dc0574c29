/** The engines as containers for a test run: the same settings, ports and probes as those that run as processes. */
import { join } from 'node:path';
import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer } from 'testcontainers';
import type { LocalConfig } from '../config.ts';
import type { Engine, EngineContext } from '../engines/contract.ts';
import { startInOrder } from '../engines/in-order.ts';
import { portReader } from '../engines/start.ts';
import { localEngineUrls } from '../engines/urls.ts';
import { openHome } from '../open-home.ts';
import { untilTrue } from '../supervisor/wait-ready.ts';
import type { BorrowedEngines } from './borrowed-engines.ts';
import { makeTestHome } from './test-home.ts';

/** Whether a container runtime answers here. */
export async function dockerAnswers(): Promise<boolean> {
  return getContainerRuntimeClient().then(
    () => true,
    () => false,
  );
}

/** Starts every engine in a container on the host's network, on free ports. */
export async function asContainers(given: LocalConfig): Promise<BorrowedEngines> {
  const { config, discard } = await makeTestHome(given, 'engines');
  const opened = await openHome(config, [], (line) => process.stderr.write(line));
  const started: StartedTestContainer[] = [];
  const giveBack = async (): Promise<void> => {
    await Promise.all(started.map((container) => container.stop()));
    await opened.close([]);
    await discard();
  };
  const port = portReader(opened.ports);
  try {
    await startInOrder((engine, needed) =>
      startOne(engine, { config, home: opened.home, port, say: opened.sayFor(engine.name) }, needed, started),
    );
    return { urls: localEngineUrls(port), giveBack };
  } catch (error) {
    await giveBack();
    throw error;
  }
}

async function startOne(
  engine: Engine,
  context: EngineContext,
  needed: Promise<unknown>,
  started: StartedTestContainer[],
): Promise<void> {
  await needed;
  const container = await containerOf(engine, context);
  started.push(await container.start());
  await untilTrue(engine.name, () => engine.isReady(context).catch(() => false));
  await engine.settle?.(context);
  context.say('ready in a container');
}

async function containerOf(engine: Engine, context: EngineContext): Promise<GenericContainer> {
  const { image, dockerfile, command, environment = {}, files = {} } = engine.container(context);
  const docker = join(context.config.root, 'deploy/docker');
  const container =
    dockerfile === undefined
      ? new GenericContainer(image)
      : await GenericContainer.fromDockerfile(docker, dockerfile).build(image, { deleteOnExit: false });
  container
    .withNetworkMode('host')
    .withEnvironment({ ...environment })
    .withCopyContentToContainer(Object.entries(files).map(([target, content]) => ({ target, content })));
  return command === undefined ? container : container.withCommand([...command]);
}
