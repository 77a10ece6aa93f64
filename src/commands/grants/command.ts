import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import type { Command } from '../context.js';
import { readGrants } from './grants.js';
import { grantsJson } from './json.js';
import { GRANTS_HEADER, GrantSums, grantLine } from './text.js';

export type GrantsOptions = { readonly runId: string; readonly out: string; readonly json?: boolean };

/**
 * Lists the birth and school-return grants of a released run. The list goes to standard output, so that it can be
 * redirected to a file; the sums go to standard error.
 */
export const grants: Command<GrantsOptions> = async (options, context) =>
  readGrants(resolve(options.out), options.runId, (run, claims) => {
    if (options.json === true) {
      context.stdout.json(grantsJson(run, [...claims]));
      return EXIT.done;
    }
    const sums = new GrantSums();
    context.stdout.lines([GRANTS_HEADER]);
    for (const claim of claims) {
      context.stdout.lines([grantLine(claim)]);
      sums.add(claim);
    }
    context.stderr.lines(sums.text(run));
    return EXIT.done;
  });
