import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { EXIT, OperatorError } from '../domain/errors.js';
import { countToPeople, toPeople } from '../domain/money.js';
import { verifyRun } from '../seal/verify.js';
import { type Command, printJson } from './context.js';

export type VerifyOptions = { readonly runDir: string; readonly json?: boolean };

export const verify: Command<VerifyOptions> = async (options, context) => {
  const folder = resolve(options.runDir);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new OperatorError(`${folder}: no such folder; give the folder of a run: <out>/<period>/<run_id>`);
  }
  const { manifest, differences } = await verifyRun(folder);
  if (options.json === true) {
    printJson(context, { proven: differences.length === 0, seal: manifest?.seal ?? null, differences });
  } else if (differences.length === 0 && manifest !== null) {
    context.stdout.write(
      `proven: run ${manifest.run_id} of ${manifest.period}\n` +
        `  ${countToPeople(manifest.files.length)} files are as they were sealed; seal ${manifest.seal}\n` +
        `  ${countToPeople(manifest.totals.orders)} orders of ${toPeople(manifest.totals.net)} DH: register = order files = manifest\n`,
    );
  } else {
    context.stdout.write(
      `${context.style.bad('NOT proven')}: ${folder}\n${differences.map((one) => `  ${one}\n`).join('')}`,
    );
  }
  return differences.length === 0 ? EXIT.done : EXIT.difference;
};
