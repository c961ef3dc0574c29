/** A process that runs one cell, given as JSON, prints what it found, and ends. */
import { cellSpec, runCell } from './cell.ts';

process.stdout.write(JSON.stringify(await runCell(cellSpec.parse(JSON.parse(process.argv[2] ?? '')))));
process.exit(0);
