import type { Line } from '../../domain/printable.js';
import { wrapped } from '../../domain/wrapped.js';
import type { Explanation } from '../explanation.js';
import { decidedBy, residentDecidedBy, wordOf } from '../languages/lookup.js';
import type { Words } from '../languages/words.js';
import type { Paint } from './layout.js';
import { sentence, signed } from './sentence.js';

/** Why the net differs from the net of the month before: one sentence for each effect, then the sum. */
export function changeSection(explained: Explanation, words: Words, paint: Paint): Line[] {
  const { before, effects, counting, net } = explained;
  const { page: says } = words;
  if (before === null) return [says.firstRun];
  const title = paint.bold(says.against(words.month(before.period)));
  const then = standing(explained, words);
  if (effects.length === 0) return [title, ...then, `  ${says.unchanged}`];
  const delta = net.minus(before.net);
  const amounts = [...effects.map((effect) => signed(effect.amount, words)), signed(delta, words)];
  const width = Math.max(...amounts.map((text) => text.length));
  return [
    title,
    ...then,
    ...effects.flatMap((effect, i) => {
      const amount = `${(amounts[i] ?? '').padStart(width)}${words.colon}`;
      const indent = amount.length + 3;
      return wrapped(sentence(effect, words, counting), indent, indent).map((line, n) =>
        n === 0 ? `  ${amount} ${line.trimStart()}` : line,
      );
    }),
    `= ${(amounts.at(-1) ?? '').padStart(width)}${words.colon} ${says.change(words.money(net), words.money(before.net))}`,
  ];
}

/** The decision of the month before, when it was not PAY. */
function standing(explained: Explanation, words: Words): string[] {
  const { before } = explained;
  if (before === null || before.decision?.decision === 'PAY') return [];
  const { page: says } = words;
  if (before.decision === null) return [`  ${says.notThere}`];
  const { decision, line, reason } = before.decision;
  const [said, why] =
    explained.kind === 'resident'
      ? [words.resident.line, residentDecidedBy(reason, explained.before?.facts ?? null, words)]
      : [says.line, decidedBy(reason, explained.before?.facts ?? null, words)];
  return wrapped(says.stood(`${said(wordOf(words.decision, decision), line)}, ${why}`));
}
