/** A process that runs one cell, given as JSON, and prints what it found. */
import { cellSpec, runCell } from './cell.ts';

process.stdout.write(JSON.stringify(await runCell(cellSpec.parse(JSON.parse(process.argv[2] ?? '')))));
