/** The demo CRM: one CRM among others, made ready by `prepareCrm`, described by its source mapping file. */
export { applySchema } from './apply-schema.ts';
export { connectorStatus, restartFailed, type ConnectorStatus } from './connect-api.ts';
export { crmConnector, type Connector, type ConnectorOptions } from './connector.ts';
export { DEMO_MAPPING_FILE, prepareCrm, type Prepared, type PrepareOptions } from './prepare.ts';
export { watchConnector, type WatchOptions } from './watch-connector.ts';
