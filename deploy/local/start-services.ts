/** Starts every service and waits until each says that it is ready. */
import { HOST } from './home/port-names.ts';
import { answersOk } from './ports/http.ts';
import type { SayFor } from './say.ts';
import { SERVICES, serviceProgram, type ServiceContext, type ServiceSpec } from './services.ts';
import type { Supervisor } from './supervisor/supervisor.ts';
import { waitReady } from './supervisor/wait-ready.ts';

/** Starts them side by side; throws `setup_failed` when one keeps dying. */
export async function startServices(
  context: ServiceContext,
  supervisor: Supervisor,
  sayFor: SayFor,
): Promise<void> {
  await Promise.all(SERVICES.map((service) => startService(service, context, supervisor, sayFor)));
}

async function startService(
  service: ServiceSpec,
  context: ServiceContext,
  supervisor: Supervisor,
  sayFor: SayFor,
): Promise<void> {
  const say = sayFor(service.name);
  const begun = performance.now();
  const child = supervisor.start(serviceProgram(service, context));
  await waitReady(child, () => answersOk(`http://${HOST}:${context.port(service.health)}/readyz`));
  say(`ready after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}
