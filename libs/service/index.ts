/** What every service shares: configuration, health, shutdown. */
export { createBell, type Bell } from './bell.ts';
export { mainConfig, printableConfig, readConfig } from './config.ts';
export { setting } from './settings.ts';
export { createCrashPoint } from './crash-point.ts';
export { createHealth, type HealthControl } from './health.ts';
export { healthMiddleware, listenHealth } from './health-server.ts';
export { processOptions, processSettings } from './process-settings.ts';
export { runService } from './run-service.ts';
export { waitFor, type WaitOptions } from './wait-for.ts';
export type {
  Health,
  HealthAnswer,
  HealthBody,
  Readiness,
  ReadinessCheck,
  RunningService,
  ServiceKit,
  ServiceOptions,
} from './types.ts';
