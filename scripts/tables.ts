import { listTables } from './tables/list.js';

/** Prints the tables that one room makes and another reads, as src/tables/ declares them. */
process.stdout.write(await listTables(process.argv.slice(2)));
