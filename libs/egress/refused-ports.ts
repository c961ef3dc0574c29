/** Ports behind which no webhook lives: what listens there would take an HTTP request for its own commands. */

/** Below 1024 only these are for HTTP. */
const HTTP_PORTS = new Set([80, 443]);
const FIRST_FREE_PORT = 1_024;

/** Databases, brokers, caches, desktops and control planes. */
const ENGINES = new Set([
  1433, 1521, 2049, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 4369, 5432, 5671, 5672, 5900, 5984, 6000, 6379,
  6443, 6667, 7000, 7001, 8500, 9042, 9092, 9093, 9200, 9300, 10_250, 11_211, 15_672, 27_017, 27_018, 27_019,
]);

/** Whether nothing is sent to this port, on any host. */
export function isRefusedPort(port: number): boolean {
  if (HTTP_PORTS.has(port)) return false;
  return port < FIRST_FREE_PORT || ENGINES.has(port);
}
