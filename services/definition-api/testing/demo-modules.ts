/** The source mapping of the demo CRM, which knows activities. */
import { readMappingFile, type SourceMapping } from '@upshot/mapping';

const FILE = new URL('../../../deploy/crm/source-mapping.yaml', import.meta.url);

/** Reads it. */
export const demoModules = (): Promise<SourceMapping> => readMappingFile(FILE.pathname);
