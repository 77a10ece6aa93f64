import { resolve } from 'node:path';
import { EXIT, OperatorError } from '../../domain/errors.js';
import { centimesOf } from '../../domain/money.js';
import { PATTERNS } from '../../domain/vocabulary.js';
import type { RecoveryDecision } from '../../ledger/recoveries.js';
import { progressReporter } from '../../terminal/progress.js';
import type { Command } from '../context.js';
import { decideRecovery } from './decide.js';
import { recoveryJson } from './json.js';
import { recoveryText } from './text.js';

/** Each decision by its name on the command line, with its value where it has one. */
const DECISIONS = {
  pause: () => ({ decision: 'PAUSE' }),
  resume: () => ({ decision: 'RESUME' }),
  'write-off': () => ({ decision: 'WRITE_OFF' }),
  share: (value: string) => ({ decision: 'SHARE', share: shareOf(value) }),
  repaid: (value: string) => ({ decision: 'REPAY', centimes: amountOf(value) }),
  waive: (value: string) => ({ decision: 'WAIVE', centimes: amountOf(value) }),
} as const satisfies Readonly<Record<string, (value: string) => RecoveryDecision>>;

export type RecoveryAction = keyof typeof DECISIONS;

/** What the value of a decision is; a decision that is not here takes none. */
const VALUES: Readonly<Partial<Record<RecoveryAction, string>>> = {
  share: "SHARE, the most of a month's aid, such as 0.1",
  repaid: 'AMOUNT, what was repaid in dirhams',
  waive: 'AMOUNT, what is waived in dirhams',
};

export type RecoveryOptions = {
  readonly action: RecoveryAction;
  readonly recoveryId: string;
  /** An amount or a share, as typed. */
  readonly value?: string;
  readonly out: string;
  readonly reason: string;
  readonly json?: boolean;
};

/** Decides on what a household has to pay back. */
export const recovery: Command<RecoveryOptions> = async (options, context) => {
  const { recoveryId, reason } = options;
  const decided = decidedOf(options);
  const { reporter } = progressReporter(context);
  const after = await decideRecovery(
    resolve(options.out),
    recoveryId,
    decided,
    reason,
    context.clock,
    reporter,
  );
  if (options.json === true) context.stdout.json(recoveryJson(after, reason));
  else context.stdout.lines(recoveryText(after));
  return EXIT.done;
};

/** Throws OperatorError when the decision lacks its value, or has one that it does not take. */
function decidedOf({ action, value }: RecoveryOptions): RecoveryDecision {
  const needed = VALUES[action];
  if (needed !== undefined && value === undefined)
    throw new OperatorError(`sarf recovery ${action}: a value is missing: give ${needed}`);
  if (needed === undefined && value !== undefined)
    throw new OperatorError(`sarf recovery ${action}: takes no value, and ${value} was given`);
  return DECISIONS[action](value ?? '');
}

const AMOUNT = new RegExp(`^${PATTERNS.amount}$`);

/** Dirhams above 0, in centimes. */
function amountOf(value: string): number {
  const centimes = AMOUNT.test(value) ? centimesOf(value) : 0;
  if (centimes > 0) return centimes;
  throw new OperatorError(
    `${value}: no amount above 0 in dirhams, with at most two decimals, such as 150.00`,
  );
}

/** A share above 0 and below 1: something is always left of the aid, for an order of nothing cannot travel. */
function shareOf(value: string): string {
  if (/^0\.\d{1,4}$/.test(value) && Number(value) > 0) return value;
  throw new OperatorError(`${value}: no share above 0 and below 1, with at most four decimals, such as 0.1`);
}
