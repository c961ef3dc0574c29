/** A process that measures the index's costs, given as JSON, and prints them. */
import { costsSpec, measureCosts } from './costs.ts';

process.stdout.write(JSON.stringify(measureCosts(costsSpec.parse(JSON.parse(process.argv[2] ?? '')))));
