import { resolve } from 'node:path';
import { readLedger } from '../../archive/with-ledger.js';
import { EXIT } from '../../domain/errors.js';
import type { Command } from '../context.js';
import { eventJson } from './json.js';
import { logText } from './text.js';

export type LogOptions = { readonly out: string; readonly json?: boolean };

/** Lists the ledger's events, the oldest first. */
export const log: Command<LogOptions> = async (options, context) => {
  const events = await readLedger(resolve(options.out), (ledger) => ledger.events());
  if (options.json === true) context.stdout.json({ events: events.map(eventJson) });
  else context.stdout.lines(logText(events));
  return EXIT.done;
};
