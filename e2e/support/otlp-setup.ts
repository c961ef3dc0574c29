/** Vitest's global set-up, before the services start: an OTLP receiver that they will find in their environment. */
import type { TestProject } from 'vitest/node';
import { startOtlpReceiver } from './otlp-receiver.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the receiver lists what it got: `GET /received`. */
    otlp: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const receiver = await startOtlpReceiver();
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = receiver.url;
  project.provide('otlp', receiver.url);
  return () => receiver.close();
}
