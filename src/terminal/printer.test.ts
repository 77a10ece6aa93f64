import { expect, it } from 'vitest';
import { Printer } from './printer.js';
import { progressReporter } from './progress.js';
import { styleFor } from './style.js';

function printer(isTTY: boolean, columns?: number) {
  const written: string[] = [];
  const stream = {
    isTTY,
    ...(columns === undefined ? {} : { columns }),
    write: (text: string) => written.push(text),
  };
  return { out: new Printer(stream), text: () => written.join('') };
}
const style = styleFor(true, {});

it('our colours are written; those in a text are not, painted or plain', () => {
  const { out, text } = printer(true);
  out.lines([[style.bold('na\u001b[0mme'), ': \u001b[31mred\u001b[0m'], style.bad('NOT'), 'plain']);
  expect(text()).toBe(
    '\u001b[1mna\\x1b[0mme\u001b[22m: \\x1b[31mred\\x1b[0m\n\u001b[31mNOT\u001b[39m\nplain\n',
  );
});

it('a text is one line, whatever it holds', () => {
  const { out, text } = printer(false);
  out.lines(['reason\n2026-09  RELEASED', ['a\r', 'b\u2028c'], '']);
  expect(text()).toBe('reason\\n2026-09  RELEASED\na\\rb\\u2028c\n\n');
});

it('no line: nothing is written', () => {
  const { out, text } = printer(false);
  out.lines([]);
  expect(text()).toBe('');
});

it('what is said after a living line stands in its place, an error too', () => {
  const { out, text } = printer(true);
  out.draw('read … 10 \u001b[2Jrows');
  out.lines(['sarf: refused']);
  out.lines(['once']);
  expect(text()).toBe('\r\u001b[Kread … 10 \\x1b[2Jrows\r\u001b[Ksarf: refused\nonce\n');
});

it('notices and stages: a living line on a terminal, whole lines elsewhere', () => {
  for (const isTTY of [true, false]) {
    const { out, text } = printer(isTTY);
    let now = 0;
    const { reporter } = progressReporter({
      stderr: out,
      now: () => now,
      progress: isTTY ? 'LIVE' : 'LINES',
    });
    const stage = reporter.stage('read');
    now = 200;
    stage.progress(1000, 'rows');
    reporter.notice('members\n\u202e.csv: ignored');
    stage.end();
    expect(text()).toBe(
      isTTY
        ? '\r\u001b[Kread … 1,000 rows, 0.2 s, 5,000 a second\r\u001b[Knote: members\\n\\u202e.csv: ignored\nread: 1,000 rows, 0.2 s, 5,000 a second\n'
        : 'read …\nnote: members\\n\\u202e.csv: ignored\nread: 1,000 rows, 0.2 s, 5,000 a second\n',
    );
  }
});

it('a terminal has a width, a pipe has none', () => {
  expect(printer(true, 132).out.width).toBe(132);
  expect(printer(true).out.width).toBe(80);
  expect(printer(false, 132).out.width).toBeNull();
});
