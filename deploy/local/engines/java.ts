/** What the three Java engines have in common: class path, a quick start on two cores, their log's settings. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Program } from '../supervisor/program.ts';
import type { EngineContext, EngineName } from './contract.ts';

/** Without a binding the engines would log nothing at all. */
export const LOG_BINDING = 'org.apache.logging.log4j:log4j-slf4j-impl:2.24.3';

/** Time for Kafka to close its logs, and for the JVM to write its class archive the first time. */
const STOP_WITHIN_MS = 45_000;

/** First tier only and the serial collector: engines that live for minutes start faster and use less. */
export function jvmArgs(heapMb: number): string[] {
  return [
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    '-Xshare:auto',
    '-XX:-UsePerfData',
    `-Xms${Math.min(heapMb, 128)}m`,
    `-Xmx${heapMb}m`,
    '-Djava.net.preferIPv4Stack=true',
    '-Djava.awt.headless=true',
  ];
}

/** The jars of a folder as a class path, in an order that does not depend on the file system. */
export async function classPath(folder: string): Promise<string> {
  const names = await readdir(folder);
  const jars = names.filter((name) => name.endsWith('.jar')).sort();
  return jars.map((name) => join(folder, name)).join(':');
}

/** Writes the logging settings of an engine and returns the option that names them. */
export async function logSettings(context: EngineContext, name: EngineName): Promise<string> {
  const file = join(context.home.data, `${name}.log4j2.properties`);
  await writeFile(file, LOG4J2);
  return `-Dlog4j2.configurationFile=${file}`;
}

const LOG4J2 = `status=error
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%d %p %c{1} %m%n
rootLogger.level=warn
rootLogger.appenderRef.out.ref=out
logger.connect.name=org.apache.kafka.connect.runtime
logger.connect.level=info
logger.debezium.name=io.debezium
logger.debezium.level=info
logger.reflections.name=org.reflections
logger.reflections.level=error
`;

/** A Java program under supervision. */
export function javaProgram(context: EngineContext, name: EngineName, args: readonly string[]): Program {
  return {
    name,
    command: context.config.java,
    args,
    env: {},
    stopSignal: 'SIGTERM',
    stopWithinMs: STOP_WITHIN_MS,
  };
}

/** A settings file in Java's properties format. */
export function properties(settings: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
