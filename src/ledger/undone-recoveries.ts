import type Database from 'better-sqlite3';
import type { Period } from '../domain/period.js';
import type { Log } from './order-answers.js';
import { statesOf, UNPAID } from './order-states.js';
import type { Recoveries } from './recoveries.js';
import { nowSql } from './transfers.js';

/** A recovery of what was paid twice, whose order came back after all: it was paid once. Amounts in centimes. */
export type UndoneRecovery = {
  /** The order's id. */
  readonly recoveryId: string;
  /** The number that has now what the household had for the month of the order. */
  readonly householdId: string;
  readonly period: Period;
  /** What is not taken yet. */
  readonly balance: number;
  /** What was taken, and what the household repaid by itself. */
  readonly recovered: number;
  /** Whether a run owes it that already. */
  readonly isOwed: boolean;
};

/** Orders that were recovered and are paid again: one may be among them that came back after all. */
const PAID_AGAIN = `
  SELECT r.recovery_id FROM recoveries r
  JOIN debts d ON d.kind = 'ORDER' AND d.reference = r.recovery_id AND d.state = 'PAID'`;

const UNDONE = `
  SELECT r.recovery_id AS recoveryId, d.origin AS period, ${nowSql('r.household_id', 'd.origin')} AS householdId, r.balance,
    (SELECT coalesce(sum(t.centimes), 0) FROM recovery_takings t WHERE t.recovery_id = r.recovery_id)
      + (SELECT coalesce(sum(p.centimes), 0) FROM recovery_decisions p
        WHERE p.recovery_id = r.recovery_id AND p.decision = 'REPAY') AS recovered,
    EXISTS (SELECT 1 FROM debts o WHERE o.kind = 'ADJUSTMENT' AND o.reference = r.recovery_id) AS isOwed
  FROM (${statesOf(`order_id IN (${PAID_AGAIN})`)}) s
  JOIN recoveries r ON r.recovery_id = s.order_id
  JOIN debts d ON d.kind = 'ORDER' AND d.reference = s.order_id AND d.state = 'PAID'
  WHERE s.${UNPAID} ORDER BY r.recovery_id`;

/** The recoveries that are undone, by recovery_id. */
export function undoneRecoveries(db: Database.Database): UndoneRecovery[] {
  if (db.prepare(`${PAID_AGAIN} LIMIT 1`).get() === undefined) return [];
  const rows = db.prepare(UNDONE).all() as (Omit<UndoneRecovery, 'isOwed'> & { isOwed: number })[];
  return rows.map((row) => ({ ...row, isOwed: row.isOwed === 1 }));
}

/** The balances end as soon as the order is known to have come back; the next run owes what was recovered. */
export class UndoneRecoveries {
  constructor(
    private readonly db: Database.Database,
    private readonly log: Log,
    private readonly recoveries: Recoveries,
  ) {}

  /** By recovery_id. */
  all(): UndoneRecovery[] {
    return undoneRecoveries(this.db);
  }

  /** Of these, what a run has to owe yet. */
  fresh(): UndoneRecovery[] {
    return this.all().filter(({ recovered, isOwed }) => recovered > 0 && !isOwed);
  }

  /** Ends the balances that are left, and logs it. Returns these recoveries, as they were. */
  end(): UndoneRecovery[] {
    const ended = this.all().filter(({ balance }) => balance > 0);
    if (ended.length === 0) return [];
    this.db
      .transaction(() => {
        for (const { recoveryId, balance } of ended) {
          const recovery = this.recoveries.find(recoveryId);
          if (recovery === null) continue;
          const reason = `order ${recoveryId} came back: it was paid once`;
          this.recoveries.decide(recovery, { decision: 'WRITE_OFF' }, reason);
          this.log('RECOVERY_ENDED', '', { recovery: recoveryId, centimes: balance, reason });
        }
      })
      .immediate();
    return ended;
  }
}
